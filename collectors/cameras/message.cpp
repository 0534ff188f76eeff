// SPDX-License-Identifier: Apache-2.0
#include "collectors/cameras/message.hpp"

#include <algorithm>

#include "platform/text.hpp"

namespace diag::cameras {
namespace {

constexpr auto npos = std::string_view::npos;
constexpr std::size_t most_headers = 64;

bool equal_words(std::string_view left, std::string_view right) {
    return std::ranges::equal(left, right, {}, lower, lower);
}

}  // namespace

std::string_view Response::header(std::string_view name) const {
    for (const auto& [key, value] : headers)
        if (equal_words(key, name)) return value;
    return {};
}

std::vector<std::string_view> Response::all(std::string_view name) const {
    std::vector<std::string_view> values;
    for (const auto& [key, value] : headers)
        if (equal_words(key, name)) values.emplace_back(value);
    return values;
}

std::optional<Response> parse_header(std::string_view text, std::string_view protocol) {
    const auto lines = lines_of(text);
    if (lines.empty() || !lines[0].starts_with(protocol)) return {};
    const auto words = words_of(trimmed(lines[0]));
    if (words.size() < 2 || words[1].size() != 3) return {};
    const auto status = natural(words[1]);
    if (!status || *status < 100 || *status > 999) return {};
    Response response;
    response.protocol = printable(words[0]);
    response.status = static_cast<int>(*status);
    if (words.size() > 2)
        response.reason = printable(
            trimmed(lines[0].substr(static_cast<std::size_t>(words[2].data() - lines[0].data()))));
    for (std::size_t i = 1; i < lines.size() && response.headers.size() < most_headers; ++i) {
        const auto line = lines[i];
        const bool folded = !line.empty() && (line[0] == ' ' || line[0] == '\t');
        const auto colon = line.find(':');
        if (folded && !response.headers.empty())
            response.headers.back().second += " " + printable(trimmed(line));
        else if (colon != npos)
            response.headers.emplace_back(printable(trimmed(line.substr(0, colon))),
                                          printable(trimmed(line.substr(colon + 1))));
    }
    return response;
}

}  // namespace diag::cameras
