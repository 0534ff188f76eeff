// SPDX-License-Identifier: Apache-2.0
// A case for support: written, checked, followed, mailed.
#include <algorithm>
#include <array>
#include <span>

#include "agent/commands/case.hpp"
#include "agent/commands/run_options.hpp"
#include "agent/commands/screenshots.hpp"
#include "agent/commands/setting.hpp"
#include "platform/text.hpp"

namespace diag::commands {
namespace {

struct Part {
    std::string_view word;
    std::span<const std::string_view> options;
    int (*run)(const Invocation&, const std::filesystem::path&);
};

constexpr std::array<std::string_view, 2> new_options{"--number", "--lang"};
constexpr std::array<std::string_view, 3> tell_options{"--calendar", "--lang", "--bundle"};
constexpr std::array<std::string_view, 4> record_options{"--what", "--at", "--reason",
                                                         "--severity"};
constexpr std::array<std::string_view, 12> mail_options{
    "--bundle", "--place",       "--to",     "--from", "--out",
    "--lang",   "--send",        "--server", "--tls",  "--any-certificate",
    "--label",  with_screenshots};
constexpr std::array parts{
    Part{"new", new_options, case_new},    Part{"check", tell_options, case_check},
    Part{"show", tell_options, case_show}, Part{"record", record_options, case_record},
    Part{"mail", mail_options, case_mail},
};

constexpr std::array options{
    Option{.name = "--number", .value = "NUMBER", .help = "new: the number support gave it"},
    Option{.name = "--calendar",
           .value = "FILE",
           .help = "check, show: business days, hours, holidays and zone; default: calendar.toml "
                   "beside the configuration, else Monday to Friday, 9 to 18",
           .complete = "file"},
    Option{.name = "--bundle",
           .value = "FILE",
           .help = "check, show, mail: the bundle that goes with it; default: the newest that was "
                   "made here for this case",
           .complete = "file"},
    Option{.name = "--what",
           .value = "KIND",
           .help = "record: what happened",
           .complete = cases::kind_words},
    Option{.name = "--at",
           .value = "TIME",
           .help = "record: when, as 2026-11-23T20:33:28Z; 2h: two hours ago; default: now"},
    Option{.name = "--reason",
           .value = "TEXT",
           .help = "record: why; a pause must have one, and it stays on record"},
    Option{.name = "--severity",
           .value = "WORD",
           .help = "record opened, severity: high, medium or low; default: what the file says",
           .complete = "high medium low"},
    Option{.name = "--place",
           .value = "TEXT",
           .help = "mail: where support finds the bundle; default: its file's name"},
    Option{.name = "--to",
           .value = "ADDRESS",
           .help = "mail: whom it is for",
           .fallback = "safr-support@realnetworks.com"},
    Option{.name = "--from",
           .value = "ADDRESS",
           .help = "mail: who sends it, or with --send who is answered; default: the first "
                   "address of the case's contacts"},
    Option{.name = "--out",
           .value = "FILE",
           .help = "mail: where to write it, a file that is not there yet; default: the case's "
                   "file with the ending .eml, which is replaced",
           .complete = "file"},
    Option{.name = "--send",
           .help = "mail: send it too, through the mail server of SAFRActions.config or --server"},
    Option{.name = "--label",
           .value = "LABEL",
           .help = "mail --send: as this entry of emailDef says; default: the first with a server"},
    Option{.name = "--server",
           .value = "HOST:PORT",
           .help = "mail --send: through this server, without a log-in"},
    Option{.name = "--tls",
           .value = "MODE",
           .help = "mail --server: none, starttls, tls; default: TLS on port 465, elsewhere "
                   "STARTTLS, without which no case goes unless this says none",
           .complete = "none starttls tls"},
    Option{.name = "--any-certificate",
           .help = "mail --send: give password and case also to a server whose certificate nobody "
                   "vouches for"},
    Option{.name = with_screenshots,
           .help = "mail: attach the case's screenshots: everybody on its way can look at them; "
                   "default: they go in the sealed bundle alone"},
    lang_option,
};

Result<> check_options(const Invocation& invocation, const Part& part) {
    for (const auto& option : options)
        if (invocation.has(option.name) &&
            std::ranges::find(part.options, option.name) == part.options.end())
            return Error{Fault::refused, std::string(option.name) + " does not belong to case " +
                                             std::string(part.word)};
    return {};
}

int run_case(const Invocation& invocation) {
    const auto& word = invocation.positionals().front();
    const auto part = std::ranges::find(parts, word, &Part::word);
    if (part == parts.end())
        return failure({Fault::refused, "expected new, check, show, record or mail, not \"" +
                                            printable(word) + "\""});
    if (const auto fits = check_options(invocation, *part); !fits) return failure(fits.error());
    const auto state = record_directory_of(invocation);
    if (!state) return failure(state.error());
    return part->run(invocation, *state);
}

}  // namespace

const Command case_command{
    .name = "case",
    .summary = "a case for support: what it lacks, what is due, and its mail",
    .description =
        "new writes a case's file with product, version and contacts filled in, and says in it "
        "what belongs where. check says what an escalation still lacks. show tells the case and "
        "its clocks: first response, updates, notice; each due by when, met, late or overdue. "
        "Hand the file to safr-diag collect --case: the bundle then tells its number, severity, "
        "problem, impact, steps and contact, and holds its attachments: texts redacted; "
        "screenshots, "
        "which are PNG or JPEG files by name and content, with nothing but their pixels, once "
        "somebody agreed.\n\n"
        "record notes what happened: opened, responded, updated, noticed, paused, resumed, "
        "severity or closed. Each is an entry that this server signs and that holds the digest of "
        "the one before: none can be changed or taken out later but the last. While a case is "
        "paused its clocks stand.\n\n"
        "mail writes a message to support that your mail program opens ready to send: the case, "
        "what was found, and the bundle's digest and place. The case is redacted by the rules of a "
        "bundle, with the secrets and hosts of SAFR's and the agent's configuration; hosts that "
        "only a run finds, such as those of cameras, may stay if nothing else betrays them: read "
        "it. It holds nothing of the bundle, names its screenshots by size and digest, and goes on "
        "the thread of the case's first message. With --send it also "
        "goes out at once, by the mail server and with "
        "the log-in that SAFR itself uses, and it is said whether the server took it.",
    .example =
        "safr-diag case new 4711.toml --number 4711\n"
        "safr-diag case check 4711.toml --lang es\n"
        "safr-diag case record 4711.toml --what opened\n"
        "safr-diag case record 4711.toml --what paused --reason \"the customer is on holiday\"\n"
        "safr-diag case mail 4711.toml\n"
        "safr-diag case mail 4711.toml --send",
    .options = options,
    .positional = {.name = "WHAT", .least = 1, .most = 2, .complete = "new check show record mail"},
    .run = run_case,
    .exits =
        "65 check: something is lacking; show: something is overdue\n"
        "1 mail --send: the server puts it off\n2 it does not take it\n"
        "3 the log-in was not tried, and why; or it is not known whether it took it"};

}  // namespace diag::commands
