// SPDX-License-Identifier: Apache-2.0
// One question to one port of one service on one node, and what came of it: as evidence, and back.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "platform/clock.hpp"
#include "platform/http.hpp"
#include "platform/json.hpp"

namespace diag::safr_services {

/// What is to be known of a certificate that a port showed. No times are judged here.
struct Shown {
    std::string name;                ///< common name
    std::vector<std::string> names;  ///< subject alternative names
    std::string fingerprint;         ///< SHA-256, hex
    std::string protocol;            ///< "TLSv1.3"
    Time not_before{};
    Time not_after{};
    bool self_signed = false;
    bool names_host = false;  ///< it is for the host that was asked, or for an address of it
};

struct Probe {
    std::string service;
    std::string node;     ///< "here", or the host as it was asked
    std::string address;  ///< who answered, numeric; empty without an answer
    std::uint16_t port = 0;
    std::string scheme;
    std::string path;
    std::optional<Fault> fault;  ///< no answer, and why
    std::string reason;
    int status = 0;
    std::string body;    ///< its first 2 KiB
    std::string server;  ///< the Server header
    milliseconds connect{};
    milliseconds total{};
    std::optional<Shown> certificate;
};

json::value to_json(const Probe& probe);
Probe probe_from(const json::value& document);

/// The version that a body tells: a JSON member whose name ends in "version", or a body that is
/// itself a version; bodies are not documented (safr-facts 1.3).
std::optional<std::string> version_in(std::string_view body);

}  // namespace diag::safr_services
