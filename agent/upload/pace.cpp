// SPDX-License-Identifier: Apache-2.0
// How much at once, and what is remembered meanwhile.
#include <algorithm>
#include <system_error>

#include "agent/upload/tus.hpp"
#include "platform/files.hpp"
#include "platform/text.hpp"

namespace diag::upload {
namespace {

// A piece should take about this long: long enough for few round trips, short enough that little is
// sent again after a cut.
constexpr milliseconds quick{1500};
constexpr milliseconds slow{6000};
constexpr std::size_t longest_location = 2000;

}  // namespace

ChunkSize::ChunkSize(std::uint64_t first)
    : bytes_(std::clamp(first == 0 ? least * 4 : first, least, most)) {}

void ChunkSize::passed(milliseconds took) {
    if (took < quick) bytes_ = std::min(bytes_ * 2, ceiling_);
    if (took > slow) bytes_ = std::max(bytes_ / 2, least);
}

void ChunkSize::lost() { bytes_ = std::max(bytes_ / 2, least); }

bool ChunkSize::refused() {
    if (bytes_ == least) return false;
    bytes_ = std::max(bytes_ / 2, least);
    ceiling_ = bytes_;
    return true;
}

std::string Memory::location() const {
    const auto text = system_files().read(file_, longest_location);
    return text ? std::string(trimmed(*text)) : std::string();
}

Result<> Memory::remember(const std::string& location) const {
    return replace_file(file_, location + "\n");
}

void Memory::forget() const {
    std::error_code ignored;
    std::filesystem::remove(file_, ignored);
}

}  // namespace diag::upload
