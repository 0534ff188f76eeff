// SPDX-License-Identifier: Apache-2.0
// No upgrade without a backup that was proven: who may upgrade SAFR here, and to what.
#include "agent/commands/upgrade.hpp"

#include <algorithm>
#include <array>

#include "agent/commands/commands.hpp"
#include "agent/commands/run_options.hpp"
#include "agent/commands/setting.hpp"
#include "platform/text.hpp"

namespace diag::commands {
namespace {

struct Part {
    std::string_view word;
    std::size_t words;  ///< that may follow it
    std::span<const std::string_view> options;
    int (*run)(const Invocation&, const std::filesystem::path&);
};

constexpr std::array<std::string_view, 5> permit_options{"--to", "--backup", "--out",
                                                         "--read-again", "--lang"};
constexpr std::array<std::string_view, 2> allowed_options{"--to", "--again"};
constexpr std::array<std::string_view, 5> waive_options{"--to", "--reason", "--for", "--by",
                                                        "--withdraw"};
constexpr std::array parts{
    Part{"permit", 0, permit_options, upgrade_permit},
    Part{"allowed", 1, allowed_options, upgrade_allowed},
    Part{"waive", 1, waive_options, upgrade_waive},
    Part{"waivers", 0, {}, upgrade_waivers},
};

constexpr std::array options{
    Option{.name = "--to", .value = "VERSION", .help = "the version that is to be installed"},
    Option{.name = "--backup",
           .value = "FILE",
           .help = "permit: the backup to rest on; default: the newest",
           .complete = "file"},
    Option{.name = "--read-again",
           .value = {},
           .help = "permit: read the backup although it was proven and is unchanged since"},
    Option{.name = "--out",
           .value = "FILE",
           .help = "permit: where to write it; default: in the state directory",
           .complete = "file"},
    lang_option,
    Option{.name = "--again",
           .value = {},
           .help = "allowed: also read the backup to its last byte and ask the database"},
    Option{.name = "--reason",
           .value = "TEXT",
           .help = "waive: why; it stays on record and in reports"},
    Option{.name = "--for", .value = "SPAN", .help = "waive: how long, up to 7d", .fallback = "4h"},
    Option{.name = "--by",
           .value = "NAME",
           .help = "waive: who answers for it, where the account does not tell a person"},
    Option{.name = "--withdraw", .value = "ID", .help = "waive: take a waiver back"},
};

Result<> check_words(const Invocation& invocation, const Part& part) {
    if (invocation.positionals().size() > part.words + 1)
        return Error{Fault::refused, "upgrade " + std::string(part.word) + " takes " +
                                         (part.words == 0 ? "nothing" : "one word") + " behind it"};
    for (const auto& option : options) {
        const bool taken = std::ranges::find(part.options, option.name) != part.options.end();
        if (invocation.has(option.name) && !taken)
            return Error{Fault::refused, std::string(option.name) + " does not belong to upgrade " +
                                             std::string(part.word)};
    }
    return {};
}

int run_upgrade(const Invocation& invocation) {
    const auto& word = invocation.positionals().front();
    const auto part = std::ranges::find(parts, word, &Part::word);
    if (part == parts.end())
        return failure({Fault::refused, "expected permit, allowed, waive or waivers, not \"" +
                                            printable(word) + "\""});
    if (const auto fits = check_words(invocation, *part); !fits) return failure(fits.error());
    const auto state = record_directory_of(invocation);
    if (!state) return failure(state.error());
    return part->run(invocation, *state);
}

}  // namespace

Result<upgrade::Version> version_wanted(const Invocation& invocation) {
    if (!invocation.has("--to"))
        return Error{Fault::refused, "to which version? Say it with --to, such as --to 3.34.0"};
    auto version = upgrade::Version::meant(invocation.value("--to"));
    if (!version) return Error{Fault::refused, "--to: " + version.error().what};
    return version;
}

const Command upgrade_command{
    .name = "upgrade",
    .summary = "may SAFR be upgraded here? A permit, for installers to ask for",
    .description =
        "permit looks at all that must hold before an upgrade: a young backup that is proven to "
        "the level the site wants, one version on all nodes, a healthy replica set with its "
        "primary on SAFR's, services, folders, room, licence server, GPU driver. It prints what "
        "stands in the way with its remedy; or else writes a permit that holds for this server, "
        "this backup, this version, and a few hours.\n\n"
        "allowed is what an installer asks. It needs no network, takes milliseconds, and says no "
        "when the backup or SAFR has changed, when the permit has expired, is for another version "
        "or server, or was not written by this agent. Without PERMIT it takes the newest. What it "
        "answers is on record.\n\n"
        "waive sets a condition aside for one version: an administrator of this server does so by "
        "name, with a reason; both stay on record, in the permit and in reports. waivers lists "
        "those in force.\n\n"
        "Every node of a cluster needs a permit of its own.",
    .example =
        "safr-diag upgrade permit --to 3.34.0\n"
        "safr-diag upgrade allowed --to 3.34.0 && ./safr-installer\n"
        "safr-diag upgrade waive licence --to 3.34.0 --reason \"offline licence\"\n"
        "safr-diag upgrade waivers",
    .options = options,
    .positional = {.name = "WHAT",
                   .least = 1,
                   .most = 2,
                   .complete = "permit allowed waive waivers"},
    .run = run_upgrade,
    .exits =
        "0 a permit was written, or the one there is holds\n"
        "77 something stands in the way, or no permit holds: do not upgrade"};

}  // namespace diag::commands
