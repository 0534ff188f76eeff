// SPDX-License-Identifier: Apache-2.0
// The recognisers read the configuration: what they would replace there is what there is to learn,
// in every syntax they know.
#include "agent/redact/learning.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <iterator>

#include "agent/redact/bytes.hpp"
#include "agent/redact/entropy.hpp"
#include "agent/redact/host_names.hpp"
#include "agent/redact/names.hpp"
#include "agent/redact/spellings.hpp"
#include "platform/digest.hpp"

namespace diag::redact {
namespace {

constexpr std::size_t most_secrets = 256;
constexpr std::size_t most_hosts = 512;
constexpr std::size_t most_passed_over = 65'536;
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

bool reads_plain(std::string_view secret) {
    constexpr Table of_times = table_of("0123456789-:./TZ+ ,", false);
    if (std::any_of(secret.begin(), secret.end(),
                    [](char c) { return static_cast<unsigned char>(c) < 0x20; }))
        return true;
    for (const auto word : usual)
        if (same_words(secret, word)) return true;
    return is_path(secret) || is_dotted(secret) || bits_of(secret) < least_bits ||
           (all_of(secret, of_times) && !all_of(secret, digits));
}

bool is_too_short(std::string_view secret) {
    if (secret.size() < shortest) return true;
    if (all_of(secret, digits)) return secret.size() < shortest_of_digits;
    const bool letters =
        all_of(secret, alphanumerics) &&
        std::none_of(secret.begin(), secret.end(), [](char c) { return in(digits, c); });
    return letters && secret.size() < shortest_of_letters;
}

constexpr std::string_view too_many_secrets = "secret_too_many";

/// Why it is not looked for by itself; empty: it may be.
std::string_view unfit(std::string_view secret) {
    if (secret.size() > longest) return "secret_too_long";
    if (is_too_short(secret)) return "secret_too_short";
    return reads_plain(secret) ? "secret_too_plain" : "";
}

/// Whether it would be found under any name: a hash or an id of no secret may be among these, and
/// there may be many.
bool looks_random(std::string_view secret) {
    const auto as_value = "=" + std::string(secret);
    Reading reading;
    reading.begin(as_value);
    find_random_values(reading);
    return reading.spans.size() == 1 && reading.spans[0].from == 1 &&
           reading.spans[0].to == as_value.size();
}

}  // namespace

bool is_worth_looking_for(std::string_view secret) {
    return !is_no_secret(secret) && unfit(secret).empty();
}

bool Learner::is_ready() {
    if (redactor_ || failure_) return redactor_.has_value();
    CaseKey key{};
    fill_random(key);
    auto redactor = Redactor::create(key, written_);
    if (redactor)
        redactor_ = std::move(*redactor);
    else
        failure_ = redactor.error();
    return redactor_.has_value();
}

void Learner::read(std::string_view text, bool is_trusted) {
    if (text.empty() || !is_ready()) return;
    redactor_->observe([&](std::string_view kind, std::string_view, std::string_view original) {
        if (kind == "host" && is_trusted) add_host(original);
        if (kind == "host" && !is_trusted && is_full_host_name(original)) try_host(original);
        if (kind == "secret" && is_trusted) add_readings(original);
    });
    Redactions counts;
    // A picture among the configuration is refused, and holds nothing to learn.
    [[maybe_unused]] const auto done = redactor_->redact(text, counts);
}

void Learner::read_configuration(std::string_view text) { read(text, true); }
void Learner::read_evidence(std::string_view text) { read(text, false); }

std::string_view Learner::try_secret(std::string_view secret, bool is_last) {
    if (secret.empty() || secrets_.contains(secret) || is_no_secret(secret)) return {};
    if (const auto why = unfit(secret); !why.empty()) return why;
    auto& kept = is_last ? last_secrets_ : secrets_;
    if (kept.size() >= most_secrets && !kept.contains(secret)) return too_many_secrets;
    kept.insert(std::string(secret));
    if (!is_last) last_secrets_.erase(std::string(secret));
    return {};
}

void Learner::add_secret(std::string_view secret) {
    if (const auto why = try_secret(secret); !why.empty()) pass_over(secret, why);
}

/// One value, however many ways its file may have meant it.
void Learner::add_readings(std::string_view original) {
    std::string_view why;
    bool learned = false;
    for (const auto& reading : readings_of(original)) {
        const auto unlearned = try_secret(reading, looks_random(reading));
        learned = learned || unlearned.empty();
        if (why.empty()) why = unlearned;
    }
    if (!learned && !why.empty()) pass_over(original, why);
}

std::string_view Learner::try_host(std::string_view host) {
    if (hosts_.contains(host)) return {};
    const auto forms = forms_of(host);
    if (forms.names.empty() && forms.domains.empty()) {
        const bool is_one =
            is_host_name(host) && !is_public_host(host) && !host.starts_with("localhost");
        return is_one ? "host_too_plain" : "";
    }
    if (hosts_.size() >= most_hosts) return "host_too_many";
    hosts_.insert(std::string(host));
    return {};
}

void Learner::add_host(std::string_view host) {
    if (const auto why = try_host(host); !why.empty()) pass_over(host, why);
}

void Learner::pass_over(std::string_view value, std::string_view why) {
    if (passed_over_.size() < most_passed_over)
        passed_over_.emplace(std::hash<std::string_view>{}(value), why);
}

std::size_t Learner::last_learned() const {
    return std::min(last_secrets_.size(), most_secrets - secrets_.size());
}

NotLearned Learner::not_learned() const {
    NotLearned counts;
    if (const auto left_over = last_secrets_.size() - last_learned(); left_over > 0)
        counts[std::string(too_many_secrets)] += left_over;
    for (const auto& [value, why] : passed_over_) ++counts[std::string(why)];
    return counts;
}

Result<rules::Rules> Learner::learned() const {
    if (failure_) return *failure_;
    rules::Rules rules;
    rules.secrets.assign(secrets_.begin(), secrets_.end());
    std::copy_n(last_secrets_.begin(), last_learned(), std::back_inserter(rules.secrets));
    rules.hosts.assign(hosts_.begin(), hosts_.end());
    return rules;
}

}  // namespace diag::redact
