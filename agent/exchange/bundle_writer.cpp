// SPDX-License-Identifier: Apache-2.0
#include "agent/exchange/bundle_writer.hpp"

#include "agent/exchange/output_file.hpp"
#include "agent/exchange/tar.hpp"
#include "agent/exchange/volumes.hpp"
#include "platform/cms.hpp"
#include "platform/digest.hpp"
#include "platform/json.hpp"
#include "platform/temporary.hpp"

namespace diag::exchange {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view suffix = ".safrdiag";

Result<> fit(const std::vector<Certificate>& recipients, const BundleLimits& limits) {
    if (limits.volume_bytes == 0 || limits.volume_bytes > volume_limit)
        return Error{Fault::refused, "a volume holds from 1 byte to 64 MiB"};
    if (recipients.empty())
        return Error{Fault::refused, "a bundle needs at least one recipient: give --to CERT"};
    for (const auto& recipient : recipients)
        if (const auto may = may_receive(
                recipient, "the certificate of \"" + recipient.name() + '"', system_clock().now());
            !may)
            return may.error();
    return {};
}

/// Writes tar members that carry the manifest's time.
class Members {
public:
    Members(OutputFile& out, Time created)
        : out_(out),
          modified_(static_cast<std::uint64_t>(
              std::chrono::floor<std::chrono::seconds>(created).time_since_epoch().count())) {}

    Result<> add(std::string_view name, std::string_view text) {
        if (const auto begun = begin(name, text.size()); !begun) return begun;
        if (const auto written = out_.write(text); !written) return written;
        return out_.write(tar_padding(text.size()));
    }
    Result<> move(const Volume& volume, int source) {
        if (const auto begun = begin(volume.name, volume.size); !begun) return begun;
        if (const auto moved = out_.move_from(source, volume.size); !moved) return moved;
        return out_.write(tar_padding(volume.size));
    }

private:
    Result<> begin(std::string_view name, std::uint64_t size) {
        const auto header = tar_header(name, size, modified_);
        if (!header) return header.error();
        return out_.write(*header);
    }
    OutputFile& out_;
    std::uint64_t modified_;
};

Result<fs::path> write_bundle(const fs::path& directory, const Manifest& manifest,
                              const Identity& identity, const SealedVolumes& volumes) {
    const auto text = json::write_pretty(to_json(manifest));
    const auto signature = cms::sign(text, identity.certificate, identity.key);
    if (!signature) return signature.error();
    auto out = OutputFile::create(directory, bundle_file_name(manifest.bundle_id));
    if (!out) return out.error();
    Members members(*out, manifest.created);
    if (const auto added = members.add(manifest_name, text); !added) return added.error();
    if (const auto added = members.add(signature_name, *signature); !added) return added.error();
    for (const auto& volume : manifest.volumes)
        if (const auto moved = members.move(volume, volumes.file()); !moved) return moved.error();
    if (const auto ended = out->write(tar_end()); !ended) return ended.error();
    return out->commit();
}

}  // namespace

struct BundleWriter::State {
    fs::path directory;
    std::vector<Certificate> recipients;
    SealedVolumes volumes;
    Sha256 content_digest;
    std::uint64_t content_size = 0;
};

BundleWriter::BundleWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
BundleWriter::BundleWriter(BundleWriter&&) noexcept = default;
BundleWriter& BundleWriter::operator=(BundleWriter&&) noexcept = default;
BundleWriter::~BundleWriter() = default;

Result<BundleWriter> BundleWriter::create(const fs::path& directory,
                                          std::vector<Certificate> recipients,
                                          BundleLimits limits) {
    if (const auto good = fit(recipients, limits); !good) return good.error();
    remove_abandoned(directory, suffix);
    auto file = nameless_file(directory);
    if (!file) return file.error();
    return BundleWriter(
        std::unique_ptr<State>(new State{directory,
                                         recipients,
                                         {std::move(*file),
                                          directory.native(),
                                          recipients,
                                          {limits.volume_bytes, limits.bundle_bytes}},
                                         {}}));
}

Result<> BundleWriter::write(std::string_view content) {
    state_->content_digest.update(content);
    state_->content_size += content.size();
    return state_->volumes.write(content);
}

std::uint64_t BundleWriter::sealed_bytes() const { return state_->volumes.sealed_bytes(); }

Result<fs::path> BundleWriter::finish(Manifest manifest, const Identity& identity) {
    if (!is_uuid(manifest.bundle_id))
        return Error{Fault::bug, "a bundle was to be written without its id"};
    if (const auto finished = state_->volumes.finish(); !finished) return finished.error();
    manifest.format = format_version;
    if (manifest.created == Time{}) manifest.created = system_clock().now();
    manifest.agent_id = identity.certificate.fingerprint();
    manifest.recipients.clear();
    for (const auto& recipient : state_->recipients)
        manifest.recipients.push_back(recipient.fingerprint());
    manifest.content_size = state_->content_size;
    manifest.content_sha256 = state_->content_digest.finish_hex();
    manifest.volumes = state_->volumes.volumes();
    return write_bundle(state_->directory, manifest, identity, state_->volumes);
}

std::string bundle_file_name(std::string_view bundle_id) {
    return std::string(bundle_id) + std::string(suffix);
}

}  // namespace diag::exchange
