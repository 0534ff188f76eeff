// SPDX-License-Identifier: Apache-2.0
// sealed volumes -> content.tar.gz -> content.tar -> files, a piece at a time.
#include "agent/exchange/bundle_reader.hpp"
#include "agent/exchange/extraction.hpp"
#include "agent/exchange/verify.hpp"
#include "platform/digest.hpp"
#include "platform/gunzip.hpp"

namespace diag::exchange {
namespace {

namespace fs = std::filesystem;

/// Everything a decrypted byte runs through.
class Unpacking {
public:
    explicit Unpacking(Extraction& extraction)
        : tar_({[&](const TarEntry& entry) { return extraction.begin(entry); },
                [&](std::string_view bytes) { return extraction.bytes(bytes); },
                [&] { return extraction.end(); }}),
          gunzip_([this](std::string_view bytes) { return tar_.write(bytes); }) {}
    Unpacking(const Unpacking&) = delete;
    Unpacking& operator=(const Unpacking&) = delete;

    Result<> write(std::string_view content) {
        digest_.update(content);
        size_ += content.size();
        return gunzip_.write(content);
    }
    Result<> finish(const Manifest& manifest) {
        if (size_ != manifest.content_size || digest_.finish_hex() != manifest.content_sha256)
            return Error{Fault::malformed, "the content is not the one the manifest tells of"};
        if (const auto whole = gunzip_.finish(); !whole) return whole;
        return tar_.finish();
    }

private:
    TarReader tar_;
    Gunzip gunzip_;
    Sha256 digest_;
    std::uint64_t size_ = 0;
};

std::string sealed_for(const Manifest& manifest) {
    std::string text;
    for (const auto& recipient : manifest.recipients)
        text += (text.empty() ? "" : ", ") + recipient.substr(0, 16);
    return text;
}

/// Opens the volumes that begin at `at`. Were the file swapped since it was verified, the digest
/// of the content in the signed manifest would not agree in the end.
Result<> unpack(const Envelope& envelope, std::uint64_t at, const Manifest& manifest,
                const PrivateKey& key, Extraction& extraction, const BytesSeen& progress) {
    Unpacking unpacking(extraction);
    for (const auto& volume : manifest.volumes) {
        at += tar_block;
        const cms::Sealed sealed{volume.size, [&](std::uint64_t from, std::span<char> into) {
                                     return envelope.read_at(at + from, into);
                                 }};
        const auto opened =
            cms::open(sealed, key, [&](std::string_view plain) { return unpacking.write(plain); });
        if (!opened && opened.error().fault == Fault::refused)
            return Error{Fault::refused, opened.error().what + " (certificates with SHA-256 " +
                                             sealed_for(manifest) +
                                             "...): give the key of one of these"};
        if (!opened) return opened;
        at += volume.size + tar_padding(volume.size).size();
        if (progress) progress(at, envelope.size());
    }
    return unpacking.finish(manifest);
}

}  // namespace

Result<Opened> open_bundle(const fs::path& file, const PrivateKey& key,
                           const std::optional<Certificate>& agent, const fs::path& directory,
                           const OpenLimits& limits, const BytesSeen& progress) {
    auto envelope = Envelope::open(file);
    if (!envelope) return envelope.error();
    auto verified = verify_manifest(*envelope, file, agent);
    if (!verified) return verified.error();
    const auto volumes_at = envelope->position();
    const auto whole = verify_volumes(*envelope, file, verified->manifest, {});
    if (!whole) return whole.error();

    auto extraction = Extraction::create(directory, limits);
    if (!extraction) return extraction.error();
    const auto unpacked =
        unpack(*envelope, volumes_at, verified->manifest, key, *extraction, progress);
    if (!unpacked) return about(file, unpacked.error());
    auto contents = extraction->check();
    if (!contents) return about(file, contents.error());
    for (const auto& [name, text] : {std::pair{manifest_name, &verified->manifest_text},
                                     std::pair{signature_name, &verified->manifest_signature}})
        if (const auto added = extraction->add(name, *text); !added) return added.error();
    const auto files = extraction->files();
    const auto bytes = extraction->total();
    if (const auto done = extraction->commit(); !done) return done.error();
    return Opened{std::move(*verified), std::move(*contents), files, bytes};
}

}  // namespace diag::exchange
