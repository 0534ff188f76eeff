// SPDX-License-Identifier: Apache-2.0
// The SAFR installation of this server, as the `install` collector discovered it. Found once a run,
// before the other collectors begin, and handed to each in its Scope.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/clock.hpp"
#include "platform/json.hpp"

namespace diag {

/// A TCP port that a process listens on.
struct Listener {
    std::string address;  ///< "127.0.0.1", "0.0.0.0", "::"
    std::uint16_t port = 0;
};

/// A process whose program or working directory lies under a SAFR root.
struct SiteProcess {
    int pid = 0;
    std::string service;  ///< an id of `services()`, "" when it cannot be told
    std::string program;  ///< executable
    std::vector<std::string> argv;
    std::string user;       ///< name, or number where it has none
    std::string directory;  ///< working directory
    std::string unit;       ///< systemd unit; empty without one
    Time started{};
    std::uint64_t resident = 0;  ///< bytes
    std::vector<Listener> listeners;
};

/// A port of a service and how we know.
struct ServicePort {
    std::string service;
    std::uint16_t port = 0;
    std::string source;  ///< "safrports.conf", "listening" or "documented"
};

struct Site {
    bool known = false;  ///< discovery ran to its end
    std::string program_root;
    std::string data_root;
    std::string backup_root;
    std::string role = "unknown";  ///< "primary", "redundant", "simple" or "unknown"
    std::vector<SiteProcess> processes;
    std::vector<ServicePort> ports;
    std::vector<std::string> nodes;  ///< the other hosts of the cluster, configured or announced
};

/// A service of SAFR, with what the vendor documents of it (safr-facts 1.1 to 1.3: articles K1,
/// K2).
struct Service {
    std::string_view id;     ///< "covi"
    std::string_view title;  ///< "Computer Vision (CoVi)"
    /// Folder under the data root; safr-facts 1.1.
    std::string_view folder;
    /// The documented pair of ports, 0 where none is documented. Which of them is TLS is not to be
    /// relied on (safr-facts 0.3, X1).
    std::uint16_t port = 0;
    std::uint16_t port_tls = 0;
    std::string_view health = {};  ///< path that answers without credentials
};

/// All services that are documented, in the order of reports.
const std::vector<Service>& services();
const Service* service_named(std::string_view id);

/// The processes of one service.
std::vector<const SiteProcess*> processes_of(const Site& site, std::string_view service);

/// Ports of one service in the order of trust: configuration, listening, documented. The documented
/// ones count only while no other is known, or one of them is in use: a service that was moved
/// must not be vouched for by whatever took its old port.
std::vector<std::uint16_t> ports_of(const Site& site, std::string_view service);

json::value to_json(const Site& site);
/// Forgiving: what is missing keeps its default. `known` only when the document says so.
Site site_from(const json::value& document);

}  // namespace diag
