// SPDX-License-Identifier: Apache-2.0
// Slices content into sealed volumes, one after the other in a file without a name.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "agent/exchange/manifest.hpp"
#include "platform/cms.hpp"
#include "platform/descriptor.hpp"
#include "platform/digest.hpp"

namespace diag::exchange {

class SealedVolumes {
public:
    struct Limits {
        std::uint64_t volume_bytes;  ///< content in one volume
        std::uint64_t sealed_bytes;  ///< of all volumes; 0: no limit
    };
    SealedVolumes(Descriptor file, std::string name, std::vector<Certificate> recipients,
                  Limits limits);
    SealedVolumes(const SealedVolumes&) = delete;
    SealedVolumes& operator=(const SealedVolumes&) = delete;

    Result<> write(std::string_view content);
    /// Ends the last volume and rewinds the file.
    Result<> finish();

    int file() const { return file_.get(); }
    std::uint64_t sealed_bytes() const { return sealed_bytes_; }
    const std::vector<Volume>& volumes() const { return volumes_; }

private:
    Result<> begin_volume();
    Result<> end_volume();
    Result<> keep(std::string_view sealed);

    Descriptor file_;
    std::string name_;
    std::vector<Certificate> recipients_;
    Limits limits_;
    std::optional<cms::Sealer> sealer_;  ///< of the volume that is being written
    std::uint64_t room_ = 0;             ///< content bytes that still fit in it
    Volume volume_;
    Sha256 volume_digest_;
    std::uint64_t sealed_bytes_ = 0;
    std::vector<Volume> volumes_;
};

}  // namespace diag::exchange
