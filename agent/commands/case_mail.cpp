// SPDX-License-Identifier: Apache-2.0
// A case as a message to support: the case, what was found, the bundle's digest and place.
#include <utility>

#include "agent/cases/dates.hpp"
#include "agent/cases/mail.hpp"
#include "agent/commands/asking.hpp"
#include "agent/commands/case.hpp"
#include "agent/commands/case_identity.hpp"
#include "agent/commands/mail_order.hpp"
#include "agent/commands/mailed_bundle.hpp"
#include "agent/commands/mailed_screenshots.hpp"
#include "agent/commands/record.hpp"
#include "agent/commands/screenshots.hpp"
#include "agent/commands/setting.hpp"
#include "agent/config/state_version.hpp"
#include "agent/report/case_words.hpp"
#include "platform/base64.hpp"
#include "platform/digest.hpp"
#include "platform/files.hpp"
#include "platform/log.hpp"
#include "platform/paths.hpp"
#include "platform/terminal.hpp"
#include "platform/text.hpp"

namespace diag::commands {
namespace {

namespace fs = std::filesystem;
using report::Voice;

constexpr std::size_t longest_opening = 120;
constexpr std::string_view support = "safr-support@realnetworks.com";  // support agreement

/// Indented, so that no line of it can look like one of ours.
std::string part(const std::string& heading, std::string_view text) {
    if (trimmed(text).empty()) return {};
    std::string all = heading + "\n";
    const auto clean = printable(trimmed(text));
    for (const auto line : lines_of(clean)) all += "    " + std::string(line) + "\n";
    return all + "\n";
}

std::string text_of(const CaseHere& here, const std::optional<Enclosed>& bundle,
                    const std::optional<CaseBundle>& known,
                    const std::vector<cases::Enclosure>& attached, const Voice& voice) {
    const auto& notes = here.notes;
    const bool same = known && (!bundle || bundle->id == known->id);
    const auto findings = same ? known->findings : std::string();
    std::string text;
    text += part(voice("case"), notes.number);
    if (const auto severity = cases::severity_named(notes.severity))
        text += part(voice("case_severity"),
                     voice("agreed." + std::to_string(static_cast<int>(*severity) + 1)));
    text += part(voice("case.product"), notes.product + " " + notes.version);
    text += part(voice("problem"), notes.problem);
    text += part(voice("impact"), notes.impact);
    text += part(voice("steps"), notes.steps);
    text += part(voice("case.asked"), notes.asked);
    text += part(voice("contact"), notes.contact);
    text += part(voice("case.alternate"), notes.alternate);
    text += part(voice("case.on_site"), notes.on_site);
    text += part(voice("case.on_site_when"), notes.on_site_when);
    if (notes.opened)
        text += part(voice("case.opened"), cases::local_text(here.calendar.zone, *notes.opened));
    const auto* const nothing =
        bundle || known ? "case_mail.no_findings" : "case_mail.not_examined";
    text += part(voice("case_mail.findings"), findings.empty() ? voice(nothing) : findings);
    text += part(voice("case_mail.bundle"), bundle_text(bundle, known, voice));
    const auto pictures = same ? known->pictures : std::vector<CasePicture>();
    return text +
           part(voice("case_mail.screenshots"), screenshots_text(notes, pictures, attached, voice));
}

Result<cases::Mail> mail_of(const Invocation& invocation, const CaseHere& here, const Voice& voice,
                            std::string text, std::vector<cases::Enclosure> attached,
                            std::string thread) {
    const auto from = invocation.has("--from")
                          ? std::optional(invocation.value("--from"))
                          : cases::address_in(here.notes.contact + "\n" + here.notes.alternate);
    if (!from)
        return Error{Fault::refused,
                     "who sends it? The case's contacts hold no mail address: say it with --from"};
    const auto now = system_clock().now();
    auto subject = voice("case_mail.subject", {{"severity", one_line(here.notes.severity)}});
    if (!here.notes.number.empty()) subject = "[" + here.notes.number + "] " + subject;
    const auto problem = cases::opening_of(here.notes.problem, longest_opening);
    if (!problem.empty()) subject += ": " + problem;
    return cases::Mail{.from = *from,
                       .to = invocation.value("--to", support),
                       .subject = printable(subject),
                       .text = std::move(text),
                       .date = now,
                       .id = uuid_v7(now),
                       .answers = std::move(thread),
                       .enclosures = std::move(attached)};
}

/// Fails with refused where that is the case's own file, or --out names something that is there.
Result<std::string> out_of(const Invocation& invocation) {
    const fs::path file(invocation.positionals()[1]);
    const auto out = invocation.has("--out") ? fs::path(invocation.value("--out"))
                                             : fs::path(file).replace_extension(".eml");
    std::error_code none;
    if (fs::equivalent(out, file, none))
        return Error{
            Fault::refused,
            out.native() + " is the case itself: say with --out where to write the message"};
    if (invocation.has("--out") && fs::symlink_status(out, none).type() != fs::file_type::not_found)
        return Error{Fault::refused, "--out: " + out.native() + " is there already"};
    return out.native();
}

/// Which options say how it goes out; without --send they would be passed over in silence.
Result<> check_sending(const Invocation& invocation) {
    for (const std::string_view option : {"--server", "--label", "--tls", "--any-certificate"})
        if (invocation.has(option) && !invocation.has("--send"))
            return Error{Fault::refused, std::string(option) + " belongs to --send"};
    return {};
}

/// The letter: from SAFR's own sender, as its server may take no other, answered to who wrote the
/// case. Fails with refused where the log-in's password stands in it, which redaction may not have
/// learned.
Result<notifications::Errand> letter_of(const Invocation& invocation, const CaseHere& here,
                                        cases::Mail mail) {
    auto errand = mail_order(invocation, here.config, {.to = mail.to, .otherwise = mail.from});
    if (!errand) return errand.error();
    auto& letter = *errand->letter;
    const auto& password = letter.sender.login.password;
    for (const auto& secret : {password, base64(password)})
        if (!password.empty() && (mail.subject + "\n" + mail.text).find(secret) != secret.npos)
            return Error{Fault::refused,
                         "the case tells the password of SAFR's mail account: take it out"};
    mail.reply_to = std::exchange(mail.from, letter.sender.from);
    mail.handling = cases::Handling::letter;
    auto message = cases::message_of(mail);
    if (!message) return Error{Fault::refused, message.error().what};
    letter.message = std::move(*message);
    letter.confidential = true;
    return errand;
}

/// What the ledger tells of a message.
json::object about(const CaseHere& here, const std::string& message, std::size_t screenshots) {
    json::object data{{"what", "case_mail"},
                      {"case", here.notes.number},
                      {"bytes", message.size()},
                      {"sha256", sha256_hex(message)}};
    if (screenshots > 0) data["screenshots"] = screenshots;
    return data;
}

/// Written here with screenshots in it: whoever sends it on is not seen doing so.
Result<> note_written(const CaseHere& here, const fs::path& state, const std::string& message,
                      std::size_t screenshots) {
    if (screenshots == 0) return {};
    auto data = about(here, message, screenshots);
    data["state"] = "written";
    data["who"] = who_decides();
    return record(state, ledger::Kind::run, std::move(data));
}

void warn_of_lacking(const cases::Notes& notes, bool with_bundle, const Voice& voice) {
    const cases::Along along{.bundle = with_bundle, .screenshots = names_screenshots(notes)};
    for (const auto& each : report::lacking(notes, along, voice)) log::warning(each);
}

/// As a file, and as the first of its thread where it is that: by the sender it goes from.
Result<> keep(const CaseHere& here, const fs::path& state, cases::Mail mail,
              const std::optional<notifications::Errand>& errand, const std::string& out,
              const std::string& message) {
    if (const auto kept = replace_file(out, message); !kept) return kept;
    if (errand) mail.from = errand->letter->sender.from;
    return note_mail(state, here.notes, cases::full_id(mail));
}

}  // namespace

int case_mail(const Invocation& invocation, const fs::path& state) {
    auto here = case_here(invocation, state);
    if (!here) return failure(here.error());
    if (const auto fits = check_sending(invocation); !fits) return failure(fits.error());
    const auto out = out_of(invocation);
    if (!out) return failure(out.error());
    if (const auto marked = config::mark_state(state); !marked) return failure(marked.error());
    const Voice voice(report::Knowledge::builtin(), here->language);
    warn_unless_known(here->notes);
    const auto known = newest_bundle_of(state, here->notes);
    const auto bundle = enclosed(invocation, known);
    if (!bundle) return failure(bundle.error());
    warn_of_lacking(here->notes, *bundle || known, voice);
    auto clean = redacted_case(invocation, here->notes, state);
    if (!clean) return failure(clean.error());
    here->notes = std::move(*clean);
    auto attached = screenshots_to_mail(invocation, *here, invocation.value("--to", support));
    if (!attached) return failure(attached.error());
    const auto count = attached->size();
    auto text = text_of(*here, *bundle, known, *attached, voice);
    const auto mail = mail_of(invocation, *here, voice, std::move(text), std::move(*attached),
                              first_mail_of(state, here->notes));
    if (!mail) return failure(mail.error());
    const auto message = cases::message_of(*mail);
    if (!message) return failure({Fault::refused, message.error().what});
    std::optional<notifications::Errand> errand;
    if (invocation.has("--send")) {
        auto letter = letter_of(invocation, *here, *mail);
        if (!letter) return failure(letter.error());
        errand = std::move(*letter);
    }
    if (const auto noted = note_written(*here, state, *message, count); !noted)
        return failure(noted.error());
    if (const auto kept = keep(*here, state, *mail, errand, *out, *message); !kept)
        return failure(kept.error());
    if (!errand) return print(*out + "\n");
    log::news("the message is also written to " + *out);
    return send_letter(invocation, state, *errand, about(*here, errand->letter->message, count),
                       here->language);
}

}  // namespace diag::commands
