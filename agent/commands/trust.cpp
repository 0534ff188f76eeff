// SPDX-License-Identifier: Apache-2.0
// Which support desk this site believes.
#include "agent/exchange/trust.hpp"

#include "agent/commands/asking.hpp"
#include "agent/commands/certifying.hpp"
#include "agent/commands/command_here.hpp"
#include "agent/commands/commands.hpp"
#include "agent/commands/desk_line.hpp"
#include "agent/commands/record.hpp"
#include "agent/commands/setting.hpp"
#include "agent/config/state_version.hpp"
#include "agent/exchange/identity.hpp"
#include "platform/files.hpp"
#include "platform/log.hpp"
#include "platform/terminal.hpp"

namespace diag::commands {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t list_limit = 8 << 20;

/// AA:BB:... as openssl prints it, for people who compare.
std::string in_pairs(const std::string& hex) {
    std::string text;
    for (std::size_t at = 0; at + 1 < hex.size(); at += 2)
        text += (at == 0 ? "" : ":") + hex.substr(at, 2);
    for (auto& letter : text)
        if (letter >= 'a' && letter <= 'f') letter = static_cast<char>(letter - 'a' + 'A');
    return text;
}

Result<> take_authority(const fs::path& state, const std::string& file) {
    const auto authority = certificate_from_file(file);
    if (!authority) return authority.error();
    const auto known = exchange::trust_in(state / "trust");
    if (!known && known.error().fault == Fault::absent && role_of(*authority) == Role::authority) {
        const auto said = record(state, ledger::Kind::trust,
                                 {{"desk", authority->name()},
                                  {"fingerprint", authority->fingerprint()},
                                  {"who", who_decides()},
                                  {"why", "believed from now on"}});
        if (!said) return said;
    }
    return exchange::begin_trust(state / "trust", *authority);
}

Result<> take_list_from(const fs::path& state, const std::string& file) {
    const auto pem = system_files().read(file, list_limit);
    if (!pem) return pem.error();
    const auto taken = take_list(state, *pem, who_decides());
    if (!taken) return Error{taken.error().fault, file + ": " + taken.error().what};
    if (!*taken) log::warning(file + " is not newer than the list there is: left as it was");
    return {};
}

int show(const Invocation& invocation, const fs::path& state, const exchange::Trust& trust) {
    const auto identity = exchange::agent_identity(state);
    if (!identity) return failure(identity.error());
    const auto& list = trust.revoked;
    if (invocation.has("--json"))
        return print(json::write_pretty(
            {{"agent", identity->certificate.name()},
             {"authority", trust.authority.name()},
             {"fingerprint", trust.authority.fingerprint()},
             {"until", to_text(trust.authority.not_after())},
             {"revocation_list", list ? json::value(list->number()) : json::value(nullptr)},
             {"revoked", list ? list->revoked().size() : 0}}));
    auto text = "This agent is called \"" + identity->certificate.name() +
                "\" in requests.\nIt believes the desk of " + trust.authority.name() + " until " +
                to_text(trust.authority.not_after()) + ".\n  SHA-256 " +
                in_pairs(trust.authority.fingerprint()) + "\n";
    text += list ? "  revocation list " + std::to_string(list->number()) + " of " +
                       to_text(list->issued()) + ", " + std::to_string(list->revoked().size()) +
                       " revoked; the next is due " + to_text(list->next()) + "\n"
                 : "  no revocation list: " + command_here("safr-diag trust --revoked FILE") + "\n";
    return print(text);
}

int run_trust(const Invocation& invocation) {
    const auto state = record_directory_of(invocation);
    if (!state) return failure(state.error());
    if (const auto marked = config::mark_state(*state); !marked) return failure(marked.error());
    if (!invocation.positionals().empty())
        if (const auto taken = take_authority(*state, invocation.positionals().front()); !taken)
            return failure(taken.error());
    if (invocation.has("--revoked"))
        if (const auto taken = take_list_from(*state, invocation.value("--revoked")); !taken)
            return failure(taken.error());
    const auto trust = desk_believed(*state);
    if (!trust) return failure(trust.error());
    return show(invocation, *state, *trust);
}

constexpr Option options[] = {
    {.name = "--revoked",
     .value = "FILE",
     .help = "take over the desk's revocation list (revoked.pem)",
     .complete = "file"},
};

}  // namespace

const Command trust_command{
    .name = "trust",
    .summary = "which support desk this site believes",
    .description =
        "Shows whose requests this site accepts, or, given the desk's ca.pem, accepts them from "
        "now on. Compare the fingerprint with what the desk tells you by another way. A site "
        "believes one desk; it is changed by removing the old one's file by hand.",
    .example =
        "safr-diag trust ca.pem --revoked revoked.pem\n"
        "safr-diag trust",
    .options = options,
    .positional = {.name = "CA", .least = 0, .most = 1, .complete = "file"},
    .run = run_trust};

}  // namespace diag::commands
