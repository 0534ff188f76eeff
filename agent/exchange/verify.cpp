// SPDX-License-Identifier: Apache-2.0
#include "agent/exchange/verify.hpp"

#include "platform/digest.hpp"

namespace diag::exchange {
namespace {

namespace fs = std::filesystem;

// 9999 volumes at about 150 bytes, and room for what ran.
constexpr std::uint64_t manifest_limit = 4ull << 20;
// A certificate and a P-256 signature need about 1 KiB.
constexpr std::uint64_t signature_limit = 64ull << 10;

std::uint64_t seconds_of(Time time) {
    return static_cast<std::uint64_t>(
        std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count());
}

Result<> signer_is(const Certificate& signer, const std::optional<Certificate>& agent) {
    if (!agent || signer.fingerprint() == agent->fingerprint()) return {};
    return Error{Fault::refused, "signed by \"" + signer.name() + "\" (SHA-256 " +
                                     signer.fingerprint() + "), not by \"" + agent->name() +
                                     "\" (SHA-256 " + agent->fingerprint() + ") as asked for"};
}

Result<> agrees(const Manifest& manifest, const Envelope& envelope, const cms::Signed& signature) {
    if (manifest.agent_id != signature.signer.fingerprint())
        return Error{Fault::malformed, "the manifest names another agent than the one that signed"};
    if (envelope.modified() != seconds_of(manifest.created))
        return Error{Fault::malformed, "a tar header does not agree with the manifest"};
    return {};
}

}  // namespace

Error about(const fs::path& file, const Error& error) {
    return Error{error.fault, file.native() + ": " + error.what};
}

TarEntry volume_entry(const Volume& volume, const Manifest& manifest) {
    return {volume.name, volume.size, seconds_of(manifest.created)};
}

Result<Verified> verify_manifest(Envelope& envelope, const fs::path& file,
                                 const std::optional<Certificate>& agent) {
    auto text = envelope.take(manifest_name, manifest_limit);
    if (!text) return text.error();
    const auto manifest_time = envelope.modified();
    auto signature = envelope.take(signature_name, signature_limit);
    if (!signature) return signature.error();
    const auto proven = cms::verify(*text, *signature);
    if (!proven)
        return about(file, {proven.error().fault,
                            "manifest.json or its signature was altered: " + proven.error().what});
    if (const auto right = signer_is(proven->signer, agent); !right)
        return about(file, right.error());
    auto manifest = manifest_from(*text);
    if (!manifest) return about(file, manifest.error());
    if (const auto good = agrees(*manifest, envelope, *proven); !good)
        return about(file, good.error());
    if (manifest_time != envelope.modified())
        return about(file, {Fault::malformed, "a tar header does not agree with the manifest"});
    return Verified{std::move(*manifest), *proven,          agent.has_value(),
                    envelope.size(),      std::move(*text), std::move(*signature)};
}

Result<> verify_volumes(Envelope& envelope, const fs::path& file, const Manifest& manifest,
                        const BytesSeen& progress) {
    Sha256 digest;
    for (const auto& volume : manifest.volumes) {
        const auto passed = envelope.pass(volume_entry(volume, manifest), [&](auto bytes) {
            digest.update(bytes);
            return Result<>{};
        });
        if (!passed) return passed;
        if (digest.finish_hex() != volume.sha256)
            return about(file, {Fault::malformed, volume.name + " was altered: its SHA-256 is not "
                                                                "the one in the manifest"});
        if (progress) progress(envelope.position(), envelope.size());
    }
    return envelope.end();
}

Result<Verified> verify_bundle(const fs::path& file, const std::optional<Certificate>& agent,
                               const BytesSeen& progress) {
    auto envelope = Envelope::open(file);
    if (!envelope) return envelope.error();
    auto verified = verify_manifest(*envelope, file, agent);
    if (!verified) return verified;
    const auto whole = verify_volumes(*envelope, file, verified->manifest, progress);
    if (!whole) return whole.error();
    return verified;
}

}  // namespace diag::exchange
