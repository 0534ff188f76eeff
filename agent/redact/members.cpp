// SPDX-License-Identifier: Apache-2.0
#include "agent/redact/members.hpp"

#include <algorithm>
#include <array>

#include "agent/redact/bytes.hpp"
#include "agent/redact/values.hpp"

namespace diag::redact {
namespace {

constexpr int deepest = 63;  ///< each depth has a bit
constexpr Table gaps = table_of(" \t\r,", false);
/// What a line may begin with that goes on with an object: logs begin theirs otherwise.
constexpr Table line_begins = table_of(" \t\r\n]})\"'{[", false);

constexpr std::array<std::string_view, 22> first_words{
    "expir",  "creat", "updat", "modif", "issue",    "last",   "min",   "max",
    "valid",  "rotat", "requi", "enabl", "disabl",   "encod",  "algor", "length",
    "prefix", "size",  "count", "polic", "strength", "allowed"};
constexpr std::array<std::string_view, 68> last_words{
    "type",      "kind",    "name",        "username",  "user",     "login",    "email",
    "mail",      "id",      "userid",      "uuid",      "guid",     "host",     "hostname",
    "port",      "url",     "uri",         "path",      "file",     "filename", "format",
    "algorithm", "alg",     "description", "title",     "label",    "hint",     "placeholder",
    "help",      "message", "error",       "errors",    "reason",   "status",   "state",
    "scope",     "scopes",  "policy",      "pattern",   "ref",      "role",     "roles",
    "domain",    "realm",   "region",      "version",   "provider", "issuer",   "audience",
    "owner",     "date",    "time",        "timestamp", "ttl",      "timeout",  "schema",
    "comment",   "note",    "samesite",    "method",    "scheme",   "server",   "source",
    "mode",      "group",   "namespace",   "header",    "tooltip"};
/// Plural names of secrets.
constexpr std::array<std::string_view, 16> plurals{
    "passwords", "passwds",     "passphrases", "passcodes",   "pwds",       "secrets",
    "tokens",    "sessionids",  "apikeys",     "accesskeys",  "secretkeys", "privatekeys",
    "api_keys",  "access_keys", "secret_keys", "private_keys"};
/// Of them, those that may be numbers alone.
constexpr std::array<std::string_view, 5> spoken{"words", "codes", "passwds", "phrases", "pwds"};
/// Of members that hold the secret, were it a number.
constexpr std::array<std::string_view, 12> holders{"value", "val",  "data",     "text",
                                                   "plain", "code", "pin",      "content",
                                                   "new",   "old",  "password", "secret"};

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

/// Whether the last part of `label` is `word`: of "userName" and "user_name", not of "filename".
bool ends_in_word(std::string_view label, std::string_view word) {
    if (label.size() < word.size()) return false;
    const auto at = label.size() - word.size();
    return says(label, at, word) &&
           (at == 0 || !in(alphanumerics, label[at - 1]) || is_upper(label[at]));
}

bool ends_in(std::string_view label, std::string_view word) {
    return label.size() >= word.size() && says(label, label.size() - word.size(), word);
}

/// "\n" and "\\t" between the members of an object inside of a string.
std::size_t past_escape(std::string_view text, std::size_t at) {
    if (byte_at(text, at) != '\\' || quote_at(text, at).length != 0) return at;
    static constexpr Table backslashes = table_of("\\", false);
    const auto letter = skip(text, backslashes, at, std::min(text.size(), at + 16));
    return std::string_view("nrt").find(byte_at(text, letter)) == std::string_view::npos
               ? at
               : letter + 1;
}

/// A walk over the members of one object or list, and of all within it.
class Walk {
public:
    Walk(Reading& reading, std::size_t at, const Members& members)
        : reading_(reading),
          members_(members),
          text_(reading.text),
          at_(at),
          bound_(std::min(text_.size(), at + members_reach)),
          next_(members.holds) {}

    /// Where it ended: behind the last bracket, or where nothing of an object stands.
    std::size_t end() {
        while (past_gap() && step() && depth_ > 0) continue;
        return at_;
    }

private:
    bool in_list() const { return (lists_ >> depth_ & 1) != 0; }

    bool past_gap() {
        for (auto before = bound_ + 1; before != at_ && at_ < bound_;) {
            before = at_;
            at_ = past_escape(text_, skip(text_, gaps, at_, bound_));
            if (byte_at(text_, at_) != '\n') continue;
            if (!in(line_begins, byte_at(text_, at_ + 1))) return false;
            ++at_;
        }
        return at_ < bound_;
    }

    bool step() {
        const char c = text_[at_];
        if (c == '{' || c == '[') return open(c == '[');
        if (c == '}' || c == ']') return close();
        const auto quote = quote_at(text_, at_);
        if (quote.length != 0 && quote.escapes < members_.escapes) return false;
        const bool label = !in_list() && !due_;
        auto call_end = at_;
        const auto word =
            word_at(text_, at_, std::min(bound_, at_ + value_limit), [&](std::size_t place) {
                if (!label && place >= call_end && text_[place] == '(') call_end = past_call(place);
                return place >= call_end && ends(place, label);
            });
        if (word.next == at_) return false;
        at_ = word.next;
        if (label) return read_label(word);
        take(word, quote);
        due_ = false;
        next_ = {};
        return true;
    }

