// SPDX-License-Identifier: Apache-2.0
// Where each request stands, for the engineers who wait for it.
#pragma once

#include <map>
#include <mutex>
#include <vector>

#include "agent/exchange/line.hpp"
#include "desk/serve/office.hpp"

namespace diag::desk {

class Board {
public:
    explicit Board(Office& office) : office_(office) {}

    /// A request in JSON, as PROTOCOL.md says, its "state" included.
    Result<json::object> shown(const std::string& id);
    /// The same of what was read already.
    json::object shown(const Posted& posted);

    /// The request as soon as its state is not that one, after `patience` in any case.
    WebOutcome watched(const std::string& id, const std::string& state, milliseconds patience);

    /// An agent says where its request stands. False: it has no such request.
    Result<bool> staged(const std::string& agent, const exchange::line::Staged& staged);
    /// An agent says how far it is. For a request of its own only; others are ignored.
    void moved(const std::string& agent, const exchange::line::Moved& moved);
    /// Something of this bundle came; of the request that it answers, watchers are told.
    void coming(const std::string& agent, const std::string& bundle);

private:
    struct Watcher {
        std::string request, state;
        std::shared_ptr<WebLater> later;
    };

    void tell(const std::string& request);
    json::value upload_of(const Posted& posted);

    Office& office_;
    std::mutex mutex_;
    std::map<std::string, exchange::line::Moved> moved_;  ///< by request, while it runs
    std::map<std::string, std::string> answers_;          ///< requests by "agent/bundle"
    std::map<std::string, std::string> bundle_of_;        ///< the other way round
    std::vector<Watcher> watchers_;
};

/// What is there of an upload, as its file tells.
std::uint64_t received(const Home& home, const Upload& upload);
std::filesystem::path incoming_file(const Home& home, const std::string& upload);

}  // namespace diag::desk
