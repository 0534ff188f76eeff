// SPDX-License-Identifier: Apache-2.0
#include "agent/rehearsal/rehearse.hpp"

#include <unistd.h>

#include <optional>

#include "agent/rehearsal/directory.hpp"
#include "agent/rehearsal/from_child.hpp"
#include "agent/rehearsal/mongod.hpp"
#include "agent/rehearsal/ways.hpp"
#include "collectors/mongo/ask.hpp"
#include "platform/text.hpp"
#include "platform/units.hpp"

namespace diag::rehearsal {
namespace {

constexpr milliseconds patience{10'000};
constexpr milliseconds between_looks{500};

/// Looks after a restore while it runs, and says why it must end.
class Guard {
public:
    Guard(const Setting& setting, Paths& paths, ScratchMongod& mongod, std::string directory)
        : setting_(setting), paths_(paths), mongod_(mongod), directory_(std::move(directory)) {}

    void passed(const std::string& stage, std::uint64_t read, std::uint64_t of) {
        // Between two lines an index may take hours; only reading must go on.
        reading_ = stage == "restoring";
        if (setting_.passed) setting_.passed(stage, read, of);
        heard_at_ = system_clock().uptime();
    }

    bool must_end() {
        if (!why_) why_ = reason();
        return why_.has_value();
    }
    const std::optional<std::string>& why() const { return why_; }

private:
    std::optional<std::string> reason() {
        if (setting_.given_up && setting_.given_up()) return "it was stopped";
        if (const auto how = mongod_.ended()) return "the scratch database ended " + *how;
        const auto now = system_clock().uptime();
        const auto& bounds = setting_.bounds;
        if (now - begun_ > bounds.deadline)
            return "it was not done within " + duration_text(bounds.deadline) +
                   " (backup.deadline)";
        if (reading_ && now - heard_at_ > bounds.stalled)
            return "nothing moved for " + duration_text(bounds.stalled);
        if (now - looked_at_ < between_looks) return {};
        looked_at_ = now;
        return shortage();
    }

    std::optional<std::string> shortage() {
        const auto& bounds = setting_.bounds;
        if (mongod_.memory() > bounds.memory)
            return "the scratch database took more than " + bytes_text(bounds.memory) +
                   " of memory";
        const auto space = paths_.space(directory_, patience);
        if (!space)
            return "the disk of the scratch database does not answer: " + space.error().what;
        if (space->bytes_available < kept_free(*space, bounds))
            return "the disk filled up: only " + bytes_text(space->bytes_available) +
                   " are free, and " + std::to_string(bounds.min_free_percent) + " % must stay so";
        return {};
    }

    const Setting& setting_;
    Paths& paths_;
    ScratchMongod& mongod_;
    std::string directory_;
    milliseconds begun_ = system_clock().uptime();
    milliseconds heard_at_ = begun_;
    milliseconds looked_at_{};
    bool reading_ = false;
    std::optional<std::string> why_;
};

std::string reason_of(Guard& guard, ScratchMongod& mongod, const Error& error) {
    if (guard.why()) return *guard.why();
    // Whose line was cut, it mostly ended: which the kernel tells a moment later.
    system_clock().sleep(between_looks);
    if (const auto how = mongod.ended()) return "the scratch database ended " + *how;
    if (error.fault == Fault::timed_out) return "the scratch database went silent: " + error.what;
    return error.what;
}

/// Where the database is to lie, and what was opened for its user to get there.
struct Place {
    ScratchDirectory directory;
    std::optional<OpenWays> opened = {};
};

/// Lets the user get to the directory, which is to be his.
Result<> reach(Place& place, const Setting& setting) {
    const auto& directory = place.directory.path();
    auto opened = OpenWays::begin(setting.state);
    if (!opened) return opened.error();
    place.opened.emplace(std::move(*opened));
    auto ways = setting.ways;
    ways.push_back(directory.parent_path());
    for (const auto& way : ways) {
        std::error_code failed;
        const auto real = std::filesystem::canonical(way, failed);
        if (failed) return Error{Fault::io, way.native() + ": " + failed.message()};
        if (const auto open = place.opened->open(real, *setting.user); !open) return open;
    }
    return is_within_reach(directory, *setting.user);
}

/// Makes nothing in a live database's directory, not even to remove it again.
Result<Place> place_apart(const Setting& setting) {
    const auto& scratch = setting.scratch;
    std::error_code failed;
    const auto real = std::filesystem::weakly_canonical(scratch, failed);
    if (failed) return Error{Fault::io, scratch.native() + ": " + failed.message()};
    if (const auto apart = is_apart(real / "rehearsal", setting.live); !apart) return apart.error();
    auto directory = ScratchDirectory::make(scratch);
    if (!directory) return directory.error();
    Place place{std::move(*directory)};
    if (!setting.user) return place;
    if (const auto reached = reach(place, setting); !reached) return reached.error();
    return place;
}

/// With whose rights, where that is not plain.
void tell_user(const Setting& setting, backup::Rung& rung) {
    if (setting.user)
        rung.seen.push_back("The scratch database ran as " + setting.user->name +
                            ", whose the live one is.");
    else if (::geteuid() == 0)
        rung.seen.emplace_back(
            "The scratch database ran as root: no other account is known whose the live one is.");
}

}  // namespace

ScratchRehearsal::ScratchRehearsal(Setting setting, Paths& paths, Programs& programs)
    : setting_(std::move(setting)), paths_(paths), programs_(programs) {}

backup::Rung ScratchRehearsal::restore(const std::string& path, const backup::Contents& contents) {
    auto rung = rehearse(path, contents);
    return rung ? std::move(*rung) : not_rehearsed(rung.error().what);
}

Result<backup::Rung> ScratchRehearsal::rehearse(const std::string& path,
                                                const backup::Contents& contents) {
    if (const auto sound = is_restorable(contents); !sound) return sound.error();
    if (setting_.mongod.empty())
        return Error{Fault::absent,
                     "no mongod of SAFR runs here to restore into; name one as backup.mongod in "
                     "agent.toml"};
    const auto program = programs_.trusted(setting_.mongod);
    if (!program)
        return Error{program.error().fault,
                     setting_.mongod + " is not started: " + program.error().what};
    // Before children are forked who are to use it.
    if (const auto library = mongo::ready(); !library) return library.error();
    const auto place = place_apart(setting_);
    if (!place) return place.error();
    const auto& directory = place->directory.path();
    const auto space = paths_.space(directory.native(), patience);
    if (!space) return space.error();
    if (const auto room = has_room(contents, *space, setting_.bounds); !room)
        return Error{room.error().fault,
                     "there is no room in " + setting_.scratch.native() + ": " + room.error().what};
    auto mongod = ScratchMongod::start(*program, directory, setting_.live, setting_.user);
    if (!mongod)
        return Error{mongod.error().fault,
                     "the scratch database does not start: " + mongod.error().what};
    Guard guard(setting_, paths_, *mongod, directory.native());
    const Task task{.path = path,
                    .socket = mongod->socket(),
                    .data = mongod->data(),
                    .bounds = setting_.bounds};
    const Watching watching{.passed = [&](const std::string& stage, std::uint64_t read,
                                          std::uint64_t of) { guard.passed(stage, read, of); },
                            .given_up = [&] { return guard.must_end(); }};
    const auto report = restore_from_child(task, contents, watching);
    std::string why;
    if (!report) why = reason_of(guard, *mongod, report.error());
    mongod->end();
    if (!report) return Error{report.error().fault, why};
    auto rung = judged(*report, contents);
    tell_user(setting_, rung);
    return rung;
}

}  // namespace diag::rehearsal
