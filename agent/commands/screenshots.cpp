// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/screenshots.hpp"

#include <algorithm>

#include "agent/commands/yes_or_no.hpp"
#include "agent/config/roots.hpp"
#include "agent/pictures/picture.hpp"
#include "platform/interrupt.hpp"
#include "platform/log.hpp"
#include "platform/text.hpp"

namespace diag::commands {
namespace {

namespace fs = std::filesystem;

/// For all of a case together: one on a mount that does not answer ends the looking.
constexpr milliseconds patience_in_all{10'000};

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

std::string measures_of(const collect::Screenshot& screenshot) {
    return std::to_string(screenshot.size.width) + " x " + std::to_string(screenshot.size.height) +
           ", " + bytes_text(screenshot.bytes);
}

/// The files that would leave: a case's file may name any, under whatever name.
std::string list_of(const std::vector<collect::Screenshot>& all, const report::Voice& voice) {
    std::string text;
    for (const auto& each : all) {
        if (each.unfit) continue;
        text += "  " + one_line(each.file.native()) + ": " + measures_of(each) + "\n";
        if (each.outside) text += "    " + voice("screenshots.outside") + "\n";
    }
    return text;
}

/// What is asked about, before the question itself.
std::string preface(const std::vector<collect::Screenshot>& all, const report::Voice& voice) {
    return voice.counted("screenshots.here", fit_ones(all)) + "\n" + list_of(all, voice) +
           voice("screenshots.may_show") + "\n";
}

/// Looks at the screenshots of a case, one after the other.
class Looking {
public:
    Looking(const cases::Notes& notes, const Scope& scope)
        : off_limits_(collect::no_screenshots_below(scope)),
          until_(system_clock().uptime() + patience_in_all) {
        if (const auto folder = resolved(notes.folder)) folder_ = *folder;
    }

    Result<collect::Screenshot> look(const std::string& file) const {
        std::error_code failure;
        const auto path = fs::absolute(file, failure);
        const auto folder = resolved(path.parent_path());
        if (!folder)
            return Error{folder.error().fault, "the folder it is in could not be looked at"};
        if (is_over()) return too_late();
        auto screenshot = collect::screenshot_in(*folder / path.filename(), off_limits_,
                                                 {.patience = left(), .given_up = interrupted});
        if (screenshot) screenshot->outside = !is_in_case_folder(*folder);
        return screenshot;
    }

private:
    milliseconds left() const { return until_ - system_clock().uptime(); }
    bool is_over() const { return left() <= milliseconds{0} || interrupted(); }
    static Error too_late() { return {Fault::timed_out, "there was no time to look at it"}; }

    /// Without links.
    Result<fs::path> resolved(const fs::path& folder) const {
        if (is_over()) return too_late();
        std::error_code failure;
        const auto real =
            disposable_paths().resolve(fs::absolute(folder, failure).native(), left());
        if (!real) return real.error();
        return fs::path(real->path);
    }

    bool is_in_case_folder(const fs::path& folder) const {
        return !folder_.empty() && std::ranges::mismatch(folder_, folder).in1 == folder_.end();
    }

    stream::OffLimits off_limits_;
    milliseconds until_;
    fs::path folder_;  ///< of the case's file, without links; empty: not known
};

}  // namespace

bool is_screenshot(const std::string& file) { return pictures::form_named(file).has_value(); }

bool names_screenshots(const cases::Notes& notes) {
    return std::ranges::any_of(notes.attachments, is_screenshot);
}

Scope scope_here(config::Config config) {
    config::settle_roots(config, system_files(), disposable_paths());
    return config::scope_of(config, {}, {});
}

std::vector<Seen> look_at_screenshots(const cases::Notes& notes, const Scope& scope) {
    std::vector<Seen> all;
    std::optional<Looking> looking;
    for (const auto& file : notes.attachments) {
        if (!is_screenshot(file)) continue;
        if (!looking) looking.emplace(notes, scope);
        all.push_back(
            {file, all.size() < most_screenshots
                       ? looking->look(file)
                       : Result<collect::Screenshot>{Error{
                             Fault::full, "a case has at most " + std::to_string(most_screenshots) +
                                              " screenshots"}}});
    }
    return all;
}

Result<std::vector<collect::Screenshot>> screenshots_of(const cases::Notes& notes,
                                                        const Scope& scope,
                                                        report::Language language) {
    const report::Voice voice(report::Knowledge::builtin(), language);
    std::vector<collect::Screenshot> all;
    for (auto& each : look_at_screenshots(notes, scope)) {
        if (interrupted()) return Error{Fault::refused, "stopped before anything was collected"};
        if (each.screenshot) {
            all.push_back(std::move(*each.screenshot));
            continue;
        }
        log::warning(in_words(each, voice));
        all.push_back({.file = each.file, .unfit = each.screenshot.error()});
    }
    return all;
}

std::size_t fit_ones(const std::vector<collect::Screenshot>& all) {
    return static_cast<std::size_t>(
        std::ranges::count_if(all, [](const auto& each) { return !each.unfit; }));
}

std::string in_words(const collect::Screenshot& screenshot) {
    return name_of(screenshot.file) + ": " + measures_of(screenshot);
}

std::string in_words(const Seen& seen, const report::Voice& voice) {
    return voice(phrase_of(seen.screenshot.error().fault), {{"name", name_of(seen.file)}});
}

Result<> ask_for_screenshots(std::vector<collect::Screenshot>& all, const Invocation& invocation,
                             const std::string& recipients, report::Language language) {
    if (fit_ones(all) == 0) return {};
    const report::Voice voice(report::Knowledge::builtin(), language);
    Result<bool> yes = invocation.has(with_screenshots);
    if (!*yes && !can_ask()) {
        log::warning(voice.counted("screenshots.stay", fit_ones(all)));
        return {};
    }
    if (!*yes)
        yes = asked(preface(all, voice) + voice("screenshots.ask", {{"recipients", recipients}}) +
                    " ");
    if (!yes) return yes.error();
    for (auto& each : all) each.agreed = *yes && !each.unfit;
    if (!*yes) log::news(voice("screenshots.declined"));
    return {};
}

Result<bool> ask_for_open_mail(const std::vector<collect::Screenshot>& all, const std::string& to,
                               report::Language language) {
    if (is_question_hidden())
        return Error{Fault::refused,
                     "standard error is redirected, so nobody at this terminal would see the "
                     "question whether screenshots may go in an open mail: leave it where it is"};
    if (!can_ask()) return true;
    const report::Voice voice(report::Knowledge::builtin(), language);
    return asked(preface(all, voice) + voice("screenshots.ask_mail", {{"to", to}}) + " ");
}

}  // namespace diag::commands
