// SPDX-License-Identifier: Apache-2.0
// What is written in place of a value: the same for the same value throughout a case, and still of
// the value's form, in a range that cannot be real.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/redact/reading.hpp"
#include "agent/redact/redactor.hpp"

namespace diag::redact {

/// Stand-ins made lately, so that an address met a thousand times is digested once. One a thread.
class Recent {
public:
    Recent() : slots_(slot_count), addresses_(std::size_t{1} << address_bits) {}

    struct Slot {
        std::uint8_t kind = 0;
        std::uint8_t value_size = 0;  ///< 0: empty
        std::uint8_t stand_in_size = 0;
        std::array<char, 61> value;
        std::array<char, 64> stand_in;
    };

    /// IPv4 addresses are most of what is met, and have a table of their own.
    struct Address {
        std::uint32_t address = 0;  ///< 0: empty, as 0.0.0.0 is never replaced
        std::uint8_t size = 0;
        std::array<char, 15> stand_in;
    };
    Address& slot_of(std::uint32_t address) {
        return addresses_[(address * 2654435761u) >> (32 - address_bits)];
    }

    /// The slot a value of this kind would be in; nullptr when it is too long to keep.
    Slot* slot_of(std::string_view value, std::uint8_t kind);

private:
    static constexpr std::size_t slot_count = 2048;  // 256 KiB
    static constexpr unsigned address_bits = 13;     // 160 KiB
    std::vector<Slot> slots_;
    std::vector<Address> addresses_;
};

class StandIns {
public:
    explicit StandIns(const CaseKey& key) : key_(key) {}

    /// Appends the stand-in for `value` to `output`.
    void write(std::string_view value, const Span& span, Recent& recent, std::string& output) const;

    Observer observer;

private:
    using Bytes = std::array<unsigned char, 32>;
    Bytes keyed(std::string_view kind, std::string_view value) const;
    std::string made(std::string_view value, Kind kind, Shape shape) const;
    std::string ipv4(std::uint32_t address) const;
    void write_ipv4(std::string_view value, const Span& span, Recent& recent,
                    std::string& output) const;
    void tell(Kind kind, std::string_view stand_in, std::string_view value) const;
    std::string ipv6(std::string_view value) const;
    std::string mac(std::string_view value) const;
    std::string email(std::string_view value) const;
    std::string host(std::string_view value, Shape shape) const;
    std::string phone(std::string_view value) const;

    CaseKey key_;
};

}  // namespace diag::redact
