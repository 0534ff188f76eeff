// SPDX-License-Identifier: Apache-2.0
// Checks that what a store's count, a mongod or an earlier run is said to have told upsets no
// reader, and that rates made of it are ranges.
#include "collectors/capacity/gather.hpp"
#include "collectors/capacity/growth.hpp"
#include "collectors/capacity/history.hpp"

namespace {

constexpr diag::Time now{std::chrono::seconds{1'795'464'000}};

void check(const std::optional<diag::capacity::Rate>& rate) {
    using namespace diag::capacity;
    if (!rate) return;
    if (!(rate->low <= rate->high)) __builtin_trap();
    const auto left = days_left(1e12, rate->low, rate->high);
    if (left && left->latest && *left->latest < left->earliest) __builtin_trap();
    if (left && days_text(*left).empty()) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace diag::capacity;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto ages = ages_from(text)) {
        const auto again = ages_from(to_text(*ages));
        if (!again || again->windows != ages->windows || again->oldest != ages->oldest)
            __builtin_trap();
        check(written_rate(*ages, &Window::bytes, now));
        check(written_rate(*ages, &Window::pictures, now));
    }
    Readings readings;
    for (const auto& measured : measured_in(text, now))
        for (const auto& [point, used] : measured.drives)
            readings.emplace_back(measured.time, static_cast<double>(used));
    check(net_rate(readings, 3));
    day_named(text);
    if (const auto bytes = bytes_in(text); bytes && bytes->empty()) __builtin_trap();
    return 0;
}
