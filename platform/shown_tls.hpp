// SPDX-License-Identifier: Apache-2.0
// What a server showed in a TLS handshake, as evidence and back.
#pragma once

#include <string>

#include "platform/clock.hpp"
#include "platform/json.hpp"

namespace diag {

/// It is looked at; whether it is to be believed is said in `distrust`.
struct TlsFacts {
    std::string version;  ///< "TLSv1.3"
    std::string name;     ///< common name
    std::string fingerprint;
    Time not_before{};
    Time not_after{};
    bool names_host = false;  ///< it is for the host that was asked
    bool self_signed = false;
    std::string distrust;  ///< why nobody believed here vouches for it; empty: somebody does
};

json::value to_json(const TlsFacts& tls);
TlsFacts tls_from(const json::value& document);

}  // namespace diag
