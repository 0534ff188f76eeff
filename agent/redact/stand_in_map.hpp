// SPDX-License-Identifier: Apache-2.0
// What stands for what, so that the site can say whom support means by "host-1f2e3d4c.invalid". It
// holds exactly what must not leave, and lies beside the keys of the cases.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "agent/redact/redactor.hpp"
#include "platform/result.hpp"

namespace diag::redact {

/// Remembers, for a while and within a bound, what was told: a value that is met in every line is
/// told once. Safe to ask from several threads.
class Told {
public:
    Told();
    Told(Told&&) noexcept;
    Told& operator=(Told&&) noexcept;
    ~Told();
    /// Whether it is the first time; past 64 Ki stand-ins it is never.
    bool is_new(std::string_view stand_in) const;

private:
    struct Memory;
    std::unique_ptr<Memory> memory_;
};

/// What a stand-in was made from.
struct Meaning {
    std::string case_number;  ///< as the name of its file has it
    std::string kind;
    std::string original;
};

class StandInMap {
public:
    /// A case's map, `state`/map/<case>.map with mode 0600, made on first use. Fails as case_key().
    static Result<StandInMap> open(const std::filesystem::path& state,
                                   std::string_view case_number);
    StandInMap(StandInMap&&) noexcept;
    StandInMap& operator=(StandInMap&&) noexcept;
    /// Writes what is still to be written; what cannot be stays unexplained.
    ~StandInMap();

    /// Keeps it, if it is not kept yet. Past 4 MiB a map grows no more. Called from any thread.
    void add(std::string_view kind, std::string_view stand_in, std::string_view original) const;

    /// Writes now what was added. Fails as the system says; what failed is not tried again.
    Result<> flush() const;

    /// An observer that adds to this map, which must outlive it.
    Observer observer() const;

private:
    struct State;
    explicit StandInMap(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// What `stand_in` was made from, in that case or, where it is empty, in every case of this site.
/// Nothing where no map knows it. Fails as reading does, denied when a map is another user's or
/// open to others.
Result<std::vector<Meaning>> meanings_of(const std::filesystem::path& state,
                                         std::string_view stand_in, std::string_view case_number);

}  // namespace diag::redact
