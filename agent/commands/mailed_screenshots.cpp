// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/mailed_screenshots.hpp"

#include <algorithm>
#include <filesystem>

#include "agent/commands/screenshots.hpp"
#include "platform/digest.hpp"
#include "platform/interrupt.hpp"
#include "platform/log.hpp"
#include "platform/text.hpp"

namespace diag::commands {
namespace {

/// In base64 they are longer by 37 of 100: 9.6 MiB, with the words of the case less than the 10 MiB
/// that most mail servers take.
constexpr std::uint64_t most_in_a_mail = 7ull << 20;

std::string line_of(const std::string& name, std::uint64_t bytes, const std::string& sha256) {
    return "  " + one_line(name) + ", " + bytes_text(bytes) + " (" + std::to_string(bytes) +
           "), SHA-256: " + one_line(sha256) + "\n";
}

}  // namespace

Result<std::vector<cases::Enclosure>> screenshots_to_mail(const Invocation& invocation,
                                                          const CaseHere& here,
                                                          const std::string& to) {
    std::vector<cases::Enclosure> all;
    if (!invocation.has(with_screenshots)) return all;
    const auto scope = scope_here(here.config);
    auto screenshots = screenshots_of(here.notes, scope, here.language);
    if (!screenshots) return screenshots.error();
    std::erase_if(*screenshots, [](const auto& each) { return each.unfit.has_value(); });
    std::uint64_t bytes = 0;
    for (const auto& each : *screenshots) bytes += each.bytes;
    if (bytes > most_in_a_mail)
        return Error{Fault::full, "the screenshots have " + bytes_text(bytes) +
                                      ", more than most mail servers take: let them go in the "
                                      "bundle"};
    if (screenshots->empty()) return all;
    const auto agreed = ask_for_open_mail(*screenshots, to, here.language);
    if (!agreed) return agreed.error();
    if (!*agreed) {
        log::news(
            report::Voice(report::Knowledge::builtin(), here.language)("screenshots.declined"));
        return all;
    }
    const auto off_limits = collect::no_screenshots_below(scope);
    for (const auto& each : *screenshots) {
        const auto picture = collect::picture_of(each, off_limits, {.given_up = interrupted});
        if (!picture)
            return Error{picture.error().fault,
                         printable(each.file.native()) + ": " + picture.error().what};
        all.push_back({"screenshot-" + std::to_string(all.size() + 1) +
                           (each.form == pictures::Form::png ? ".png" : ".jpg"),
                       std::string(media_type_of(each.form)), picture->bytes()});
    }
    return all;
}

std::string screenshots_text(const cases::Notes& notes, const std::vector<CasePicture>& in_bundle,
                             const std::vector<cases::Enclosure>& attached,
                             const report::Voice& voice) {
    const auto named =
        static_cast<std::size_t>(std::ranges::count_if(notes.attachments, is_screenshot));
    std::string text;
    if (!in_bundle.empty()) text += voice("case_mail.in_bundle") + "\n";
    for (const auto& each : in_bundle)
        text +=
            line_of(std::filesystem::path(each.path).filename().native(), each.bytes, each.sha256);
    if (!attached.empty()) text += voice("case_mail.attached") + "\n";
    for (const auto& each : attached)
        text += line_of(each.name, each.bytes.size(), sha256_hex(each.bytes));
    const auto gone = std::max(in_bundle.size(), attached.size());
    if (named > gone) text += voice.counted("case_mail.stay", named - gone) + "\n";
    if (text.empty() && !notes.no_screenshots.empty())
        text += voice("case_mail.no_screenshots", {{"why", notes.no_screenshots}}) + "\n";
    return text;
}

}  // namespace diag::commands
