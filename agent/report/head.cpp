// SPDX-License-Identifier: Apache-2.0
// What every page begins with, whatever it tells.
#include "agent/report/page.hpp"

namespace diag::embedded {
std::vector<std::pair<std::string, std::string>> report_style();
}

namespace diag::report {
namespace {

/// One shape a severity: octagon, triangle, diamond, circle, tick.
constexpr std::string_view icons =
    R"(<svg width="0" height="0" class="symbols" aria-hidden="true">)"
    R"(<symbol id="icon-critical" viewBox="0 0 20 20"><path class="shape" d="M6 1h8l5 5v8l-5 5H6l-5-5V6z"/>)"
    R"(<path class="mark" d="M6.8 6.8l6.4 6.4M13.2 6.8l-6.4 6.4"/></symbol>)"
    R"(<symbol id="icon-warning" viewBox="0 0 20 20"><path class="shape" d="M10 1.2L19.4 18H.6z"/>)"
    R"(<path class="mark" d="M10 7.2v5M10 15.1v.1"/></symbol>)"
    R"(<symbol id="icon-unknown" viewBox="0 0 20 20"><path class="shape" d="M10 .8L19.2 10 10 19.2.8 10z"/>)"
    R"(<path class="mark" d="M7.9 8a2.1 2.1 0 1 1 3.2 1.8c-.8.5-1.1.9-1.1 1.6M10 14.2v.1"/></symbol>)"
    R"(<symbol id="icon-info" viewBox="0 0 20 20"><circle class="shape" cx="10" cy="10" r="9"/>)"
    R"(<path class="mark" d="M10 9.2v5M10 5.8v.1"/></symbol>)"
    R"(<symbol id="icon-good" viewBox="0 0 20 20"><circle class="shape" cx="10" cy="10" r="9"/>)"
    R"(<path class="mark" d="M5.8 10.4l2.9 2.9 5.5-6.2"/></symbol></svg>)";

}  // namespace

std::string style_sheet() {
    std::string style;
    for (const auto& [name, text] : embedded::report_style()) style += text;
    return style;
}

void write_head(Markup& out, std::string_view title, std::string_view policy,
                std::string_view style) {
    const auto head = out.in("head");
    out.empty("meta", {{"charset", "utf-8"}});
    out.empty("meta", {{"http-equiv", "Content-Security-Policy"}, {"content", policy}});
    out.empty("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
    out.empty("meta", {{"name", "color-scheme"}, {"content", "light dark"}});
    out.empty("meta", {{"name", "robots"}, {"content", "noindex"}});
    out.leaf("title", {}, title);
    const auto element = out.in("style");
    out.verbatim(style);
}

void write_symbols(Markup& out) { out.verbatim(icons); }

}  // namespace diag::report
