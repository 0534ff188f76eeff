// SPDX-License-Identifier: Apache-2.0
// What the pages of this room have in common: they look as the report does, load nothing, run
// nothing, and take no style but the one they were made with.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "agent/report/markup.hpp"
#include "agent/report/voice.hpp"

namespace diag::pages {

/// The content security policy: nothing but the one style sheet, by its digest, so that not even a
/// style could be injected. With `forms` the page's own forms may be sent to where it came from,
/// and pictures loaded from there.
std::string policy(bool forms);

/// A page with its head; `body` writes what is inside.
std::string framed(std::string_view title, report::Language language, bool forms,
                   const std::function<void(report::Markup&)>& body);

/// A page of one sentence under a heading.
std::string short_page(std::string_view title, std::string_view sentence,
                       report::Language language);

/// The parts of framed(), for a page that is written piece by piece: what comes before the body's
/// content, and after it.
std::string frame_begin(std::string_view title, report::Language language, bool forms);
std::string_view frame_end();

/// The line at the end of a page: what made it, and which clock its times are by.
void write_foot(report::Markup& out, const report::Voice& voice, Time now);

/// A row of a list of facts; none where there is no value.
void write_fact(report::Markup& out, std::string_view label, std::string_view value);

/// The head of a fingerprint: enough to compare by eye, "3f2a 90c1 77de 41b0".
std::string short_fingerprint(std::string_view hex);

}  // namespace diag::pages
