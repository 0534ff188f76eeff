// SPDX-License-Identifier: Apache-2.0
#include "collectors/notifications/reply.hpp"

#include <algorithm>

#include "platform/text.hpp"

namespace diag::notifications {
namespace {

constexpr std::size_t longest_line = 2'048;
constexpr std::size_t most_lines = 100;
constexpr std::size_t most_mechanisms = 20;
constexpr std::size_t most_keywords = 50;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Words of a keyword are letters, digits and signs, so they may be told as they are.
std::string upper(std::string_view text) {
    std::string word;
    for (const char c : printable(text.substr(0, 64)))
        word += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return word;
}

}  // namespace

std::string Reply::text() const { return one_line(joined(lines, " ").substr(0, 200)); }

std::string Reply::status() const {
    if (lines.empty()) return {};
    const std::string_view line = lines.front();
    const auto word = line.substr(0, line.find(' '));
    const auto parts = parts_of(word, '.');
    if (parts.size() != 3 || word.size() > 9) return {};
    for (const auto part : parts)
        if (part.empty() || !std::all_of(part.begin(), part.end(), is_digit)) return {};
    return std::string(word);
}

ReplyReader::State ReplyReader::take_line(std::string_view line) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    const bool numbered = line.size() >= 3 && line[0] >= '2' && line[0] <= '5' &&
                          is_digit(line[1]) && is_digit(line[2]) &&
                          (line.size() == 3 || line[3] == ' ' || line[3] == '-');
    if (!numbered) {
        foreign_ = one_line(line.substr(0, 100));
        return State::foreign;
    }
    reply_.code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
    reply_.lines.push_back(printable(line.size() > 4 ? line.substr(4) : std::string_view{}));
    if (line.size() == 3 || line[3] == ' ') return State::whole;
    return reply_.lines.size() >= most_lines ? State::endless : State::reading;
}

ReplyReader::State ReplyReader::take(std::string_view& bytes) {
    if (over_ != State::reading) return over_;
    if (!begun_) reply_ = {};
    begun_ = true;
    while (!bytes.empty()) {
        const auto end = bytes.find('\n');
        line_ += bytes.substr(0, std::min(end, longest_line + 1));
        if (line_.size() > longest_line) return over_ = State::endless;
        if (end == bytes.npos) {
            bytes = {};
            break;
        }
        bytes.remove_prefix(end + 1);
        const auto state = take_line(line_);
        line_.clear();
        if (state == State::whole) {
            begun_ = false;
            return state;
        }
        if (state != State::reading) return over_ = state;
    }
    return State::reading;
}

Extensions extensions_in(const Reply& reply) {
    Extensions all;
    for (std::size_t i = 1; i < reply.lines.size(); ++i) {
        // "AUTH=LOGIN" is what servers said before there was a standard.
        auto line = upper(reply.lines[i]);
        std::replace(line.begin(), line.end(), '=', ' ');
        const auto words = words_of(line);
        if (words.empty()) continue;
        if (all.keywords.size() < most_keywords) all.keywords.emplace_back(words[0]);
        if (words[0] == "STARTTLS") all.starttls = true;
        // 0: no limit that is known (RFC 1870 3).
        if (words[0] == "SIZE" && words.size() > 1)
            if (const auto bytes = natural(words[1]); bytes && *bytes > 0) all.size = *bytes;
        if (words[0] != "AUTH") continue;
        for (std::size_t n = 1; n < words.size() && all.auth.size() < most_mechanisms; ++n)
            if (std::find(all.auth.begin(), all.auth.end(), words[n]) == all.auth.end())
                all.auth.emplace_back(words[n]);
    }
    return all;
}

}  // namespace diag::notifications
