// SPDX-License-Identifier: Apache-2.0
#include "agent/report/page.hpp"

#include "platform/text.hpp"

namespace diag::report {
namespace {

/// Text with `code` between backticks; a backtick without a partner is itself.
void write_line(Markup& out, std::string_view line) {
    while (!line.empty()) {
        const auto open = line.find('`');
        const auto close = open == std::string_view::npos ? open : line.find('`', open + 1);
        if (close == std::string_view::npos) return out.text(line);
        out.text(line.substr(0, open));
        out.leaf("code", {}, line.substr(open + 1, close - open - 1));
        line.remove_prefix(close + 1);
    }
}

}  // namespace

void write_icon(Markup& out, std::string_view name) {
    const auto icon = out.in("svg", {{"class", "icon"},
                                     {"viewBox", "0 0 20 20"},
                                     {"aria-hidden", "true"},
                                     {"focusable", "false"}});
    out.empty("use", {{"href", "#icon-" + std::string(name)}});
}

void write_prose(Markup& out, std::string_view text) {
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
