// SPDX-License-Identifier: Apache-2.0
#include "collectors/authorities.hpp"

#include "platform/tls.hpp"

namespace diag {

Result<std::string> authorities_in(const std::string& file, Paths& paths) {
    constexpr std::size_t limit = std::size_t{1} << 20;
    constexpr milliseconds patience{2'000};
    if (file.empty()) return std::string{};
    auto text = paths.read(file, limit, patience);
    if (text && certificates_in(*text) == 0)
        return Error{Fault::malformed, file + ": no certificate in PEM is in it"};
    return text;
}

}  // namespace diag
