// SPDX-License-Identifier: Apache-2.0
#include "agent/exchange/identity.hpp"

#include <sys/stat.h>

#include <array>
#include <cerrno>

#include "platform/authority.hpp"
#include "platform/clock.hpp"
#include "platform/digest.hpp"
#include "platform/files.hpp"
#include "platform/lock.hpp"

namespace diag::exchange {
namespace {

namespace fs = std::filesystem;

Result<> closed_to_others(const fs::path& key) {
    struct stat status {};
    if (::stat(key.c_str(), &status) != 0) return from_errno(errno, key.native());
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return Error{Fault::denied,
                     key.native() + " can be read by others; run: chmod 600 " + key.native()};
    return {};
}

Subject agent_subject() {
    std::array<unsigned char, 4> random;
    fill_random(random);
    // No beginning either: a clock that is wrong today must not make the agent unknown tomorrow.
    constexpr Time beginning{std::chrono::sys_days{std::chrono::year{2020} / 1 / 1}};
    return {.role = Role::agent,
            .name = "safr-diag agent " + hex(random),
            .level = {},
            .host = {},
            .from = beginning,
            .until = no_expiry()};
}

Result<PrivateKey> key_at(const fs::path& path) {
    auto key = private_key_from_file(path);
    if (key || key.error().fault != Fault::absent) {
        if (const auto closed = closed_to_others(path); key && !closed) return closed.error();
        return key;
    }
    key = PrivateKey::generate();
    if (!key) return key;
    const auto pem = key->pem();
    if (!pem) return pem.error();
    if (const auto kept = replace_file(path, *pem, 0600); !kept) return kept.error();
    return key;
}

Result<Certificate> certificate_at(const fs::path& path, const PrivateKey& key) {
    auto certificate = certificate_from_file(path);
    if (certificate || certificate.error().fault != Fault::absent) return certificate;
    certificate = self_signed(agent_subject(), key);
    if (!certificate) return certificate;
    if (const auto kept = replace_file(path, certificate->pem(), 0644); !kept) return kept.error();
    return certificate;
}

}  // namespace

Result<Identity> agent_identity(const fs::path& state) {
    const auto directory = state / "identity";
    if (const auto ours = own_directory(directory); !ours) return ours.error();
    // Two first runs make one identity.
    const auto lock = locked_directory(directory);
    if (!lock) return lock.error();
    const auto key_path = directory / "agent.key";
    const auto certificate_path = directory / "agent.pem";
    std::error_code unknown;
    if (!fs::exists(key_path, unknown) && fs::exists(certificate_path, unknown))
        return Error{Fault::malformed, certificate_path.native() +
                                           " has lost its key, agent.key: put it back, or "
                                           "remove agent.pem for a new identity"};
    const auto key = key_at(key_path);
    if (!key) return key.error();
    const auto certificate = certificate_at(certificate_path, *key);
    if (!certificate) return certificate.error();
    if (!certificate->belongs_to(*key))
        return Error{Fault::malformed, key_path.native() + " and " + certificate_path.native() +
                                           " do not belong together: put the right pair back, or "
                                           "remove both for a new identity"};
    return Identity{*certificate, *key};
}

Result<> take_certificate(const fs::path& state, const Certificate& certificate) {
    const auto ours = agent_identity(state);
    if (!ours) return ours.error();
    if (!certificate.belongs_to(ours->key) || role_of(certificate) != Role::agent)
        return Error{Fault::refused, "the certificate is not one for this agent's key"};
    const auto lock = locked_directory(state / "identity");
    if (!lock) return lock.error();
    return replace_file(state / "identity" / "agent.pem", certificate.pem(), 0644);
}

Result<Certificate> recipient_from_file(const fs::path& path, Time now) {
    auto certificate = certificate_from_file(path);
    if (!certificate) return certificate;
    if (const auto fit = may_receive(*certificate, path.native(), now); !fit) return fit.error();
    return certificate;
}

}  // namespace diag::exchange
