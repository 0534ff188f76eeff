// SPDX-License-Identifier: Apache-2.0
// What must hold before an upgrade, judged from what collectors found. Pure: touches nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/upgrade/chapters.hpp"
#include "agent/upgrade/permit.hpp"
#include "collectors/finding.hpp"
#include "platform/clock.hpp"

namespace diag::upgrade {

enum class State {
    holds,
    in_the_way,
    not_told,    ///< nobody could look, or what tells it is missing; in the way where it must hold
    not_needed,  ///< there is nothing of that kind here
    noted,       ///< not as it should be, and no reason to stop
    set_aside,   ///< in the way or not told, and somebody answers for it
};

std::string_view name_of(State state);  ///< "in_the_way"

/// A sentence: the id of a phrase in the catalogue, and its parameters.
struct Said {
    std::string phrase;
    Parameters parameters;
};

struct Condition {
    std::string id;
    State state = State::not_told;
    bool must_be_told = true;  ///< not told is in the way
    std::vector<Said> said;
    std::vector<Finding> findings;  ///< that stand in the way; the catalogue has the remedies

    bool stands_in_the_way() const {
        return state == State::in_the_way || (state == State::not_told && must_be_told);
    }
};

/// Where a rollback finds the images of this server.
struct Images {
    enum class Where {
        not_told,
        in_it,      ///< in the backup itself
        elsewhere,  ///< in another proven one
        nowhere,    ///< this server keeps images on a disk of its own, and no proven backup has any
        not_here,   ///< they are on no disk of this server: who keeps them keeps them
        not_needed,  ///< this server has none
    };
    Where where = Where::not_told;
    std::string backup{};  ///< the other one
};

/// The backup, as far as it was proven.
struct BackupProof {
    std::string path;
    std::string level;               ///< "L4": how far it holds; empty: it does not
    std::string wanted;              ///< "L4": what the site wants
    std::vector<std::string> wrong;  ///< sentences of the rungs that did not hold
    Time taken{};
    bool sound = false;        ///< every rung up to the wanted one held
    std::string not_compared;  ///< why not with the live database; empty: it was
    Images images{};
};

/// Where the licence server was asked, and what came.
struct LicenceAnswer {
    std::string host;  ///< empty: the configuration names none
    bool answered = false;
    std::string why;  ///< it did not
};

struct Wanted {
    Time now{};
    Version to;
    bool backup_needed = true;  ///< false: this server's images and database are the primary's
    std::optional<BackupProof> backup;  ///< none: there is none
    std::string no_backup;              ///< why, then
    bool newest_unknown = false;        ///< there may be one, and somebody has to name it
    milliseconds oldest_backup{};
    /// When SAFR's configuration was last written; Time{} where it has none.
    Result<Time> configured = Time{};
    LicenceAnswer licence;
};

/// Every condition, in the order in which they are mended.
std::vector<Condition> conditions_of(const Chapters& chapters, const Wanted& wanted);

/// The ids of all conditions.
std::vector<std::string_view> condition_names();

/// That the database's replica set is the one of the permit, or as single a server as it was then;
/// nothing where that was set aside. Fails with denied, the sentence for an installer.
Result<> is_same_set(const Chapters& chapters, const Permit& permit);

/// Those that a waiver is for are set aside; what is so is returned.
std::vector<SetAside> set_aside(std::vector<Condition>& conditions,
                                const std::vector<SetAside>& waivers);

/// The collectors whose findings are needed.
std::vector<std::string> collectors_needed();

}  // namespace diag::upgrade
