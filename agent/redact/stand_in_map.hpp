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

/// As many stand-ins as one map holds: 4 MiB of lines of 64 bytes.
inline constexpr std::size_t most_stand_ins = std::size_t{64} << 10;

/// Remembers within a bound what was told: a value that is met in every line is told once. Safe to
/// ask from several threads.
class Told {
public:
    /// Of `most` stand-ins. Who tells a map of them remembers one more than it holds, so that the
    /// map hears that there were more.
    explicit Told(std::size_t most = most_stand_ins);
    Told(Told&&) noexcept;
    Told& operator=(Told&&) noexcept;
    ~Told();
    /// Whether it is the first time; past the bound it is never.
    bool is_new(std::string_view stand_in) const;
    /// Whether one was met past the bound.
    bool has_passed_over() const;

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

    /// Keeps it, if it is not kept yet. Past 65,536 stand-ins or 4 MiB a map grows no more. Called
    /// from any thread.
    void add(std::string_view kind, std::string_view stand_in, std::string_view original) const;

    /// Writes now what was added. Fails as the system says; what failed is not tried again.
    Result<> flush() const;

    /// The same, and fails where anything that was told since it was opened is not kept: with full
    /// where the map has reached its bound, or as the first write that failed did. Names the file.
    Result<> whole() const;

    /// An observer that adds to this map, which must outlive it.
    Observer observer() const;

private:
    struct State;
    explicit StandInMap(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// Whether the map of that case, or of any where it is empty, has reached its bound: what came
/// later is not in it. Fails as meanings_of().
Result<bool> is_full(const std::filesystem::path& state, std::string_view case_number);

/// What `stand_in` was made from, in that case or, where it is empty, in every case of this site.
/// Nothing where no map knows it. Fails as reading does, denied when a map is another user's or
/// open to others.
Result<std::vector<Meaning>> meanings_of(const std::filesystem::path& state,
                                         std::string_view stand_in, std::string_view case_number);

}  // namespace diag::redact
