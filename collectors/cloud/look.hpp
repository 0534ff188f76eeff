// SPDX-License-Identifier: Apache-2.0
// What was asked on the way to SAFR Cloud, what came of it, and whose fault it is where nothing
// did.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/cloud/state.hpp"
#include "collectors/cloud_settings.hpp"
#include "platform/json.hpp"
#include "platform/reach.hpp"

namespace diag::cloud {

/// endpoint: an interface of SAFR Cloud. licence: the licence server. control: somebody else by
/// number, control_name: by name, through the proxy where there is one. gateway: the way out of
/// this network.
enum class Part { endpoint, licence, control, control_name, gateway };

std::string_view name_of(Part part);

struct Look {
    Part part = Part::endpoint;
    std::string place;  ///< "covi.real.com:443"
    Reach reach;
    Time when{};               ///< when the answer was here, by our clock
    std::optional<Time> date;  ///< when it was by the server's
};

/// Without headers, which are not kept.
json::value to_json(const Look& look);
Look look_from(const json::value& document);

/// Why it did not answer, in words; empty where it did.
std::string reason_of(const Look& look);
/// It answered, and not with an error of its own (5xx).
bool answered(const Look& look);
/// By what it is told whether who answers is who was asked.
struct Trust {
    std::vector<std::string> issuers;  ///< who must have issued SAFR Cloud's chain; empty: anybody
    bool has_store = false;            ///< there are authorities to judge a chain by
    bool licence_named = false;        ///< somebody here named the licence server
};
/// It answered, and nothing shows that it was another. Of a licence server that nobody named more
/// is asked: its name is a guess, so an answer counts where a chain was seen to be for that name.
bool reached(const Look& look, const Trust& trust);
/// Its name was not found, or may not have been: proxies answer 502 or 503 to CONNECT then, too.
bool name_in_doubt(const Look& look);
/// Who answered is nobody the system believes, or not issued by one of `issuers`. Never the licence
/// server, which may have an authority of its own.
bool intercepted(const Look& look, const std::vector<std::string>& issuers, bool has_store);
/// The system does not believe who answered, and that may as well be an intermediate certificate
/// that was not sent, an old store, or the licence server's own authority.
bool untrusted(const Look& look, const std::vector<std::string>& issuers, bool has_store);

/// `down` is said only where everything else was seen to work in the same moment; what cannot be
/// told is `unknown`. A name that is not found is never held against the cloud; where a proxy looks
/// names up, it must have found `control_name`.
State state_of(const std::vector<Look>& looks, const std::vector<std::string>& issuers,
               bool has_store);

}  // namespace diag::cloud
