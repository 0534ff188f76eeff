// SPDX-License-Identifier: Apache-2.0
// A certificate that this desk takes back.
#include <algorithm>
#include <filesystem>

#include "desk/commands/commands.hpp"
#include "desk/commands/keys.hpp"
#include "desk/commands/next.hpp"
#include "desk/commands/revocations.hpp"
#include "desk/commands/saying.hpp"
#include "platform/terminal.hpp"
#include "platform/text.hpp"

namespace diag::desk {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t longest_reason = 500;

using Issued = Result<std::vector<Certificate>>;

bool is_serial(std::string_view text) {
    return text.size() >= 2 && text.size() <= 40 &&
           text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// Of those of one name the one to take back: what was taken back or is over already stands behind
/// what holds, and an agent's renewals are of one key, which is let in no more when one is.
Result<Certificate> one_of(std::vector<Certificate> named, const exchange::Trust& trust,
                           const std::string& name) {
    const auto holds = [&](const Certificate& each) {
        return each.not_after() > system_clock().now() &&
               !(trust.revoked && trust.revoked->lists(each));
    };
    if (std::ranges::any_of(named, holds))
        std::erase_if(named, [&](const Certificate& each) { return !holds(each); });
    const auto& newest = named.front();
    const bool renewals = std::ranges::all_of(named, [&](const Certificate& each) {
        return role_of(each) == Role::agent && each.key_fingerprint() == newest.key_fingerprint();
    });
    if (named.size() == 1 || renewals || !holds(newest)) return newest;
    std::vector<std::string> all;
    for (const auto& each : named)
        all.push_back(serial_of(each) + " (" + each.unit() + ", until " +
                      to_text(each.not_after()).substr(0, 10) + ")");
    return Error{Fault::refused, "several certificates name \"" + printable(name) +
                                     "\": give the serial number of one: " + joined(all)};
}

/// The one this desk issued under that serial number, or name.
Result<Certificate> issued_meant(const Invocation& invocation, const Home& home,
                                 const exchange::Trust& trust, const Issued& all) {
    const auto& word = invocation.positionals().front();
    const auto serial = lowered(word);
    if (is_serial(serial)) {
        auto issued = issued_as(home.directory(), serial);
        if (issued || issued.error().fault != Fault::absent) return issued;
    }
    if (!all) return all.error();
    auto named = *all;
    std::erase_if(named, [&](const Certificate& each) { return each.name() != word; });
    if (!named.empty()) return one_of(std::move(named), trust, word);
    return Error{Fault::absent, printable(word) +
                                    " is no file, and this desk issued no certificate of serial "
                                    "number or name " +
                                    printable(word) + ": see " +
                                    next_at_desk(invocation, "issued")};
}

/// What this desk issued, or the certificate in that file. A file that happens to be called like
/// what was issued decides nothing.
Result<Certificate> certificate_meant(const Invocation& invocation, const Home& home,
                                      const exchange::Trust& trust, const Issued& all) {
    const auto& word = invocation.positionals().front();
    std::error_code unknown;
    const bool is_file = fs::is_regular_file(word, unknown);
    if (is_file && word.find('/') != std::string::npos) return certificate_from_file(word);
    const auto issued = issued_meant(invocation, home, trust, all);
    if (!is_file) return issued;
    const auto in_file = certificate_from_file(word);
    if (!issued && issued.error().fault == Fault::absent) return in_file;
    if (!in_file || (issued && issued->fingerprint() == in_file->fingerprint())) return issued;
    return Error{Fault::refused,
                 printable(word) +
                     " is a certificate's file here, and this desk issued another one of that "
                     "name: write ./" +
                     printable(word) + " for the file, or give a serial number"};
}

/// Its serial number, and those of all that hold for the same key: whoever has the key has them.
/// Only of a desk's that one: its new certificate is for the old key.
std::vector<std::string> serials_of_key(const Issued& all, const Certificate& certificate,
                                        Time now) {
    std::vector<std::string> serials{serial_of(certificate)};
    if (role_of(certificate) == Role::desk || !all) return serials;
    for (const auto& each : *all)
        if (each.key_fingerprint() == certificate.key_fingerprint() && each.not_after() > now &&
            serial_of(each) != serials.front())
            serials.push_back(serial_of(each));
    return serials;
}

Result<> is_ours(const Certificate& certificate, const Certificate& authority) {
    const auto who = "the certificate of \"" + certificate.name() + "\"";
    if (certificate.fingerprint() == authority.fingerprint())
        return Error{Fault::refused,
                     who +
                         " is the authority itself, which cannot revoke itself: sites must be "
                         "told to believe another"};
    if (!certificate.issued_by(authority))
        return Error{Fault::refused, who + " was not issued by " + authority.name()};
    return {};
}

int told(const Invocation& invocation, const Home& home, const Certificate& certificate,
         const Revoking& done) {
    const auto file = home.file("revoked.pem").native();
    if (invocation.has("--json"))
        return print(json::write_pretty({{"serial", serial_of(certificate)},
                                         {"name", certificate.name()},
                                         {"new", done.is_new},
                                         {"list", file},
                                         {"number", done.list.number()},
                                         {"next", to_text(done.list.next())}}));
    if (!done.is_new)
        return print("The certificate of " + certificate.name() + " was revoked before.\n");
    return print("The certificate of " + certificate.name() + " (" + certificate.unit() +
                 ") is revoked: list " + std::to_string(done.list.number()) +
                 ". Sites with a line to this desk get it over that; carry it to the others:\n" +
                 file + "\n");
}

int revoke(const Invocation& invocation) {
    const auto reason = invocation.value("--reason");
    if (reason.size() > longest_reason || printable(reason) != reason)
        return usage("--reason takes at most 500 bytes of printable text");
    const auto home = desk_asked_for(invocation);
    if (!home) return failure(home.error());
    const auto trust = home->trust();
    if (!trust) return failure(trust.error());
    const auto all = all_issued(home->directory());
    const auto certificate = certificate_meant(invocation, *home, *trust, all);
    if (!certificate) return failure(certificate.error());
    if (const auto ours = is_ours(*certificate, trust->authority); !ours)
        return failure(ours.error());
    const auto authority = authority_of(*home, invocation);
    if (!authority) return failure(authority.error());
    const auto serial = serial_of(*certificate);
    const auto now = system_clock().now();
    const auto done = revoked_anew(*home, *authority, serials_of_key(all, *certificate, now), now);
    if (!done) return failure(done.error());
    if (done->is_new && !reason.empty())
        if (const auto kept = keep_reason(home->directory(), serial, reason); !kept)
            return failure(kept.error());
    return told(invocation, *home, *certificate, *done);
}

constexpr Option options[] = {
    desk_option,
    {.name = "--reason", .value = "TEXT", .help = "why: kept here, not in the list"},
    authority_passphrase_option,
};

}  // namespace

const Command revoke_command{
    .name = "revoke",
    .summary = "take back a certificate of this desk",
    .description =
        "Adds the certificate to DIR/revoked.pem, a list that the authority signs anew with the "
        "next number and all earlier entries. It takes effect where the list arrives: over the "
        "line from this desk, or carried as a file. What the certificate's owner signed before is "
        "refused there from then on, and so is every other certificate of the same key, such as an "
        "agent's earlier ones. The certificate is given by its serial number, by the name of its "
        "owner (an agent's is its id), or as a file: safr-desk issued lists them all.",
    .example =
        "safr-desk revoke ada.pem --desk /srv/desk --reason \"left the company\"\n"
        "safr-desk revoke \"Ada Lovelace\" --desk /srv/desk\n"
        "safr-desk revoke 5f0c1a... --desk /srv/desk",
    .options = options,
    .positional = {.name = "CERT-SERIAL-or-NAME", .least = 1, .most = 1, .complete = "file"},
    .run = revoke};

}  // namespace diag::desk
