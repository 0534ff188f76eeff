// SPDX-License-Identifier: Apache-2.0
#include "agent/redact/recent.hpp"

#include <functional>
#include <utility>

namespace diag::redact {
namespace {

/// The slot of the two that holds what is sought, moved to the front; or else the one used longer
/// ago, emptied.
template <class Slot, class Holds>
Slot& first_of_two(Slot* pair, Holds holds) {
    if (holds(pair[0])) return pair[0];
    std::swap(pair[0], pair[1]);
    if (!holds(pair[0])) pair[0] = Slot{};
    return pair[0];
}

}  // namespace

Recent::Slot* Recent::slot_of(std::string_view value, std::uint8_t kind) {
    if (value.empty() || value.size() > std::tuple_size_v<decltype(Slot::value)>) return nullptr;
    const auto holds = [&](const Slot& slot) {
        return slot.kind == kind && value == std::string_view(slot.value.data(), slot.value_size);
    };
    const auto hash = std::hash<std::string_view>{}(value) + kind;
    return &first_of_two(&slots_[hash % (slots_.size() / 2) * 2], holds);
}

Recent::Address& Recent::slot_of(std::uint32_t address) {
    const auto pair = std::size_t{(address * 2654435761u) >> (33 - address_bits)} * 2;
    return first_of_two(&addresses_[pair],
                        [&](const Address& slot) { return slot.address == address; });
}

}  // namespace diag::redact
