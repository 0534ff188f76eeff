// SPDX-License-Identifier: Apache-2.0
// The line half as the reading half sees it: had, heard, believed in nothing, and had anew.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "agent/exchange/back_off.hpp"
#include "agent/halves/errands.hpp"
#include "agent/line/line.hpp"

namespace diag::halves {

/// Signs for the line half's keys, and looks at what the desk says to that. Called on the line
/// half's thread.
class Voucher {
public:
    virtual ~Voucher() = default;
    /// A serial that was never given before, as far as the disk remembers.
    virtual std::uint64_t next_serial() = 0;
    /// The line identity for a key. Fails with malformed or refused where it is no request for one.
    virtual Result<std::string> sign(std::uint64_t serial, const std::string& request) = 0;
    /// The desk's answer of status 200. A failure: it does not hold.
    virtual Result<> take(std::string_view answer) = 0;
    /// What was taken goes on record. A failure: it is not there, though it holds.
    virtual Result<> keep(std::uint64_t serial) = 0;
    /// The desk's last serial is this one.
    virtual Result<> go_above(std::uint64_t serial) = 0;
    /// The desk certifies no lines.
    virtual void none_here(const std::string& why) = 0;
    /// How this line half is confined. A failure: not as far as was promised, and it is ended.
    virtual Result<> confined(const Ready& how) = 0;
    /// It tried a system call that it does not need, and was denied.
    virtual void tried(const std::string& call) = 0;
};

/// A process that is there: one end of it, and what ends it.
struct Reached {
    Descriptor socket;
    std::function<void()> end;  ///< empty: it ends with its socket
};

struct Halving {
    /// Starts a line half, or waits for one that comes by itself; gives up once `ended` says so,
    /// which it asks every 500 ms at the latest.
    std::function<Result<Reached>(const std::function<bool()>& ended)> reach;
    std::function<Result<Begin>()> begin;
    Voucher& voucher;
    Errands& errands;

    /// Tests have shorter ones.
    struct Habits {
        milliseconds step{30'000};           ///< for each answer that the line half owes
        milliseconds certify{60'000};        ///< and for the desk's, which it brings
        milliseconds ping{60'000};           ///< so often it is asked whether it lives
        milliseconds renew{24 * 3'600'000};  ///< its key
        milliseconds down{600'000};          ///< a line that is down so long: another may do better
        milliseconds steady{60'000};
        milliseconds least = exchange::BackOff::least;
        milliseconds most = exchange::BackOff::most;
    } habits = {};
};

/// Keeps a line half, and the line by it, for as long as it lives.
class HalfLine : public line::Line {
public:
    static std::unique_ptr<HalfLine> open(Halving halving, line::Listener& listener);

    /// The number of a revocation list that is in force from now on. From any thread.
    virtual void trusts(std::uint64_t number) = 0;
};

}  // namespace diag::halves
