// SPDX-License-Identifier: Apache-2.0
#include "agent/pages/frame.hpp"

#include <vector>

#include "agent/report/page.hpp"
#include "platform/base64.hpp"
#include "platform/digest.hpp"

namespace diag::embedded {
std::vector<std::pair<std::string, std::string>> pages_style();
}

namespace diag::pages {
namespace {

const std::string& style() {
    static const std::string all = [] {
        auto text = report::style_sheet();
        for (const auto& [name, more] : embedded::pages_style()) text += more;
        return text;
    }();
    return all;
}

}  // namespace

std::string policy(bool forms) {
    static const std::string digest = base64(sha256(style()));
    return "default-src 'none'; style-src 'sha256-" + digest + "'; base-uri 'none'; form-action " +
           (forms ? "'self'; img-src 'self'" : "'none'");
}

std::string frame_begin(std::string_view title, report::Language language, bool forms) {
    report::Markup out;
    out.verbatim("<!DOCTYPE html>\n<html lang=\"");
    out.text(report::name_of(language));
    out.verbatim("\">");
    report::write_head(out, title, policy(forms), style());
    out.verbatim("<body class=\"asked\">");
    report::write_symbols(out);
    return out.take();
}

std::string_view frame_end() { return "</body></html>\n"; }

std::string framed(std::string_view title, report::Language language, bool forms,
                   const std::function<void(report::Markup&)>& body) {
    report::Markup out;
    out.verbatim(frame_begin(title, language, forms));
    body(out);
    out.verbatim(frame_end());
    return out.take();
}

std::string short_page(std::string_view title, std::string_view sentence,
                       report::Language language) {
    return framed(title, language, false, [&](report::Markup& out) {
        const auto banner = out.in("header", {{"class", "verdict is-unknown"}});
        {
            const auto line = out.in("h1");
            report::write_icon(out, "unknown");
            out.leaf("span", {}, title);
        }
        const auto paragraph = out.in("div", {{"class", "said"}});
        report::write_prose(out, sentence);
    });
}

void write_foot(report::Markup& out, const report::Voice& voice, Time now) {
    const auto foot = out.in("footer");
    out.leaf(
        "p", {},
        voice("pages.foot", {{"version", DIAG_VERSION}, {"offset", report::offset_text(now)}}));
}

void write_fact(report::Markup& out, std::string_view label, std::string_view value) {
    if (value.empty()) return;
    const auto row = out.in("div");
    out.leaf("dt", {}, label);
    const auto content = out.in("dd", {{"dir", "auto"}});
    report::write_text(out, value);
}

std::string short_fingerprint(std::string_view hex) {
    constexpr std::size_t shown = 16;
    std::string text;
    for (std::size_t at = 0; at < std::min(hex.size(), shown); at += 4)
        text += (text.empty() ? "" : " ") + std::string(hex.substr(at, 4));
    return text;
}

}  // namespace diag::pages
