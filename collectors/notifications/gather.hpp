// SPDX-License-Identifier: Apache-2.0
// Reads what SAFR's actions send by, and asks those servers whether they would take it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/collector.hpp"
#include "collectors/notifications/carry_asio.hpp"

namespace diag::notifications {

void gather(World& world, Sink& sink);

/// Where SAFRActions.config may lie: its place is not published, so first where ARES runs, then
/// ARES' folder under each root, then the roots.
std::vector<std::string> places_of_config(const Scope& scope);

/// SAFRActions.config and where it was found. Fails as the likeliest place did.
struct ConfigFile {
    std::string path;
    std::string text;
};
Result<ConfigFile> read_config(const Scope& scope, Paths& paths);

/// The server of a mail entry, with the port that its security implies where it names none.
Errand errand_for(const Channel& channel, const std::string& own_name);

/// A server that a site's configuration names: "HOST:PORT", TLS from the first byte at 465 (RFC
/// 8314 3.3), elsewhere as it offers. Nothing where it is no such thing.
std::optional<Errand> errand_of(std::string_view text, const std::string& own_name);

/// What EHLO calls us: the machine's name where it has a domain, else an address (RFC 5321 4.1.3).
std::string own_name(Files& files);

/// Looks up the names and visits, each server once. `patience` is for a step, `in_all` for all of
/// them.
std::vector<Visit> visit_servers(const std::vector<Errand>& errands, milliseconds patience,
                                 milliseconds in_all);

/// Sendings that ARES wrote down, by medium and label ("mail guard"), and events it came too late
/// for. Nothing else of the log is kept: its lines name people. What follows "@emailSend" is one of
/// the labels of `channels`, which may have blanks, else a word.
struct Sent {
    std::map<std::string, std::size_t, std::less<>> by_label;
    std::size_t too_late = 0;
    std::size_t lines = 0;
};
Sent sent_in(std::string_view log, const std::vector<Channel>& channels);

}  // namespace diag::notifications
