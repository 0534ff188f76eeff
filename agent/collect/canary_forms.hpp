// SPDX-License-Identifier: Apache-2.0
// The forms that canaries take: one line here is one more family in every bundle's proof.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace diag::collect {

struct CanaryForm {
    std::string_view family;
    std::string_view text;    ///< with {} where the secret stands; may be of several lines
    std::string (*secret)();  ///< makes one up
};

std::span<const CanaryForm> canary_forms();

}  // namespace diag::collect
