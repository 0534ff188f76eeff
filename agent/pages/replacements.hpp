// SPDX-License-Identifier: Apache-2.0
// The stand-ins in a redacted text, line by line, with what they stand for where that is known.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace diag::pages {

struct Original {
    std::string kind;
    std::string text;
};

/// What a stand-in stands for; nothing where nobody remembers.
using Recall = std::function<std::optional<Original>(std::string_view stand_in)>;

struct Replacement {
    std::uint64_t line = 0;  ///< from 1
    std::string kind;
    std::string stand_in;
    std::optional<std::string> original;
    std::string before, after;  ///< the line around it, as it would leave; cut where it is long
    std::uint64_t left_before = 0, left_after = 0;  ///< characters of the line that were cut off
};

/// A stretch of a line that can only be a stand-in, by its form; size 0: none begins here.
struct StandIn {
    std::size_t size = 0;
    std::string_view kind;
};
StandIn stand_in_at(std::string_view line, std::size_t at);

/// Reads a text that comes in pieces and keeps some of its replacements.
class Replacements {
public:
    /// Of `kind` alone, or all where it is empty; `skip` of them are passed over, then `most` kept.
    Replacements(Recall recall, std::string kind, std::uint64_t skip, std::size_t most);

    /// False once there is one more than is kept: the rest need not be read.
    bool take(std::string_view bytes);

    /// After the last piece.
    void finish();

    const std::vector<Replacement>& kept() const { return kept_; }
    bool more() const { return more_; }

    /// How many there were so far, those passed over too.
    std::uint64_t seen() const { return seen_; }

    /// Characters so far that were not looked at: of each line what is beyond its first MiB.
    std::uint64_t unread() const { return unread_; }

private:
    void add(std::string_view piece);
    void end_line();
    void read_line(std::string_view line);
    void keep(std::string_view line, std::size_t at, const StandIn& found,
              const std::optional<Original>& original);

    Recall recall_;
    std::string kind_;
    std::uint64_t skip_;
    std::size_t most_;
    std::string rest_;  ///< of a line that is not whole; what is beyond a bound is not looked at
    std::uint64_t line_ = 0;
    std::uint64_t beyond_ = 0;  ///< characters of this line, past the bound
    std::uint64_t seen_ = 0;
    std::uint64_t unread_ = 0;
    std::vector<Replacement> kept_;
    bool more_ = false;
};

}  // namespace diag::pages
