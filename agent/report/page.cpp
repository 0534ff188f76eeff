// SPDX-License-Identifier: Apache-2.0
#include "agent/report/page.hpp"

#include "platform/text.hpp"

namespace diag::report {
namespace {

/// Whether a quotation mark at `at` opens: 'df -h', but not the apostrophe of SAFR's.
bool opens(std::string_view line, std::size_t at) {
    return line[at] == '`' || at == 0 || line[at - 1] == ' ' || line[at - 1] == '(';
}

/// Where the mark that was opened at `open` closes: before a space, a punctuation mark or the end.
std::size_t closing(std::string_view line, std::size_t open) {
    for (auto at = line.find(line[open], open + 1); at != std::string_view::npos;
         at = line.find(line[open], at + 1)) {
        const bool ends = at + 1 == line.size() ||
                          std::string_view(" .,;:!?)").find(line[at + 1]) != std::string_view::npos;
        if (line[open] == '`' || ends) return at;
    }
    return std::string_view::npos;
}

bool digit(char c) { return c >= '0' && c <= '9'; }

/// Whether `text` begins as `shape` says: 0 is a digit, a is anything else but a space.
bool begins(std::string_view text, std::string_view shape) {
    if (text.size() < shape.size()) return false;
    for (std::size_t i = 0; i < shape.size(); ++i) {
        const bool fits = shape[i] == '0'   ? digit(text[i])
                          : shape[i] == 'a' ? text[i] != ' ' && !digit(text[i])
                                            : text[i] == shape[i];
        if (!fits) return false;
    }
    return true;
}

/// How many bytes a date with its time takes there, seconds and zone included: "2026-11-23 20:33",
/// "2026-11-23T20:33:28.123Z", "3 Nov 2026 20:33 UTC"; 0: none.
std::size_t time_at(std::string_view text) {
    std::size_t end = 0;
    for (const std::string_view shape :
         {"0000-00-00 00:00", "0000-00-00T00:00", "00 aaa 0000 00:00", "0 aaa 0000 00:00"})
        if (end == 0 && begins(text, shape)) end = shape.size();
    if (end == 0) return 0;
    if (begins(text.substr(end), ":00")) end += 3;
    if (begins(text.substr(end), ".000")) end += 4;
    const auto rest = text.substr(end);
    return end + (rest.starts_with(" UTC") ? 4 : rest.starts_with('Z') ? 1 : 0);
}

/// Text with what stands between backticks or 'quotation marks' set as code; a mark without a
/// partner is itself.
void write_line(Markup& out, std::string_view line) {
    std::size_t written = 0;
    for (std::size_t at = 0; at < line.size(); ++at) {
        if ((line[at] != '`' && line[at] != '\'') || !opens(line, at)) continue;
        const auto close = closing(line, at);
        if (close == std::string_view::npos || close == at + 1) continue;
        write_text(out, line.substr(written, at - written));
        out.leaf("code", {}, line.substr(at + 1, close - at - 1));
        written = close + 1;
        at = close;
    }
    write_text(out, line.substr(written));
}

/// A text that is nothing but a command: small letter first, no full stop, one line.
bool is_command(std::string_view text) {
    return !text.empty() && text.front() >= 'a' && text.front() <= 'z' && text.back() != '.' &&
           text.find_first_of("\n`") == std::string_view::npos;
}

}  // namespace

void write_icon(Markup& out, std::string_view name) {
    const auto icon = out.in("svg", {{"class", "icon"},
                                     {"viewBox", "0 0 20 20"},
                                     {"aria-hidden", "true"},
                                     {"focusable", "false"}});
    out.empty("use", {{"href", "#icon-" + std::string(name)}});
}

void write_text(Markup& out, std::string_view text) {
    std::size_t written = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto length = text[at] >= '0' && text[at] <= '9' ? time_at(text.substr(at)) : 0;
        if (length == 0) continue;
        if (at > written) out.text(text.substr(written, at - written));
        out.leaf("time", {}, text.substr(at, length));
        at += length - 1;
        written = at + 1;
    }
    if (written < text.size()) out.text(text.substr(written));
}

const exchange::ContentEntry* first_unread(const Story& story) {
    for (const auto& entry : story.contents.entries)
        if (entry.failure) return &entry;
    return nullptr;
}

void write_prose(Markup& out, std::string_view text) {
    if (is_command(text)) {
        const auto paragraph = out.in("p");
        return out.leaf("code", {}, text);
    }
    const auto lines = lines_of(text);
    for (std::size_t at = 0; at < lines.size();) {
        if (trimmed(lines[at]).empty()) {
            ++at;
        } else if (lines[at].starts_with("- ")) {
            const auto list = out.in("ul");
            for (; at < lines.size() && lines[at].starts_with("- "); ++at) {
                const auto entry = out.in("li");
                write_line(out, lines[at].substr(2));
            }
        } else {
            const auto paragraph = out.in("p");
            write_line(out, lines[at++]);
        }
    }
}

Element cell(Markup& out, std::string_view label, std::string_view kind) {
    return out.in("td", {{"data-label", label}, {"class", kind}});
}

}  // namespace diag::report
