// SPDX-License-Identifier: Apache-2.0
// Which cameras to climb: the feeds SAFR knows and the configured ones, each once, with the login
// to use and the address to go to.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "collectors/cameras/feeds.hpp"
#include "collectors/cameras/record.hpp"
#include "collectors/cameras/url.hpp"
#include "collectors/collector.hpp"

namespace diag::cameras {

struct Camera {
    std::string name, source, transport;
    StreamUrl url;
    std::optional<Login> login;
    bool safrs_login = false;  ///< stands in SAFR's own feed
    bool own_login = false;    ///< is for this host: from its URL or the account "cameras:HOST"
    std::string address;       ///< numeric; empty when not known
    std::optional<End> told;   ///< how it ends without being asked
    std::string words;
};

struct Plan {
    std::vector<Camera> cameras;
    /// ONVIF services named in the configuration, by host.
    std::map<std::string, StreamUrl> devices;
    std::size_t disabled = 0;
};

/// Asks the three places. Gives the items "sources", "virga" and "virgo-factory.N".
std::vector<Feed> find_feeds(World& world, Sink& sink);

/// What VIRGA says of its feeds; its answer goes to the sink without secrets.
/// Asked on this machine alone, never in a brief run, and only of a process of SAFR's.
Result<json::value> ask_virga(World& world, json::object& account_of_it);

/// One camera for each stream; addresses are not looked up yet.
Plan plan_of(const std::vector<Feed>& feeds, const Scope& scope);

/// Looks up all names, in `patience` for all of them together; those without an address until then
/// end as name_unknown. Numeric hosts need no look-up and never end so.
void find_addresses(Plan& plan, milliseconds patience);

/// What is known of a camera before it is asked. `number` is its place in the plan.
CameraRecord record_of(const Camera& camera);

}  // namespace diag::cameras
