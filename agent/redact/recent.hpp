// SPDX-License-Identifier: Apache-2.0
// What was made lately need not be made again.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace diag::redact {

/// Stand-ins made lately, so that an address met a thousand times is digested once. A value has two
/// places, so that two that meet often do not drive each other out.
class Recent {
public:
    struct Slot {
        std::uint8_t kind = 0;
        std::uint8_t value_size = 0;  ///< 0: empty
        std::uint8_t stand_in_size = 0;
        std::array<char, 61> value;
        std::array<char, 64> stand_in;
    };

    /// IPv4 addresses are most of what is met, and have a table of their own.
    struct Address {
        std::uint32_t address = 0;
        std::uint32_t stand_in = 0;  ///< an address too; 0: empty
    };

    /// The slot the address is in, or an empty one to put it in.
    Address& slot_of(std::uint32_t address);
    /// The same for a value of this kind; nullptr when it is too long to keep.
    Slot* slot_of(std::string_view value, std::uint8_t kind);

private:
    static constexpr unsigned slot_bits = 12;     // 512 KiB
    static constexpr unsigned address_bits = 14;  // 128 KiB
    std::vector<Slot> slots_ = std::vector<Slot>(std::size_t{1} << slot_bits);
    std::vector<Address> addresses_ = std::vector<Address>(std::size_t{1} << address_bits);
};

}  // namespace diag::redact
