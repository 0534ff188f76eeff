// SPDX-License-Identifier: Apache-2.0
// safrports.conf: which port each service was given. Its syntax is not documented (safr-facts 1.3),
// so this takes any text in which names and port numbers stand in turn: properties, YAML, JSON,
// XML.
#pragma once

#include <string_view>
#include <vector>

#include "collectors/site.hpp"

namespace diag::install {

/// Ports with the service that the words before them name; "" where they name none. Numbers inside
/// addresses and versions, and what stands behind '#', ';' or '//', are no ports.
std::vector<ServicePort> ports_in(std::string_view text);

/// The service that a name means ("CVOS_HTTPS_PORT", "event-server"); "" when it means none.
std::string_view service_meant(std::string_view name);

}  // namespace diag::install
