// SPDX-License-Identifier: Apache-2.0
// Tools of the forger.
#pragma once

#include <functional>
#include <optional>
#include <stdexcept>

#include "tests/forge/forge.hpp"

namespace diag::forge {

/// The value, or the end of it all: a forgery that cannot be made proves nothing.
template <class T>
T must(Result<T> result) {
    if (!result) throw std::runtime_error("a forgery could not be made: " + result.error().what);
    return std::move(*result);
}

class Forger {
public:
    Forger(const Scene& scene, unsigned seed);

    /// A request that nothing is wrong with, other values each time.
    exchange::Request good(const Person& by);
    exchange::Request good() { return good(scene.engineer); }

    Person person(Role role, const std::string& level, const std::string& name,
                  std::optional<Time> from = {}, std::optional<Time> until = {}) const;
    Person foreign(const std::string& authority_name) const;

    std::uint64_t up_to(std::uint64_t most) { return random_() % (most + 1); }

    const Scene scene;
    const Person second, revoked, seen, other_desk;  ///< engineers but for the last
    const Person other_recipient;
    std::string genuine;  ///< signed by `seen`
    exchange::Request genuine_request;

private:
    std::mt19937 random_;
    std::uint64_t sequence_ = 1'000;
};

std::string text_of(const exchange::Request& request);
/// Signed as the desk does.
std::string signed_by(const Person& person, std::string_view content);
std::string signed_by(const Person& person, const exchange::Request& request);
std::string signed_twice(const std::string& document, const Person& person);

/// One way to be wrong.
struct Kind {
    std::string_view name;
    std::function<std::string(Forger&)> make;
    std::string_view why = {};
    At at = At::site;
    unsigned weight = 1;  ///< how often beside the others
};

std::vector<Kind> kinds_of_signers();
std::vector<Kind> kinds_of_contents();
std::vector<Kind> kinds_of_forms();
std::vector<Kind> kinds_of_damage();

}  // namespace diag::forge
