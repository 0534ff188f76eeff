// SPDX-License-Identifier: Apache-2.0
// Asking SAFR Cloud, and others where it is silent. The collector and the service's samples ask so.
#pragma once

#include <optional>
#include <vector>

#include "collectors/cloud/look.hpp"
#include "collectors/collector.hpp"

namespace diag::cloud {

/// The licence server as the manual prints it, which is cut short (safr-facts 1.5): asked where
/// none is configured, and never held against a site.
inline constexpr std::string_view printed_licence_server = "cv-instam.real:443";

struct Asked {
    std::vector<Look> looks;
    bool has_store = false;  ///< there are authorities to judge a chain by
    std::string trouble;     ///< what in the settings could not be used; empty: nothing
};

/// By what is looked at this machine.
struct Means {
    Files& files;
    Paths& paths;
    Clock& clock;
};

/// Every endpoint and the licence server at once; where no endpoint answered, then the controls and
/// the gateway. Each round within `patience`, and two seconds more where a file of authorities is
/// configured. `proxy_account` may be nullptr. Only for single-threaded processes.
Asked ask(const CloudSettings& settings, const Account* proxy_account, const Means& means,
          milliseconds patience);

/// Whether the gateway of the default route answers on its own network, by the kernel's table of
/// neighbours (proc(5): /proc/net/route, /proc/net/arp); nothing where the kernel does not say.
std::optional<Look> gateway(Files& files);

}  // namespace diag::cloud
