// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/screenshots.hpp"

#include "agent/commands/yes_or_no.hpp"
#include "agent/config/roots.hpp"
#include "agent/pictures/picture.hpp"
#include "platform/log.hpp"
#include "platform/text.hpp"

namespace diag::commands {
namespace {

namespace fs = std::filesystem;

std::string name_of(const std::string& file) {
    return one_line(fs::path(file).filename().native());
}

/// What a case's author can do about it is the same for many causes.
std::string_view phrase_of(Fault fault) {
    switch (fault) {
        case Fault::absent:
            return "screenshot.absent";
        case Fault::malformed:
            return "screenshot.malformed";
        case Fault::full:
            return "screenshot.full";
        case Fault::refused:
            return "screenshot.refused";
        default:
            return "screenshot.unread";
    }
}

std::string list_of(const std::vector<collect::Screenshot>& all) {
    std::string text;
    for (const auto& each : all) text += "  " + in_words(each) + "\n";
    return text;
}

}  // namespace

bool is_screenshot(const std::string& file) { return pictures::form_named(file).has_value(); }

Scope scope_here(config::Config config) {
    config::settle_roots(config, system_files(), disposable_paths());
    return config::scope_of(config, {}, {});
}

std::vector<Seen> look_at_screenshots(const cases::Notes& notes, const Scope& scope) {
    std::vector<Seen> all;
    stream::OffLimits off_limits;
    for (const auto& file : notes.attachments) {
        if (!is_screenshot(file)) continue;
        if (all.empty()) off_limits = collect::no_screenshots_below(scope);
        std::error_code failure;
        all.push_back(
            {file, all.size() < most_screenshots
                       ? collect::screenshot_in(fs::absolute(file, failure), off_limits)
                       : Result<collect::Screenshot>{Error{
                             Fault::full, "a case has at most " + std::to_string(most_screenshots) +
                                              " screenshots"}}});
    }
    return all;
}

Result<std::vector<collect::Screenshot>> screenshots_of(const cases::Notes& notes,
                                                        const Scope& scope) {
    std::vector<collect::Screenshot> all;
    for (auto& each : look_at_screenshots(notes, scope)) {
        if (!each.screenshot)
            return Error{Fault::malformed, "attachments of the case: " + printable(each.file) +
                                               ": " + each.screenshot.error().what};
        all.push_back(std::move(*each.screenshot));
    }
    return all;
}

std::string in_words(const collect::Screenshot& screenshot) {
    return name_of(screenshot.file) + ": " + std::to_string(screenshot.size.width) + " x " +
           std::to_string(screenshot.size.height) + ", " + bytes_text(screenshot.bytes);
}

std::string in_words(const Seen& seen, const report::Voice& voice) {
    return voice(phrase_of(seen.screenshot.error().fault), {{"name", name_of(seen.file)}});
}

Result<> ask_for_screenshots(std::vector<collect::Screenshot>& all, const Invocation& invocation,
                             const std::string& recipients, report::Language language) {
    if (all.empty()) return {};
    const report::Voice voice(report::Knowledge::builtin(), language);
    Result<bool> yes = invocation.has(with_screenshots);
    if (!*yes && !can_ask()) {
        log::warning(voice.counted("screenshots.stay", all.size()));
        return {};
    }
    if (!*yes)
        yes = asked(voice.counted("screenshots.here", all.size()) + "\n" + list_of(all) +
                    voice("screenshots.may_show") + "\n" +
                    voice("screenshots.ask", {{"recipients", recipients}}) + " ");
    if (!yes) return yes.error();
    for (auto& each : all) each.agreed = *yes;
    if (!*yes) log::news(voice("screenshots.declined"));
    return {};
}

Result<bool> ask_for_open_mail(const std::vector<collect::Screenshot>& all, const std::string& to,
                               report::Language language) {
    if (!can_ask()) return true;
    const report::Voice voice(report::Knowledge::builtin(), language);
    return asked(voice.counted("screenshots.here", all.size()) + "\n" + list_of(all) +
                 voice("screenshots.may_show") + "\n" +
                 voice("screenshots.ask_mail", {{"to", to}}) + " ");
}

}  // namespace diag::commands
