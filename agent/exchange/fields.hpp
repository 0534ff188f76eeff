// SPDX-License-Identifier: Apache-2.0
// Reading a JSON object strictly: every field there, of its type, within bounds, and no other.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "platform/clock.hpp"
#include "platform/json.hpp"
#include "platform/result.hpp"

namespace diag::exchange {

/// Getters answer with an empty value once something is wrong; problem() then tells the first thing
/// that was. So a document is read field by field and checked once.
class Fields {
public:
    /// `what` names the object in sentences: "manifest.json". `document` must outlive this.
    Fields(const json::value& document, std::string what);

    std::string text(std::string_view key);
    std::string hex_digest(std::string_view key);  ///< 64 lower-case hexadecimal digits
    std::uint64_t natural(std::string_view key);
    double real(std::string_view key);  ///< not negative, finite
    bool flag(std::string_view key);    ///< absent: false
    Time time(std::string_view key);    ///< exactly as to_text() writes it
    const json::array& list(std::string_view key);
    /// Counts by kind: an object of naturals.
    std::map<std::string, std::uint64_t, std::less<>> counts(std::string_view key);
    /// The member, or nullptr when absent.
    const json::value* optional(std::string_view key);

    bool has(std::string_view key) const;
    void fail(std::string_view key, std::string_view expected);

    /// The first thing wrong, an unknown field included; malformed.
    std::optional<Error> problem();

private:
    const json::value* required(std::string_view key, std::string_view expected);

    const json::object* members_;
    std::string what_;
    std::set<std::string, std::less<>> known_;
    std::optional<Error> problem_;
};

json::object counts_json(const std::map<std::string, std::uint64_t, std::less<>>& counts);

/// The time in to_text()'s form, or nothing.
std::optional<Time> time_from(std::string_view text);

}  // namespace diag::exchange
