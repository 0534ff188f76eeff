// SPDX-License-Identifier: Apache-2.0
// Where a stream may be cut without parting a secret, or a name and its value.
//
// Values over several lines begin in a line that names a secret: a YAML block, a list, a pair of
// elements, a continued property. First a place is sought where the form of the lines alone says
// that nothing goes on there, whatever a site calls its secrets; then, as in a file that is one
// large object, one where no line nearby names any. All looking back is bounded.
#include <algorithm>
#include <optional>

#include "agent/redact/bytes.hpp"
#include "agent/redact/mentions.hpp"
#include "agent/redact/pem.hpp"
#include "agent/redact/person_fields.hpp"
#include "agent/redact/redactor.hpp"
#include "agent/redact/together.hpp"
#include "agent/redact/values.hpp"

namespace diag::redact {
namespace {

constexpr auto npos = std::string_view::npos;
/// Most cuts tried from the end of a buffer, by what is asked of them. Real logs take the first or
/// second.
constexpr int tries_by_form = 128;
constexpr int tries_by_words = 512;
/// A buffer smaller than this can wait for more of a secret that may fill it.
constexpr std::size_t patience = pem_limit;

bool continues(char first) { return std::string_view(" \t-]})\"'<\r\n").find(first) != npos; }

bool opens(std::string_view line) {
    while (!line.empty() && in(spaces, line.back())) line.remove_suffix(1);
    return !line.empty() && std::string_view(":=|>[({,;\\\"+-").find(line.back()) != npos;
}

/// Whether a line names a secret whose value fills the lines below: "passwords: [", "geheim: |".
bool opens_block(std::string_view line) {
    while (!line.empty() && in(spaces, line.back())) line.remove_suffix(1);
    return !line.empty() && std::string_view(":=|>[({").find(line.back()) != npos;
}

bool closes(std::string_view line) {
    line.remove_prefix(indentation(line));
    return line.starts_with(']') || line.starts_with('}') || line.starts_with(')') ||
           line.starts_with("</");
}

/// Whether one of the lines before `cut`, which it hangs below, names a secret whose value may go
/// on there: shortly before, or before lines that are all deeper, or with a bracket that is still
/// open. Looks as far back as members are followed.
bool below_a_secret(std::string_view buffer, std::size_t cut) {
    constexpr int shortly = 6;
    const auto floor = cut - std::min(cut, members_reach + value_limit);
    const auto below = buffer.substr(cut, line_end(buffer, cut, value_limit) - cut);
    auto shallowest = indentation(below), closed = npos;
    for (int count = 0; cut > floor; ++count) {
        const auto start = line_start(buffer, cut - 1, value_limit);
        const auto line = buffer.substr(start, cut - 1 - start);
        const auto depth = indentation(line);
        if (closed > depth && (count < shortly || depth < shallowest || opens_block(line)) &&
            mentions_secret(line))
            return true;
        if (!line.empty() && !continues(line.front())) return false;
        if (closes(line)) closed = std::min(closed, depth);
        if (depth < line.size()) shallowest = std::min(shallowest, depth);
        cut = start;
    }
    return false;
}

/// Whether `cut` lies in a list over lines of a field that may name persons:
/// "cn": [⏎"Anna Smith",⏎"Anna S. Smith"⏎], or cn:⏎- Anna Smith⏎- Anna S. Smith⏎.
bool in_list_of_names(std::string_view buffer, std::size_t cut) {
    for (std::size_t count = 0; count <= 2 * most_listed && cut > 0; ++count) {  // some are empty
        const auto start = line_start(buffer, cut - 1, value_limit);
        const auto whole = buffer.substr(start, cut - start);
        const auto line = trimmed_line(whole);
        const bool begins = line.find('[') != npos || line.ends_with(':');
        if (begins && mentions_name(whole)) return true;
        const bool within = line.empty() || line.ends_with(',') || line.starts_with("- ");
        if (count > 0 && !within) return false;
        cut = start;
    }
    return false;
}

/// Whether the answer to a line is known by it alone: "334 UGFzc3dvcmQ6" asks for a password.
bool asks(std::string_view line) {
    const auto tail = line.substr(line.size() - std::min<std::size_t>(line.size(), 64));
    return tail.find("334 VXNlcm5hbWU6") != npos || tail.find("334 UGFzc3dvcmQ6") != npos;
}

/// What tells that a cut is safe.
enum class By { form, words };

/// Whether what stands above `cut` may go on behind it, as far as lines themselves tell.
bool goes_on(std::string_view buffer, std::size_t cut, By by) {
    const auto start = line_start(buffer, cut - 1, value_limit);
    const auto line = buffer.substr(start, cut - 1 - start);
    const bool hangs = continues(buffer[cut]) && buffer.substr(cut, 5) != "-----";
    if (by == By::form) return hangs || opens(line);
    if (hangs)
        return below_a_secret(buffer, cut) || parts_person(buffer, cut) ||
               in_list_of_names(buffer, cut);
    return opens(line) && mentions_secret(line);
}

/// Whether `cut`, at which no line goes on, parts nothing else.
bool is_safe(std::string_view buffer, std::size_t cut) {
    const auto start = line_start(buffer, cut - 1, value_limit);
    const auto line = buffer.substr(start, cut - 1 - start);
    if (line.ends_with('\\') || line.ends_with("\\\r") || asks(line)) return false;
    return !parts_dump(buffer, cut) && !parts_pair(buffer, cut) && !parts_quotation(buffer, cut) &&
           !parts_manifest(buffer, cut);
}

/// The last safe cut at `cut` or before it, of as many as `tries`; sets `cut` to where it stopped,
/// which is 0 where all were tried.
std::optional<std::size_t> last_safe(std::string_view buffer, std::size_t& cut, By by, int tries) {
    Run known;
    for (; tries > 0 && cut > 0; --tries) {
        auto next = line_start(buffer, cut - 1, buffer.size());
        if (!goes_on(buffer, cut, by)) {
            const auto clear = std::min(before_key(buffer, cut), before_insert(buffer, cut, known));
            if (clear == cut && is_safe(buffer, cut)) return cut;
            if (clear < cut) next = clear;
        }
        cut = next;
    }
    return {};
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

}  // namespace

std::size_t Redactor::safe_cut(std::string_view buffer) {
    // What follows the last newline is not known yet, so the cut before it is the last to try.
    const auto last = buffer.rfind('\n');
    if (last == npos) return 0;
    const auto first = last + 1 < buffer.size() ? last + 1 : line_start(buffer, last, last);
    auto cut = first;
    if (const auto safe = last_safe(buffer, cut, By::form, tries_by_form)) return *safe;
    cut = first;
    if (const auto safe = last_safe(buffer, cut, By::words, tries_by_words)) return *safe;
    const auto fallback = first == 0 ? 0 : before_key(buffer, first);
    const bool waits = buffer.size() < patience || fallback < buffer.size() / 2;
    return cut == 0 && waits ? 0 : fallback;
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
