// SPDX-License-Identifier: Apache-2.0
// What one line of sync.log says.
#include <algorithm>
#include <array>

#include "collectors/integrations/sync_log.hpp"
#include "platform/text.hpp"

namespace diag::integrations {
namespace {

/// Words that say one kind of trouble, in lower case, parted by "|".
struct Sign {
    Trouble trouble;
    std::string_view words;
};

/// The more telling first. Java's exceptions and messages; SQL Server's errors 18456 and 229;
/// HTTP's 401 and 403; LDAP's result 49; what AMAG needs (guides G9, K18).
constexpr auto signs = std::to_array<Sign>({
    {Trouble::login,
     "login failed|invalid credentials|error code 49|unauthorized|authentication failed|"
     "authentication failure|authenticationexception|bad credentials|"
     "invalid username or password|status 401|status code 401"},
    {Trouble::rights,
     "permission was denied|access denied|insufficient privilege|insufficient access rights|"
     "forbidden|status 403|status code 403"},
    {Trouble::licence,
     "not licensed|no license|no licence|license expired|licence expired|license is required|"
     "license not found"},
    {Trouble::tls,
     "sslhandshakeexception|pkix path|certificateexpiredexception|sslpeerunverified|sslexception|"
     "unable to find valid certification path"},
    {Trouble::name, "unknownhostexception|name or service not known|no such host"},
    {Trouble::connection,
     "connection refused|connection reset|no route to host|network is unreachable|"
     "communication link failure|broken pipe|connectexception"},
    {Trouble::timeout, "timed out|sockettimeoutexception|timeoutexception"},
    {Trouble::stale_export,
     "stale export|export is stale|export table is stale|export tables are stale|"
     "export is out of date|export out of date"},
});

constexpr std::array<std::string_view, 7> levels_of_failure{
    "ERROR", "FATAL", "SEVERE", "[ERROR]", "[FATAL]", "[SEVERE]", "CRITICAL"};
constexpr std::array<std::string_view, 6> words_of_failure{"failed",    "failure",   "exception",
                                                           "unable to", "could not", "cannot"};
/// What says, with a nought beside it, that there was none.
constexpr std::array<std::string_view, 8> counted_failures{
    "failed", "failures", "failure", "errors", "error", "exceptions", "timed", "timeouts"};
constexpr std::array<std::string_view, 12> words_of_success{
    "synchronised", "synchronized", "synced", "complete", "completed",    "finished",
    "succeeded",    "success",      "done",   "ok",       "successfully", "successful"};
constexpr std::array<std::string_view, 16> words_of_records{
    "identity", "identities", "person",      "persons",    "people",      "record",
    "records",  "cardholder", "cardholders", "credential", "credentials", "badge",
    "badges",   "user",       "users",       "changes"};

bool is_letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Runs of letters, and runs of digits.
std::vector<std::string_view> tokens_of(std::string_view line) {
    std::vector<std::string_view> tokens;
    for (std::size_t at = 0; at < line.size();) {
        const auto is_same = is_letter(line[at])  ? is_letter
                             : is_digit(line[at]) ? is_digit
                                                  : nullptr;
        auto end = at + 1;
        while (is_same && end < line.size() && is_same(line[end])) ++end;
        if (is_same) tokens.push_back(line.substr(at, end - at));
        at = end;
    }
    return tokens;
}

template <class Words>
bool has(const Words& words, std::string_view word) {
    return std::ranges::find(words, word) != words.end();
}

template <class Words>
bool holds_any(std::string_view line, const Words& words) {
    return std::ranges::any_of(words, [&](auto word) { return line.find(word) != line.npos; });
}

std::optional<Trouble> trouble_in(std::string_view small) {
    for (const auto& sign : signs)
        if (holds_any(small, parts_of(sign.words, '|'))) return sign.trouble;
    return std::nullopt;
}

/// "0 failed", "errors=0", "no failures": a count of failures that is nought.
bool denies_failure(const std::vector<std::string_view>& tokens) {
    const auto is_nought = [&](std::size_t at) {
        return at < tokens.size() && (tokens[at] == "0" || tokens[at] == "no");
    };
    for (std::size_t i = 0; i < tokens.size(); ++i)
        if (has(counted_failures, tokens[i]) && (is_nought(i + 1) || (i > 0 && is_nought(i - 1))))
            return true;
    return false;
}

/// Whether a level of failure is among the first words, where a level stands.
bool is_level_of_failure(std::string_view line) {
    constexpr std::size_t most_words = 8;
    const auto words = words_of(line.substr(0, 200));
    for (std::size_t i = 0; i < std::min(words.size(), most_words); ++i)
        if (has(levels_of_failure, words[i])) return true;
    return false;
}

/// "synchronised 12 identities", "records=12".
std::optional<std::uint64_t> records_in(const std::vector<std::string_view>& tokens) {
    std::optional<std::uint64_t> most;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (!has(words_of_records, tokens[i])) continue;
        const auto before = i > 0 ? natural(tokens[i - 1]) : std::nullopt;
        const auto after = i + 1 < tokens.size() ? natural(tokens[i + 1]) : std::nullopt;
        for (const auto& each : {before, before ? std::nullopt : after})
            if (each) most = std::max(most.value_or(0), *each);
    }
    return most;
}

}  // namespace

LineSense sense_of(std::string_view line) {
    const auto small = lowered(line);
    LineSense sense;
    const auto tokens = tokens_of(small);
    const bool denies = denies_failure(tokens);
    auto trouble = trouble_in(small);
    if (denies && trouble == Trouble::timeout) trouble.reset();
    if (trouble) sense.trouble = *trouble;
    const bool fails = !denies && holds_any(small, words_of_failure);
    if (trouble || fails || is_level_of_failure(line)) {
        sense.what = LineSense::What::failure;
        return sense;
    }
    const bool is_about_sync = small.find("sync") != small.npos || has(tokens, "import");
    const bool is_done = std::ranges::any_of(
        tokens, [](std::string_view token) { return has(words_of_success, token); });
    if (!is_about_sync || !is_done || has(tokens, "not")) return sense;
    sense.what = LineSense::What::success;
    sense.records = records_in(tokens);
    return sense;
}

}  // namespace diag::integrations
