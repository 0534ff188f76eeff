// SPDX-License-Identifier: Apache-2.0
// Requests that must not run: what a thief of keys, a clever neighbour or a clumsy courier might
// bring. One kind a way to be wrong, each with varied values that nothing is wrong with.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "agent/exchange/request.hpp"
#include "platform/authority.hpp"

namespace diag::forge {

struct Person {
    PrivateKey key;
    Certificate certificate;
};

/// The desk that is forged, and the site that must not believe it. What the site allows: the
/// collectors nfs, cameras, logs, disk and system, "cameras.play" of 0 to 5000, 1 GiB, 600 s.
struct Scene {
    Person authority, engineer, recipient;
    std::string agent;  ///< the site's agent
    std::string site;   ///< the site's name
    Time now{};
};

/// The site that is tried.
enum class At {
    site,       ///< any
    strict,     ///< one that wants two signatures
    rewound,    ///< one whose clock was an hour later before
    once_more,  ///< one that Forgeries::genuine came to before
};
std::string_view name_of(At at);

struct Forgery {
    std::string kind;
    std::string document;
    At at = At::site;
    std::string why;  ///< what the refusal must say; empty: anything
};

struct Forgeries {
    std::vector<Forgery> all;
    std::string genuine;             ///< a request that holds
    RevocationList revoked;          ///< the site's list
    std::vector<std::string> sound;  ///< requests with the same varied values that hold
};

/// Just `count` of them, all kinds about as often; the same for the same `seed` but for keys.
/// Throws std::runtime_error where one cannot be made.
Forgeries forgeries(const Scene& scene, std::size_t count, unsigned seed = 1);

}  // namespace diag::forge
