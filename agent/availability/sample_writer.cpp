// SPDX-License-Identifier: Apache-2.0
#include "agent/availability/sample_writer.hpp"

namespace diag::availability {

Result<> SampleWriter::keep(const std::optional<Run>& run) {
    if (run) waiting_.push_back(*run);
    if (waiting_.size() > most_waiting) waiting_.pop_front();
    return write_all();
}

Result<> SampleWriter::write_all() {
    if (!samples_) {
        auto opened = Samples::open(state_, bound_);
        if (!opened) return opened.error();
        samples_ = std::move(*opened);
    }
    for (; !waiting_.empty(); waiting_.pop_front())
        if (const auto written = samples_->append(waiting_.front()); !written) return written;
    return {};
}

}  // namespace diag::availability
