// SPDX-License-Identifier: Apache-2.0
#include "agent/exchange/trust.hpp"

#include <algorithm>

#include "platform/files.hpp"

namespace diag::exchange {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t list_limit = 8 << 20;

fs::path authority_file(const fs::path& directory) { return directory / "authority.pem"; }
fs::path list_file(const fs::path& directory) { return directory / "revoked.pem"; }

}  // namespace

Result<Trust> trust_in(const fs::path& directory) {
    const auto authority = certificate_from_file(authority_file(directory));
    if (!authority && authority.error().fault == Fault::absent)
        return Error{Fault::absent, "this site believes no support desk yet"};
    if (!authority) return authority.error();
    Trust trust{*authority, {}};
    const auto pem = system_files().read(list_file(directory), list_limit);
    if (!pem && pem.error().fault == Fault::absent) return trust;
    if (!pem) return pem.error();
    auto list = RevocationList::from_pem(*pem, list_file(directory).native());
    if (!list) return list.error();
    if (!list->issued_by(trust.authority))
        return Error{Fault::malformed, list_file(directory).native() + " is not by " +
                                           authority_file(directory).native() +
                                           ": remove it and take the desk's revoked.pem"};
    trust.revoked = std::move(*list);
    return trust;
}

Result<> begin_trust(const fs::path& directory, const Certificate& authority) {
    if (role_of(authority) != Role::authority || !authority.self_signed())
        return Error{Fault::malformed,
                     "\"" + authority.name() + "\" is no authority: give the desk's ca.pem"};
    if (const auto ours = own_directory(directory, 0755); !ours) return ours;
    const auto file = authority_file(directory);
    const auto known = certificate_from_file(file);
    if (known && known->fingerprint() == authority.fingerprint()) return {};
    if (known)
        return Error{Fault::refused, "this site believes " + known->name() +
                                         " already; to change the desk, remove " + file.native()};
    if (known.error().fault != Fault::absent) return known.error();
    return replace_file(file, authority.pem(), 0644);
}

Result<bool> renew_revocations(const fs::path& directory, const RevocationList& list) {
    const auto trust = trust_in(directory);
    if (!trust) return trust.error();
    if (!list.issued_by(trust->authority))
        return Error{Fault::refused,
                     "the revocation list was not issued by " + trust->authority.name()};
    if (trust->revoked && list.number() <= trust->revoked->number()) return false;
    const auto kept = replace_file(list_file(directory), list.pem(), 0644);
    if (!kept) return kept.error();
    return true;
}

Result<> believed(const Certificate& certificate, Role role, const Trust& trust, Time at) {
    if (role_of(certificate) != role)
        return Error{Fault::refused, "\"" + certificate.name() + "\" is no " +
                                         std::string(name_of(role)) + " of a desk"};
    return vouched_for(certificate, trust.authority, trust.revoked ? &*trust.revoked : nullptr, at);
}

Result<> was_believed(const Certificate& certificate, Role role, const Trust& trust, Time then) {
    const auto fine = believed(certificate, role, {trust.authority, {}}, then);
    if (!fine || !trust.revoked || !trust.revoked->lists(certificate)) return fine;
    const auto all = trust.revoked->revoked();
    const auto found = std::ranges::find(all, serial_of(certificate), &Revocation::serial);
    if (found != all.end() && then <= found->at) return {};
    return Error{Fault::refused, "the certificate of \"" + certificate.name() +
                                     "\" was revoked before this was signed"};
}

}  // namespace diag::exchange
