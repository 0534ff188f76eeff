// SPDX-License-Identifier: Apache-2.0
// Requests that the reading half has the line half carry to the desk. Who waits for an answer waits
// for the stop that it was given, for an hour, and for no line half that is gone.
#pragma once

#include <array>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "agent/halves/channel.hpp"
#include "agent/halves/words.hpp"
#include "agent/upload/tus.hpp"

namespace diag::halves {

class Errands {
public:
    using Stop = std::function<bool()>;

    /// The desk, as uploads see it. One at a time a lane. `stop` is asked every 100 ms; this
    /// outlives what it gives.
    std::unique_ptr<upload::Server> server(Lane lane, Stop stop);

    /// One request. Fails as Https::ask() does, with io where there is no line half.
    Result<HttpAnswer> run(Lane lane, const upload::Server::Asked& asked, const Stop& stop);

    /// The line half that is there now; nullptr: none, and what is asked now fails.
    void use(Channel* channel);

    /// An answer came. False where that was never asked for.
    bool answered(Lane lane, std::uint64_t id, Result<HttpAnswer> answer);

private:
    struct Waiting {
        std::uint64_t id = 0;  ///< 0: nobody waits
        std::optional<Result<HttpAnswer>> answer;
    };
    bool wait_for_line(std::unique_lock<std::mutex>& lock, const Stop& stop);

    std::mutex guard_;
    std::condition_variable changed_;
    Channel* channel_ = nullptr;
    std::uint64_t last_ = 0;  ///< id
    std::array<Waiting, lanes> waiting_;
};

}  // namespace diag::halves
