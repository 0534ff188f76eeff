// SPDX-License-Identifier: Apache-2.0
// What this desk took back, and when sites should have a newer list.
#include <unistd.h>

#include <algorithm>

#include "desk/commands/commands.hpp"
#include "desk/commands/keys.hpp"
#include "desk/commands/next.hpp"
#include "desk/commands/revocations.hpp"
#include "desk/commands/saying.hpp"
#include "platform/files.hpp"
#include "platform/layout.hpp"
#include "platform/terminal.hpp"

namespace diag::desk {
namespace {

std::string name_of_issued(const Home& home, const std::string& serial) {
    const auto certificate = issued_as(home.directory(), serial);
    return certificate ? certificate->name() : "";
}

std::string as_text(const Home& home, const RevocationList& list, Time now) {
    std::vector<TableRow> rows{{"SERIAL NUMBER", "REVOKED", "NAME", "REASON"}};
    for (const auto& [serial, at] : list.revoked())
        rows.push_back({serial, clock_text(at), name_of_issued(home, serial),
                        reason_of(home.directory(), serial)});
    const auto body = rows.size() > 1 ? table(rows, 0, terminal_width(STDOUT_FILENO))
                                      : std::string("No certificate is revoked.\n");
    return body + "List " + std::to_string(list.number()) + " of " + clock_text(list.issued()) +
           (now > list.next() ? ", overdue since " : ", the next is due ") +
           clock_text(list.next()) + (now > list.next() ? ": --renew it" : "") + "\n";
}

json::object as_json(const Home& home, const RevocationList& list) {
    json::array entries;
    for (const auto& [serial, at] : list.revoked())
        entries.push_back(json::object{{"serial", serial},
                                       {"at", to_text(at)},
                                       {"name", name_of_issued(home, serial)},
                                       {"reason", reason_of(home.directory(), serial)}});
    return {{"number", list.number()},
            {"issued", to_text(list.issued())},
            {"next", to_text(list.next())},
            {"revoked", std::move(entries)}};
}

Result<RevocationList> renewed(const Home& home, const Invocation& invocation) {
    const auto authority = authority_of(home, invocation);
    if (!authority) return authority.error();
    const auto done = revoked_anew(home, *authority, {}, system_clock().now());
    if (!done) return done.error();
    return done->list;
}

Result<RevocationList> list_in(const Home& home, const Invocation& invocation) {
    const auto trust = home.trust();
    if (!trust) return trust.error();
    if (trust->revoked) return *trust->revoked;
    return Error{Fault::absent, home.file("revoked.pem").native() + " is not there yet: " +
                                    next_at_desk(invocation, "revoked --renew") + " makes it"};
}

int revoked(const Invocation& invocation) {
    const auto home = desk_asked_for(invocation);
    if (!home) return failure(home.error());
    const auto list =
        invocation.has("--renew") ? renewed(*home, invocation) : list_in(*home, invocation);
    if (!list) return failure(list.error());
    return print(invocation.has("--json") ? json::write_pretty(as_json(*home, *list))
                                          : as_text(*home, *list, system_clock().now()));
}

constexpr Option options[] = {
    desk_option,
    {.name = "--renew", .value = {}, .help = "sign the list anew, due in another 30 days"},
    authority_passphrase_option,
};

}  // namespace

Result<Revoking> revoked_anew(const Home& home, const Authority& authority,
                              const std::vector<std::string>& serials, Time now) {
    const auto lock = home.locked();
    if (!lock) return lock.error();
    const auto trust = home.trust();
    if (!trust) return trust.error();
    auto entries = trust->revoked ? trust->revoked->revoked() : std::vector<Revocation>{};
    const auto before = entries.size();
    for (const auto& serial : serials)
        if (std::ranges::find(entries, serial, &Revocation::serial) == entries.end())
            entries.push_back({serial, now});
    if (!serials.empty() && entries.size() == before) return Revoking{*trust->revoked, false};
    const auto number = trust->revoked ? trust->revoked->number() + 1 : 1;
    const auto list = list_of(entries, number, now, authority);
    if (!list) return list.error();
    const auto kept = replace_file(home.file("revoked.pem"), list->pem(), 0644);
    if (!kept) return kept.error();
    return Revoking{*list, true};
}

const Command revoked_command{
    .name = "revoked",
    .summary = "list the certificates this desk took back",
    .description =
        "Lists DIR/revoked.pem. Sites go on using a list past the date when the next is due; tools "
        "that check dates do not, so renew it in time.",
    .example = "safr-desk revoked --desk /srv/desk\nsafr-desk revoked --desk /srv/desk --renew",
    .options = options,
    .positional = {},
    .run = revoked};

}  // namespace diag::desk
