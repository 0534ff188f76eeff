// SPDX-License-Identifier: Apache-2.0
// Versions of SAFR as its services tell them: numbers parted by dots.
#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <vector>

#include "platform/result.hpp"

namespace diag::upgrade {

/// "3.34.0". Numbers that are missing at the end count as 0.
class Version {
public:
    Version() = default;
    /// One to six numbers of at most nine digits, parted by dots; what stands behind a "-", "+" or
    /// space after them is left out. Fails with refused.
    static Result<Version> from(std::string_view text);
    /// The same of what somebody means to install: where more stands behind the numbers it is
    /// refused, as a candidate for a release is not the release.
    static Result<Version> meant(std::string_view text);

    bool empty() const { return numbers_.empty(); }
    std::string text() const;
    std::strong_ordering operator<=>(const Version& other) const;
    bool operator==(const Version& other) const { return (*this <=> other) == 0; }

private:
    std::vector<std::uint64_t> numbers_;
};

}  // namespace diag::upgrade
