// SPDX-License-Identifier: Apache-2.0
// What `backup` prints, for people and for programs.
#pragma once

#include <string>
#include <vector>

#include "agent/backup/ladder.hpp"
#include "agent/upgrade/marks.hpp"
#include "collectors/backups/picture.hpp"
#include "platform/json.hpp"

namespace diag::commands {

/// A verification and all it rests on.
struct Verified {
    std::string path;
    Time taken{};
    backup::Level asked = backup::Level::covering;
    std::vector<backup::Rung> rungs;
    backup::Contents contents;
    milliseconds took{};
    /// Of exactly the file that was read, or why it could not be known again afterwards.
    Result<upgrade::FileMarks> marks = Error{Fault::bug, "not looked at"};
    std::string not_compared;  ///< why not with the live database; empty: it was

    /// Every rung up to the one that was asked for held, none by a stand-in.
    bool held() const;
    /// Why not: "L3 failed, L5 is not told", "L5 by a stand-in only".
    std::string lacking() const;
    /// "L3": the highest with none below it that did not hold, or held by a stand-in alone; empty:
    /// none.
    std::string highest() const;
    /// The same with age and size (L1) left aside.
    std::string sound() const;
    /// "L3": the lowest that failed of those that refutes_earlier() is about; empty: none did.
    std::string refuted() const;
    /// Its bytes could not be read, are others than they were or have no structure (L0, L2, L3):
    /// what was proven of this file earlier says nothing of it now.
    bool refutes_earlier() const;
    /// It cannot be relied on, and another is to be made: a failure besides age and size (L1).
    bool wants_another() const;
};

std::string text_of(const Verified& verified, std::size_t width);
json::value json_of(const Verified& verified);

/// A backup that was found, and what is on record of it.
struct ListedBackup {
    backups::Backup backup;
    std::optional<backup::FirstSight> record;
};

std::string text_of(const std::vector<ListedBackup>& all, const backups::Picture& picture,
                    std::size_t width);
json::value json_of(const std::vector<ListedBackup>& all, const backups::Picture& picture);

}  // namespace diag::commands
