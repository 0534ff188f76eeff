// SPDX-License-Identifier: Apache-2.0
// How not to lock accounts out.
//
// Cameras and recorders lock an account, or our address, after a handful of wrong logins. So of all
// dialogues with a host one tries the login; the others wait for what comes of it, and after a
// refusal nobody of this run tries any login at that host again but those that proved right.
#pragma once

#include <cstdint>
#include <vector>

#include "collectors/cameras/url.hpp"

namespace diag::cameras {

/// Logins for the streams of one host.
class LoginGate {
public:
    /// `changes` grows with each verdict and lives longer.
    explicit LoginGate(std::uint64_t& changes) : changes_(&changes) {}

    enum class Answer {
        proven,  ///< it was right before
        try_it,  ///< the caller is the one who tries, and then calls one of the three below
        wait,
        no,
    };
    Answer ask(const Login& login);

    void right(const Login& login);
    void wrong();
    /// No verdict came. After two of these it counts as refused.
    void unanswered();

    /// Whether one was refused, and this one has not proven right.
    bool bars(const Login& login) const;
    bool refused() const { return refused_; }

private:
    void settle();

    std::uint64_t* changes_;
    std::vector<Login> proven_;
    bool asking_ = false;
    bool refused_ = false;
    int unanswered_ = 0;
};

}  // namespace diag::cameras
