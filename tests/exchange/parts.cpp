// SPDX-License-Identifier: Apache-2.0
#include "parts.hpp"

#include "agent/exchange/verify.hpp"
#include "platform/cms.hpp"

namespace diag::test {

using namespace exchange;

Manifest Parts::read_manifest() const {
    const auto read = manifest_from(manifest);
    REQUIRE(read);
    return *read;
}

void Parts::sign(const std::string& text, const Identity& who) {
    const auto made = cms::sign(text, who.certificate, who.key);
    REQUIRE(made);
    manifest = text;
    signature = *made;
}

Parts taken_apart(const std::filesystem::path& file) {
    auto envelope = Envelope::open(file);
    REQUIRE(envelope);
    const auto verified = verify_manifest(*envelope, file, std::nullopt);
    REQUIRE(verified);
    Parts parts{verified->manifest_text, verified->manifest_signature, {}, envelope->modified()};
    for (const auto& volume : verified->manifest.volumes) {
        auto bytes = envelope->take(volume.name, volume.size);
        REQUIRE(bytes);
        parts.volumes.push_back(*bytes);
    }
    return parts;
}

std::string tar_of(const std::vector<File>& members, std::uint64_t modified) {
    std::string out;
    for (const auto& member : members) {
        const auto header = tar_header(member.path, member.text.size(), modified);
        REQUIRE(header);
        out += *header + member.text + tar_padding(member.text.size());
    }
    return out + tar_end();
}

std::string put_together(const Parts& parts) {
    std::vector<File> members{{"manifest.json", parts.manifest},
                              {"manifest.json.p7s", parts.signature}};
    for (std::size_t i = 0; i < parts.volumes.size(); ++i)
        members.push_back({volume_name(i + 1), parts.volumes[i]});
    return tar_of(members, parts.modified);
}

Result<Verified> verified(const std::string& bytes) {
    const Scratch scratch;
    return verify_bundle(scratch.file("case.safrdiag", bytes), agent().certificate);
}

}  // namespace diag::test
