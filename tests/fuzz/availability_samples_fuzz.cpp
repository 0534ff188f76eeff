// SPDX-License-Identifier: Apache-2.0
// Checks that a file of samples may hold anything: whatever is read of it, a month has no hole and
// its classes add up. Checksums are made good, so that fields are reached behind them.
#include <algorithm>

#include "agent/availability/figures.hpp"
#include "platform/crc64.hpp"

namespace {

void demand(bool holds) {
    if (!holds) __builtin_trap();
}

void try_month(const diag::availability::Reading& reading) {
    using namespace diag::availability;
    constexpr Window month{1'790'812'800, 1'793'491'200};
    const auto spans = timeline(reading.runs, {{1'791'000'000, 1'791'003'600}}, month);
    demand(!spans.empty() && spans.front().window.from == month.from &&
           spans.back().window.until == month.until);
    for (std::size_t i = 1; i < spans.size(); ++i)
        demand(spans[i].window.from == spans[i - 1].window.until);
    const auto figures = figures_of(spans, month, month);
    std::int64_t all = 0;
    for (const auto seconds : figures.seconds) all += seconds;
    demand(all == figures.total && figures.total == month.until - month.from);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace diag::availability;
    std::string file(reinterpret_cast<const char*>(data), size);
    const auto as_it_is = runs_in(file);
    demand(as_it_is.runs.size() + as_it_is.damaged == (size + run_bytes - 1) / run_bytes);
    try_month(as_it_is);
    for (std::size_t at = 0; at + run_bytes <= file.size(); at += run_bytes) {
        const auto sum = diag::crc64(diag::crc64(0, "safr-diag availability 1"),
                                     std::string_view(file).substr(at, run_bytes - 4));
        for (std::size_t i = 0; i < 4; ++i)
            file[at + 20 + i] = static_cast<char>(sum >> (8 * i) & 0xff);
    }
    try_month(runs_in(file));
    return 0;
}
