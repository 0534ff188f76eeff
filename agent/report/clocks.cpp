// SPDX-License-Identifier: Apache-2.0
#include "agent/report/clocks.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace diag::report {
namespace {

/// No two clocks are taken to be further apart: a hundred years and more, far from overflow.
constexpr std::int64_t unbounded = std::int64_t{1} << 42;

std::int64_t within_reason(milliseconds span) {
    return std::clamp<std::int64_t>(span.count(), -unbounded + 1, unbounded - 1);
}

/// at(i, j): clock i is ahead of clock j by this at most, in milliseconds.
class Apart {
public:
    explicit Apart(std::size_t clocks) : clocks_(clocks), most_(clocks * clocks, unbounded) {
        for (std::size_t i = 0; i < clocks; ++i) at(i, i) = 0;
    }

    std::int64_t& at(std::size_t i, std::size_t j) { return most_[i * clocks_ + j]; }
    std::int64_t at(std::size_t i, std::size_t j) const { return most_[i * clocks_ + j]; }

    /// Takes one more bound, and all that follows from it. False, and nothing is taken, where it
    /// contradicts what is known.
    bool take(std::size_t i, std::size_t j, std::int64_t most) {
        if (at(j, i) < unbounded && at(j, i) + most < 0) return false;
        if (most >= at(i, j)) return true;
        for (std::size_t from = 0; from < clocks_; ++from)
            for (std::size_t to = 0; to < clocks_; ++to) {
                if (at(from, i) >= unbounded || at(j, to) >= unbounded) continue;
                at(from, to) = std::min(at(from, to), at(from, i) + most + at(j, to));
            }
        return true;
    }

    bool take(const ClockBound& bound) {
        const auto before = most_;
        const bool fits =
            (!bound.most || take(bound.of, bound.against, within_reason(*bound.most))) &&
            (!bound.least || take(bound.against, bound.of, -within_reason(*bound.least)));
        if (!fits) most_ = before;
        return fits;
    }

private:
    std::size_t clocks_;
    std::vector<std::int64_t> most_;
};

void add_once(std::vector<std::string>& list, const std::string& word) {
    if (std::ranges::find(list, word) == list.end()) list.push_back(word);
}

void read_bounds(ClockOffset& offset, const Apart& apart, std::size_t clock,
                 std::size_t reference) {
    if (const auto most = apart.at(clock, reference); most < unbounded)
        offset.most = milliseconds{most};
    if (const auto most = apart.at(reference, clock); most < unbounded)
        offset.least = milliseconds{-most};
}

/// Within the bounds that are left once others have their place.
std::int64_t place_of(const Apart& apart, std::size_t clock, std::size_t reference) {
    const auto most = apart.at(clock, reference);
    const auto least = -apart.at(reference, clock);
    return least <= 0 && most >= 0 ? 0 : least + (most - least) / 2;
}

void place(std::vector<ClockOffset>& offsets, Apart apart, std::size_t reference) {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < offsets.size(); ++i)
        if (offsets[i].least && offsets[i].most) order.push_back(i);
    std::ranges::stable_sort(order, {}, [&](std::size_t i) {
        const bool may_be_right =
            *offsets[i].least <= milliseconds{} && *offsets[i].most >= milliseconds{};
        return std::pair(!may_be_right, *offsets[i].most - *offsets[i].least);
    });
    for (const auto i : order) {
        auto& offset = offsets[i];
        const auto ahead = place_of(apart, i, reference);
        apart.take({i, reference, milliseconds{ahead}, milliseconds{ahead}, {}});
        offset.ahead = milliseconds{ahead};
        offset.doubt = std::max(*offset.most - *offset.ahead, *offset.ahead - *offset.least);
    }
}

}  // namespace

std::vector<ClockOffset> correlated(std::size_t clocks, std::size_t reference,
                                    const std::vector<ClockBound>& bounds) {
    std::vector<ClockOffset> offsets(clocks);
    if (clocks > most_clocks || reference >= clocks) return offsets;
    Apart apart(clocks);
    for (const auto& bound : bounds) {
        if (bound.of >= clocks || bound.against >= clocks || bound.of == bound.against) continue;
        const bool fits = apart.take(bound);
        for (const auto clock : {bound.of, bound.against})
            add_once(fits ? offsets[clock].by : offsets[clock].set_aside, bound.by);
    }
    for (std::size_t i = 0; i < clocks; ++i) read_bounds(offsets[i], apart, i, reference);
    place(offsets, std::move(apart), reference);
    return offsets;
}

}  // namespace diag::report
