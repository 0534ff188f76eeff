// SPDX-License-Identifier: Apache-2.0
#include "agent/exchange/volumes.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "agent/exchange/output_file.hpp"
#include "platform/files.hpp"
#include "platform/text.hpp"

namespace diag::exchange {

SealedVolumes::SealedVolumes(Descriptor file, std::string name, std::vector<Certificate> recipients,
                             Limits limits)
    : file_(std::move(file)),
      name_(std::move(name)),
      recipients_(std::move(recipients)),
      limits_(limits) {}

Result<> SealedVolumes::write(std::string_view content) {
    while (!content.empty()) {
        if (!sealer_)
            if (const auto begun = begin_volume(); !begun) return begun;
        const auto slice = content.substr(0, std::min<std::uint64_t>(room_, content.size()));
        if (const auto sealed = sealer_->write(slice); !sealed) return sealed;
        content.remove_prefix(slice.size());
        room_ -= slice.size();
        if (room_ == 0)
            if (const auto ended = end_volume(); !ended) return ended;
    }
    return {};
}

Result<> SealedVolumes::finish() {
    if (sealer_)
        if (const auto ended = end_volume(); !ended) return ended;
    if (::lseek(file_.get(), 0, SEEK_SET) != 0) return from_errno(errno, name_);
    return {};
}

Result<> SealedVolumes::begin_volume() {
    auto sealer =
        cms::Sealer::create(recipients_, [this](std::string_view sealed) { return keep(sealed); });
    if (!sealer) return sealer.error();
    sealer_ = std::move(*sealer);
    room_ = limits_.volume_bytes;
    volume_ = {volume_name(volumes_.size() + 1), 0, {}};
    return {};
}

Result<> SealedVolumes::end_volume() {
    const auto finished = sealer_->finish();
    sealer_.reset();
    if (!finished) return finished;
    volume_.sha256 = volume_digest_.finish_hex();
    volumes_.push_back(volume_);
    return {};
}

Result<> SealedVolumes::keep(std::string_view sealed) {
    if (limits_.sealed_bytes != 0 && sealed_bytes_ + sealed.size() > limits_.sealed_bytes)
        return Error{Fault::full, "the bundle would be larger than its limit of " +
                                      bytes_text(limits_.sealed_bytes)};
    if (const auto written = write_all(file_.get(), sealed, name_); !written) return written;
    volume_digest_.update(sealed);
    volume_.size += sealed.size();
    sealed_bytes_ += sealed.size();
    return {};
}

}  // namespace diag::exchange
