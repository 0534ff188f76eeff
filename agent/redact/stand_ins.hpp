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
#include "platform/keyed_digest.hpp"

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
        std::uint32_t address = 0;  ///< 0: empty, as 0.0.0.0 is never replaced
        std::uint8_t size = 0;
        std::array<char, 15> stand_in;
    };

    /// The slot the address is in, or an empty one to put it in.
    Address& slot_of(std::uint32_t address);
    /// The same for a value of this kind; nullptr when it is too long to keep.
    Slot* slot_of(std::string_view value, std::uint8_t kind);

private:
    static constexpr unsigned slot_bits = 12;     // 512 KiB
    static constexpr unsigned address_bits = 14;  // 320 KiB
    std::vector<Slot> slots_ = std::vector<Slot>(std::size_t{1} << slot_bits);
    std::vector<Address> addresses_ = std::vector<Address>(std::size_t{1} << address_bits);
};

/// Makes them. One a thread.
class StandIns {
public:
    /// `observer` is told what is made, if there is one, and outlives this.
    StandIns(const CaseKey& key, const Observer& observer) : digest_(key), observer_(observer) {}

    /// Appends the stand-in for `value` to `output`.
    void write(std::string_view value, const Span& span, std::string& output);

private:
    Digest keyed(std::string_view kind, std::string_view value);
    std::string made(std::string_view value, Kind kind, Shape shape);
    std::string ipv4(std::uint32_t address);
    void write_ipv4(std::string_view value, const Span& span, std::string& output);
    void tell(Kind kind, std::string_view stand_in, std::string_view value) const;
    std::string ipv6(std::string_view value);
    std::string mac(std::string_view value);
    std::string email(std::string_view value);
    std::string host(std::string_view value, Shape shape);
    std::string phone(std::string_view value);

    KeyedDigest digest_;
    const Observer& observer_;
    Recent recent_;
    std::string message_;  ///< what is digested
};

}  // namespace diag::redact
