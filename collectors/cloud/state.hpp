// SPDX-License-Identifier: Apache-2.0
// What the looks of one moment say of SAFR Cloud.
#pragma once

#include <cstdint>
#include <string_view>

namespace diag::cloud {

enum class State : std::uint8_t {
    up,
    partial,  ///< some interfaces answered, others did not
    down,     ///< none did, while others on the Internet did
    network,  ///< nobody answered: this site's line, or its network
    dns,      ///< no name is found here, not even somebody else's
    proxy,    ///< the proxy did not let us through
    unknown,  ///< cannot be told
    lan,      ///< nobody answered, this site's own gateway neither
};
inline constexpr State last_state = State::lan;

std::string_view name_of(State state);
/// State::unknown where there is no such.
State state_named(std::string_view name);

}  // namespace diag::cloud
