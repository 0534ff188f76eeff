// SPDX-License-Identifier: Apache-2.0
// What every part of a desk's server works with, and who is calling.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "agent/exchange/trust.hpp"
#include "desk/home.hpp"
#include "desk/issuing.hpp"
#include "desk/settings.hpp"
#include "desk/shelf.hpp"
#include "desk/store.hpp"
#include "platform/clock.hpp"
#include "platform/json.hpp"
#include "platform/web_server.hpp"

namespace diag::desk {

/// Whom the desk believes now: ca.pem, and revoked.pem, which other processes replace.
class Beliefs {
public:
    static Result<std::unique_ptr<Beliefs>> of(const Home& home);

    std::shared_ptr<const exchange::Trust> now() const;
    /// Reads revoked.pem anew where it changed; true when that is a newer list.
    bool renew();
    /// Whether any certificate of this key was taken back: another one of it may still be about.
    bool taken_back(const std::string& key) const;

private:
    explicit Beliefs(const Home& home) : home_(home) {}

    const Home& home_;
    mutable std::mutex mutex_;
    std::shared_ptr<const exchange::Trust> trust_;
    std::set<std::string> keys_;  ///< fingerprints of keys whose certificates were taken back
    std::filesystem::file_time_type changed_{};
};

/// A certificate's owner, proven and not revoked.
struct Caller {
    std::string name;
    std::string level;        ///< of an engineer
    std::string fingerprint;  ///< of the certificate
    std::string key;          ///< fingerprint of the public key; of a line, of its agent's
    std::shared_ptr<const Certificate> certificate;
};

class Office {
public:
    Office(const Home& desk, const Settings& set, Store& kept, Shelf& keeper, Beliefs& believed_now,
           Clock& time)
        : home(desk),
          settings(set),
          store(kept),
          shelf(keeper),
          beliefs(believed_now),
          clock(time) {}

    const Home& home;
    const Settings& settings;
    Store& store;
    Shelf& shelf;
    Beliefs& beliefs;
    Clock& clock;
    std::optional<Certificate> certificate;  ///< the desk's own, and its key
    std::optional<PrivateKey> key;
    std::optional<Authority> authority;  ///< where its key is here: who enrolls needs it

    /// The caller, if it has that role now; a line stands for its agent. Fails with denied (no
    /// certificate: 401) and refused (another role, revoked, expired: 403).
    Result<Caller> caller(const WebHead& head, Role role) const;

    /// The same for one whose certificate may have expired, by at most `grace`.
    Result<Caller> late_caller(const WebHead& head, Role role, std::chrono::days grace) const;

    /// The agent that signed a document; its certificate may have expired by at most `grace`.
    Result<Caller> signer(const Certificate& shown, std::chrono::days grace) const;

    /// Whether a caller of before still is one: a line lives long.
    Result<> still(const Caller& caller, Role role) const;

    /// The agent, which becomes known where it was not: its certificate vouches for it.
    Result<Agent> known(const Caller& caller) const;

    /// One change of what is known of an agent, read and written back with nobody between.
    Result<> update(const std::string& agent, const std::function<void(Agent&)>& change) const;

private:
    using Shown = std::shared_ptr<const Certificate>;
    Result<Caller> caller_at(const Shown& shown, Role role, Time at) const;
    Result<Caller> late(const Shown& shown, Role role, std::chrono::days grace) const;
    /// The agent whose line this is: one of its two newest keys.
    Result<Caller> line_of(const Shown& shown) const;

    mutable std::mutex fleet_;
};

/// The status that goes with a fault, and its sentence.
WebAnswer web_error(const Error& error);

/// 200, or another status, with a document.
WebAnswer web_json(const json::value& document, int status = 200);

}  // namespace diag::desk
