// SPDX-License-Identifier: Apache-2.0
// The certificates that this desk issued.
#include <unistd.h>

#include <algorithm>
#include <map>

#include "desk/commands/commands.hpp"
#include "desk/commands/saying.hpp"
#include "desk/issuing.hpp"
#include "platform/layout.hpp"
#include "platform/terminal.hpp"

namespace diag::desk {
namespace {

/// When each was taken back, by serial number.
using TakenBack = std::map<std::string, Time>;

TakenBack taken_back(const exchange::Trust& trust) {
    TakenBack all;
    if (trust.revoked)
        for (const auto& [serial, at] : trust.revoked->revoked()) all.emplace(serial, at);
    return all;
}

std::string validity(const Certificate& certificate, const TakenBack& taken, Time now) {
    const auto revoked = taken.find(serial_of(certificate));
    if (revoked != taken.end()) return "revoked " + to_text(revoked->second).substr(0, 10);
    return certificate.not_after() <= now ? "is over" : "holds";
}

std::string as_table(const std::vector<Certificate>& all, const TakenBack& taken, Time now) {
    if (all.empty()) return "No such certificate was issued.\n";
    std::vector<TableRow> rows{{"SERIAL NUMBER", "ROLE", "UNTIL", "VALIDITY", "NAME"}};
    for (const auto& each : all)
        rows.push_back({serial_of(each), each.unit(), to_text(each.not_after()).substr(0, 10),
                        validity(each, taken, now), each.name()});
    return table(rows, 0, terminal_width(STDOUT_FILENO));
}

json::value as_json(const Home& home, const std::vector<Certificate>& all, const TakenBack& taken) {
    json::array list;
    for (const auto& each : all) {
        const auto serial = serial_of(each);
        const auto revoked = taken.find(serial);
        const bool is_revoked = revoked != taken.end();
        list.push_back(json::object{
            {"name", each.name()},
            {"role", each.unit()},
            {"serial", serial},
            {"until", to_text(each.not_after())},
            {"revoked", is_revoked},
            {"revoked_at", is_revoked ? json::value(to_text(revoked->second)) : nullptr},
            {"reason", is_revoked ? reason_of(home.directory(), serial) : ""}});
    }
    return list;
}

int issued(const Invocation& invocation) {
    const auto home = desk_asked_for(invocation);
    if (!home) return failure(home.error());
    const auto trust = home->trust();
    if (!trust) return failure(trust.error());
    auto all = all_issued(home->directory());
    if (!all) return failure(all.error());
    if (invocation.has("--name"))
        std::erase_if(*all, [&](const Certificate& each) {
            return each.name() != invocation.value("--name");
        });
    const auto taken = taken_back(*trust);
    return print(invocation.has("--json") ? json::write_pretty(as_json(*home, *all, taken))
                                          : as_table(*all, taken, system_clock().now()));
}

constexpr Option options[] = {
    desk_option,
    {.name = "--name", .value = "NAME", .help = "of this agent, engineer, recipient or desk only"},
};

}  // namespace

const Command issued_command{
    .name = "issued",
    .summary = "list the certificates this desk issued",
    .description =
        "Lists DIR/issued: whom each certificate names, in which role, its serial number, until "
        "when it holds, and whether it was taken back. Needs no key and no server.",
    .example =
        "safr-desk issued --desk /srv/desk\n"
        "safr-desk issued --name \"Ada Lovelace\" --desk /srv/desk --json",
    .options = options,
    .positional = {},
    .run = issued};

}  // namespace diag::desk
