// SPDX-License-Identifier: Apache-2.0
// Carries HTTP requests to the desk one after the other, on a thread of its own: one lane of the
// line half.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "agent/halves/words.hpp"
#include "platform/https.hpp"

namespace diag::halves {

/// As whom the line half speaks; nothing of it changes.
struct Credentials {
    PrivateKey key;
    Certificate certificate;
};

class Carrier {
public:
    struct Way {
        HttpsPlace place;
        std::shared_ptr<const Credentials> credentials;  ///< nullptr: as nobody
    };
    using Told = std::function<void(Result<HttpAnswer>)>;

    /// `way` is asked before each request; on this lane's thread.
    explicit Carrier(std::function<Way()> way) : way_(std::move(way)) {}
    ~Carrier();

    /// `told` is called on the lane's thread. A request that waits already is forgotten.
    void carry(Ask ask, Told told);

    /// Ends what is being carried.
    void drop();

private:
    struct Job {
        Ask ask;
        Told told;
    };
    void work();
    Result<HttpAnswer> ask_desk(const Ask& ask);

    std::function<Way()> way_;
    std::mutex guard_;  ///< of what follows
    std::condition_variable came_;
    std::optional<Job> next_;
    std::shared_ptr<Https> desk_;
    std::shared_ptr<const Credentials> as_;  ///< of `desk_`
    bool ending_ = false;
    std::thread thread_;
};

}  // namespace diag::halves
