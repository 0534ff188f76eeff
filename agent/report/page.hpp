// SPDX-License-Identifier: Apache-2.0
// What the sections of the HTML report share. Each is one html_<section>.cpp.
#pragma once

#include <string>
#include <string_view>

#include "agent/report/markup.hpp"
#include "agent/report/story.hpp"
#include "agent/report/voice.hpp"

namespace diag::report {

struct Page {
    Markup& out;
    const Voice& voice;
    const Story& story;
};

/// A section: `wanted` tells whether the story has anything for it, `write` writes what is inside.
struct Part {
    std::string_view id;  ///< the anchor; "section.<id>" is the phrase of its heading
    bool (*wanted)(const Story& story);
    void (*write)(const Page& page);
};

extern const Part triage_part;
extern const Part findings_part;
extern const Part case_part;
extern const Part rollback_part;
extern const Part overview_part;
extern const Part plots_part;
extern const Part collection_part;
extern const Part contents_part;

/// Facts whose ids begin so have a section of their own and stay out of the overview.
inline constexpr std::string_view rollback_facts = "backups.rollback_";

/// The style sheet of all pages.
std::string style_sheet();

/// The content security policy of a report: nothing but its own style sheet.
inline constexpr std::string_view report_policy =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// The same where screenshots lie beside it: files have no origin that 'self' could mean.
inline constexpr std::string_view report_policy_with_pictures =
    "default-src 'none'; img-src 'self' file:; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'";

/// The head of a page that loads nothing: title, content security policy, style sheet (ours).
void write_head(Markup& out, std::string_view title, std::string_view policy,
                std::string_view style);

/// The shapes that write_icon() shows; at the beginning of the body.
void write_symbols(Markup& out);

/// The sign of a severity, or "good": a shape that differs, not only a colour. Hidden from readers
/// of the screen, because its word stands beside it.
void write_icon(Markup& out, std::string_view name);

/// `text`, in which a date with its time never breaks between two lines.
void write_text(Markup& out, std::string_view text);

/// Where the first entry of the contents stands that could not be read: an anchor.
inline constexpr std::string_view unread_id = "unread";
/// Whether a screenshot lies beside the report.
bool has_screenshots(const Story& story);

/// The first entry that could not be read.
const exchange::ContentEntry* first_unread(const Story& story);

/// A catalogue text: `code` between backticks or 'quotation marks', "- " lists, other lines each on
/// its own. A text that is a bare command is code as a whole.
void write_prose(Markup& out, std::string_view text);

/// A cell of a table that becomes a stack of labelled lines on a phone.
Element cell(Markup& out, std::string_view label, std::string_view kind = "");

}  // namespace diag::report
