// SPDX-License-Identifier: Apache-2.0
// Where a stream may be cut without parting a secret, or a name and its value.
//
// Values over several lines begin in a line that names a secret: a YAML block, a list, a pair of
// elements, a continued property. Such a line and the indented ones below it stay together. PEM
// blocks stay together too. All looking back is bounded, and so is what a value may span.
#include <algorithm>

#include "agent/redact/bytes.hpp"
#include "agent/redact/pem.hpp"
#include "agent/redact/redactor.hpp"
#include "agent/redact/values.hpp"

namespace diag::redact {
namespace {

constexpr auto npos = std::string_view::npos;
/// Most cuts tried from the end of a buffer. Real logs take the first or second.
constexpr int tries = 512;

bool continues(char first) {
    return std::string_view(" \t-]})\"'<").find(first) != npos || first == '\r' || first == '\n';
}

bool opens(std::string_view line) {
    while (!line.empty() && in(spaces, line.back())) line.remove_suffix(1);
    return !line.empty() && std::string_view(":=|>[({,;\\\"+-").find(line.back()) != npos;
}

/// Whether one of the lines before `cut`, which it hangs below, names a secret.
bool below_a_secret(std::string_view buffer, std::size_t cut) {
    for (int count = 0; count <= value_lines && cut > 0; ++count) {
        const auto start = line_start(buffer, cut - 1, value_limit);
        const auto line = buffer.substr(start, cut - 1 - start);
        if (mentions_secret(line)) return true;
        if (!line.empty() && !continues(line.front())) return false;
        cut = start;
    }
    return false;
}

/// `cut` or, when it lies within a PEM block, where that block's line begins.
std::size_t before_pem(std::string_view buffer, std::size_t cut) {
    const auto floor = cut > pem_limit ? cut - pem_limit : 0;
    const auto begin = buffer.substr(floor, cut - floor).rfind("-----BEGIN ");
    if (begin == npos) return cut;
    const auto at = floor + begin;
    if (buffer.substr(at, cut - at).find("-----END ") != npos) return cut;
    return line_start(buffer, at, pem_limit);
}

/// Whether `text` ends between two words, no name of a secret and no URL shortly before.
bool is_between_words(std::string_view text) {
    constexpr std::size_t context = 256;
    if (std::string_view(" ,;}]\n").find(text.back()) == npos) return false;
    const auto before = text.substr(text.size() - std::min(text.size(), context));
    return !mentions_secret(before) && before.find("://") == npos;
}

/// Whether `text` ends after a whole member of a JSON object: ...":"value", or ...}
bool is_between_members(std::string_view text) {
    if (text.ends_with('}') || text.ends_with("},")) return true;
    if (!text.ends_with("\",")) return false;
    text.remove_suffix(2);
    const auto open = text.substr(text.size() - std::min(text.size(), value_limit)).rfind('"');
    if (open == npos) return false;
    const auto at = text.size() - std::min(text.size(), value_limit) + open;
    // A value, not a name whose value follows: {"name":"password","value":...
    return at > 0 && text[at - 1] == ':' && !mentions_secret(text.substr(at));
}

/// Whether a line is nothing but base64 or numbers with decimals: of a picture or a vector, which
/// is known by its beginning or its whole. Of a line that is not all there yet less is asked.
bool is_dump(std::string_view line, bool whole) {
    static constexpr Table numbers = table_of("0123456789+-.eE,; \t\r", false);
    static constexpr Table base64 = table_of("+/=_- \t\r", true);
    constexpr std::size_t least = 40;
    if (skip(line, numbers, 0, line.size()) == line.size())
        return !whole || line.find('.') != npos || line.size() >= least;
    return (!whole || line.size() >= least) && skip(line, base64, 0, line.size()) == line.size();
}

/// Whether the answer to a line is known by it alone: "334 UGFzc3dvcmQ6" asks for a password.
bool asks(std::string_view line) {
    const auto tail = line.substr(line.size() - std::min<std::size_t>(line.size(), 64));
    return tail.find("334 VXNlcm5hbWU6") != npos || tail.find("334 UGFzc3dvcmQ6") != npos;
}

/// Whether `cut` lies in a manifest of the kind Secret, whose kind may stand behind its data.
bool in_secret_manifest(std::string_view buffer, std::size_t cut) {
    constexpr std::size_t reach = 16 << 10;
    constexpr std::string_view kind = "kind: Secret", parting = "\n---";
    const auto floor = cut - std::min(cut, reach);
    auto before = buffer.substr(floor, cut - floor);
    if (const auto last = before.rfind(parting); last != npos) before.remove_prefix(last);
    auto after = buffer.substr(cut, reach);
    after = after.substr(0, after.find(parting));
    return before.find(kind) != npos || after.find(kind) != npos;
}

bool is_safe(std::string_view buffer, std::size_t cut) {
    const auto start = line_start(buffer, cut - 1, value_limit);
    const auto line = buffer.substr(start, cut - 1 - start);
    const auto end = line_end(buffer, cut, value_limit);
    if (is_dump(line, true) && is_dump(buffer.substr(cut, end - cut), end < buffer.size()))
        return false;
    if (!line.empty() && line.back() == '\\') return false;
    if (asks(line) || in_secret_manifest(buffer, cut)) return false;
    if (continues(byte_at(buffer, cut))) return !below_a_secret(buffer, cut);
    return !(opens(line) && mentions_secret(line));
}

}  // namespace

std::size_t Redactor::safe_cut(std::string_view buffer) {
    // What follows the last newline is not known yet, so the cut before it is the last to try.
    const auto last = buffer.rfind('\n');
    if (last == npos) return 0;
    auto cut = last + 1 < buffer.size() ? last + 1 : line_start(buffer, last, buffer.size());
    const auto fallback = before_pem(buffer, cut);
    for (int count = 0; count < tries && cut > 0; ++count) {
        const auto clear = before_pem(buffer, cut);
        if (clear == cut && is_safe(buffer, cut)) return cut;
        cut = clear < cut ? clear : line_start(buffer, cut - 1, buffer.size());
    }
    return cut == 0 && fallback < buffer.size() / 2 ? 0 : fallback;
}

std::size_t Redactor::forced_cut(std::string_view buffer) {
    constexpr std::size_t reach = std::size_t{64} << 10;
    const auto floor = buffer.size() > reach ? buffer.size() - reach : 0;
    for (const auto is_between : {is_between_words, is_between_members})
        for (auto cut = buffer.size(); cut > floor; --cut)
            if (is_between(buffer.substr(0, cut))) return cut;
    return buffer.size();
}

}  // namespace diag::redact
