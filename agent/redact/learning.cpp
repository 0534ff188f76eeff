// SPDX-License-Identifier: Apache-2.0
// The recognisers read the configuration: what they would replace there is what there is to learn,
// in every syntax they know.
#include "agent/redact/learning.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "agent/redact/bytes.hpp"
#include "agent/redact/host_names.hpp"
#include "agent/redact/names.hpp"
#include "agent/redact/spellings.hpp"
#include "platform/digest.hpp"

namespace diag::redact {
namespace {

constexpr std::size_t most_secrets = 256;
constexpr std::size_t most_hosts = 512;
constexpr std::size_t shortest = 8;
constexpr std::size_t longest = 256;
/// Letters alone, or digits alone, are a word or a time where they are not longer than these.
constexpr std::size_t shortest_of_letters = 12;
constexpr std::size_t shortest_of_digits = 14;
constexpr double least_bits = 20;  ///< of a value, by how often each byte occurs in it

/// Values that many sites left as they came. Context finds them; everywhere they are words.
constexpr std::array<std::string_view, 12> usual{
    "administrator", "changeit",      "changeme",       "password",      "passw0rd",   "localhost",
    "anonymous",     "configuration", "authentication", "authorization", "credential", "undefined"};

double bits_of(std::string_view text) {
    std::array<std::size_t, 256> counts{};
    for (const char c : text) ++counts[static_cast<unsigned char>(c)];
    double bits = 0;
    const auto size = static_cast<double>(text.size());
    for (const auto count : counts) {
        const auto share = static_cast<double>(count) / size;
        if (count > 0) bits -= static_cast<double>(count) * std::log2(share);
    }
    return bits;
}

bool all_of(std::string_view text, const Table& table) {
    return skip(text, table, 0, text.size()) == text.size();
}

/// "/opt/x/y", "C:\\x\\y", "./x": what a key's name that ends in "key" or "secret" may point to.
bool is_path(std::string_view text) {
    if (text.find("://") != text.npos) return true;
    const auto separators =
        std::count(text.begin(), text.end(), '/') + std::count(text.begin(), text.end(), '\\');
    return separators >= 2 && (text.front() == '/' || text.front() == '.' || text[1] == ':');
}

/// "com.example.auth.TokenFilter": words with dots between.
bool is_dotted(std::string_view text) {
    constexpr Table letters_and_dots = table_of(".", true);
    if (std::count(text.begin(), text.end(), '.') < 2 || !all_of(text, letters_and_dots))
        return false;
    return std::none_of(text.begin(), text.end(), [](char c) { return in(digits, c); });
}

}  // namespace

bool is_worth_looking_for(std::string_view secret) {
    constexpr Table of_times = table_of("0123456789-:./TZ+ ,", false);
    if (secret.size() < shortest || secret.size() > longest || is_no_secret(secret)) return false;
    if (std::any_of(secret.begin(), secret.end(),
                    [](char c) { return static_cast<unsigned char>(c) < 0x20; }))
        return false;
    for (const auto word : usual)
        if (same_words(secret, word)) return false;
    if (is_path(secret) || is_dotted(secret) || bits_of(secret) < least_bits) return false;
    if (all_of(secret, digits)) return secret.size() >= shortest_of_digits;
    if (all_of(secret, of_times)) return false;
    const bool letters =
        all_of(secret, alphanumerics) &&
        std::none_of(secret.begin(), secret.end(), [](char c) { return in(digits, c); });
    return !letters || secret.size() >= shortest_of_letters;
}

Result<Learner> Learner::create(const rules::Rules& written) {
    CaseKey key{};
    fill_random(key);
    auto redactor = Redactor::create(key, written);
    if (!redactor) return redactor.error();
    return Learner(std::move(*redactor));
}

void Learner::read(std::string_view text, bool is_trusted) {
    redactor_.observe([&](std::string_view kind, std::string_view, std::string_view original) {
        if (kind == "host" && (is_trusted || is_full_host_name(original))) add_host(original);
        if (kind == "secret" && is_trusted)
            for (const auto& reading : readings_of(original)) add_secret(reading);
    });
    Redactions counts;
    // A picture among the configuration is refused, and holds nothing to learn.
    [[maybe_unused]] const auto done = redactor_.redact(text, counts);
}

void Learner::read_configuration(std::string_view text) { read(text, true); }
void Learner::read_evidence(std::string_view text) { read(text, false); }

void Learner::add_secret(std::string_view secret) {
    if (secrets_.size() < most_secrets && is_worth_looking_for(secret))
        secrets_.insert(std::string(secret));
}

void Learner::add_host(std::string_view host) {
    if (hosts_.size() >= most_hosts) return;
    const auto forms = forms_of(host);
    if (!forms.names.empty() || !forms.domains.empty()) hosts_.insert(std::string(host));
}

rules::Rules Learner::learned() const {
    rules::Rules rules;
    rules.secrets.assign(secrets_.begin(), secrets_.end());
    rules.hosts.assign(hosts_.begin(), hosts_.end());
    return rules;
}

}  // namespace diag::redact
