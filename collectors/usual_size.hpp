// SPDX-License-Identifier: Apache-2.0
// Is a backup as large as those before it? One rule: the collector of backups finds by it, and L1
// of the evidence ladder holds or fails by it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "platform/clock.hpp"

namespace diag {

/// Health rule 6.5: a fifth less, or three times more, than the median of the last five. Our
/// proposals: no vendor names any.
inline constexpr double size_fall_percent = 20;
inline constexpr double size_rise_percent = 300;

/// A backup, as far as sizes are compared.
struct BackupSize {
    std::uint64_t bytes = 0;
    Time taken{};
    std::string contents{};  ///< its class as read in it, "full"; empty: nobody read it
};

/// What the schedules that put backups of its kind into its place say.
struct ScheduledContents {
    std::string all{};     ///< the class that each of them saves; empty: none is known, or several
    bool several = false;  ///< they save different classes
};

/// How much smaller or larger is told.
struct SizeLimits {
    double fall_percent = size_fall_percent;
    double rise_percent = size_rise_percent;
};

enum class SizeVerdict {
    first,        ///< there is none before it
    other_parts,  ///< those before it are known to hold other parts
    untold,       ///< two kinds may lie in one place
    usual,
    smaller,
    larger,
};

struct UsualSize {
    SizeVerdict verdict = SizeVerdict::first;
    std::uint64_t bytes = 0;  ///< the usual size; of `first` and `other_parts` 0
    std::string others{};     ///< of `other_parts`: what the newest of them holds
};

/// Compares a backup with the median of the newest five of its kind, all of them of one place and
/// naming. Its kind are those in which the same class was read, with the unread ones of their
/// sizes. Where there are none, or it was not read itself: the unread ones but those as large as
/// one that is known to be another. These are of its kind for certain only if the schedules save
/// one class there and it was made when the next was due; else it differs only if it is as large as
/// none of them, and the next of just one size was due. What was made by hand, or by a second
/// schedule, is thus not held against it.
UsualSize usual_size(const BackupSize& backup, const std::vector<BackupSize>& others,
                     const ScheduledContents& scheduled = {}, const SizeLimits& limits = {});

}  // namespace diag