    /// Behind "(0, 1a2b)", so that a comma in it ends nothing; `at` where it is not closed.
    std::size_t past_call(std::size_t at) const {
        constexpr std::size_t longest = 512;
        const auto close = text_.substr(at, longest).find_first_of(")\n\"'");
        return byte_at(text_, at + close) == ')' && close < longest ? at + close + 1 : at;
    }

    bool open(bool list) {
        if (++depth_ > deepest) return false;
        lists_ =
            list ? lists_ | std::uint64_t{1} << depth_ : lists_ & ~(std::uint64_t{1} << depth_);
        const bool element = !due_ && depth_ > 1;
        const bool ids = next_.ids || (element && inside_[depth_ - 1].ids);
        inside_[depth_] = {next_.all, next_.numbers, ids};
        next_ = {};
        due_ = false;
        ++at_;
        return true;
    }

    bool close() {
        --depth_;
        due_ = false;
        wanted_ = true;
        label_ = {};
        ++at_;
        return true;
    }

    bool ends(std::size_t place, bool label) const {
        const char c = text_[place];
        if (c == ',' || c == '}' || c == ']' || c == '\n' || c == '\r') return true;
        if (c == '\\' && members_.quoted) return true;
        if (quote_at(text_, place).length != 0)
            return members_.quoted || quote_at(text_, place).escapes < members_.escapes;
        return label && separator_length(text_, place) != 0;
    }

    bool read_label(const Word& word) {
        const auto separator = skip(text_, blanks, at_, bound_);
        const auto length = separator_length(text_, separator);
        if (length == 0) return false;
        at_ = separator + length;
        label_ = text_.substr(word.from, word.to - word.from);
        while (!label_.empty() && in(blanks, label_.back())) label_.remove_suffix(1);
        around_ = inside_[std::max(depth_, 0)];
        next_ = held_by(label_);
        wanted_ = around_.all || !is_about_secret(label_);
        return due_ = true;
    }

    void take(const Word& word, const Quote& quote) {
        auto value = text_.substr(word.from, word.to - word.from);
        while (!value.empty() && in(spaces, value.back())) value.remove_suffix(1);
        const bool id = around_.ids && same_words(label_, "id") && value.size() >= least_id;
        if ((!wanted_ && !id) || is_no_secret(value)) return;
        const auto to = word.from + value.size();
        if (quote.length != 0) return members_.take(reading_, word.from, to);
        const auto label = around_.all && around_.numbers ? std::string_view() : label_;
        const bool element = in_list() && label_.empty();
        if (!element && is_measure(label, value)) return;
        if (!members_.quoted) return members_.take(reading_, word.from, to);
        reading_.take(word.from, to, members_.kind, Shape::quoted, members_.escapes);
    }

    Reading& reading_;
    const Members& members_;
    std::string_view text_;
    std::size_t at_;
    std::size_t bound_;
    int depth_ = 0;
    std::uint64_t lists_ = 0;  ///< a bit for each depth that is a list's
    bool due_ = false;         ///< a label was read, and its value not yet
    bool wanted_ = true;
    std::array<Holder, deepest + 1> inside_{};  ///< by depth
    Holder around_;                             ///< the last label
    Holder next_;                               ///< what the last label says of its own members
    std::string_view label_;
};

}  // namespace

bool is_about_secret(std::string_view label) {
    return std::any_of(first_words.begin(), first_words.end(),
                       [&](std::string_view word) { return says(label, 0, word); }) ||
           std::any_of(last_words.begin(), last_words.end(),
                       [&](std::string_view word) { return ends_in_word(label, word); });
}

Holder held_by(std::string_view label) {
    const bool all = std::any_of(plurals.begin(), plurals.end(),
                                 [&](std::string_view word) { return ends_in(label, word); });
    return {
        .all = all,
        .numbers = all && std::any_of(spoken.begin(), spoken.end(),
                                      [&](std::string_view word) { return ends_in(label, word); }),
        .ids = ends_in(label, "token") || ends_in(label, "session")};
}

bool is_measure(std::string_view label, std::string_view value) {
    static constexpr Table number_bytes = table_of("0123456789+-.eE", false);
    if (skip(value, number_bytes, 0, value.size()) != value.size()) return false;
    return value.size() < 4 || (!label.empty() && std::none_of(holders.begin(), holders.end(),
                                                               [&](std::string_view word) {
                                                                   return ends_in_word(label, word);
                                                               }));
}

bool begins_members(std::string_view text, std::size_t at) {
    const char open = byte_at(text, at);
    if (open != '{' && open != '[') return false;
    const auto first = skip(text, spaces, at + 1, std::min(text.size(), at + value_limit));
    const auto quote = quote_at(text, first);
    if (open == '[') return quote.length != 0 || byte_at(text, first) == '{';
    if (quote.length == 0) return name_follows(text, first);
    const auto after = quotation_end(text, first + quote.length, quote) + quote.length;
    return separator_length(text, skip(text, blanks, after, text.size())) != 0;
}

void take_members(Reading& reading, std::size_t at, const Members& members) {
    if (at < reading.members_end) return;
    reading.members_end = Walk(reading, at, members).end();
}

}  // namespace diag::redact
