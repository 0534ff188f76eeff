// SPDX-License-Identifier: Apache-2.0
// What going back would take: which backup, how long, how much room, and what would be lost. Facts,
// in numbers; the report puts them into words.
#include <algorithm>

#include "collectors/backups/picture.hpp"
#include "platform/text.hpp"
#include "platform/units.hpp"

namespace diag::backups {
namespace {

using hours = std::chrono::duration<double, std::ratio<3600>>;

/// A growth between two moments that are closer says nothing of a day.
constexpr milliseconds shortest_growth{std::chrono::hours{1}};

bool holds_database(const std::string& contents) {
    return contents == "full" || contents == "database and objects" ||
           contents == "without objects" || contents == "database only";
}

/// The newest that is proven to hold what this server needs, or the one that is wanted.
const Backup* best_of(const Picture& picture) {
    const auto& wanted = picture.rollback_backup;
    for (const auto& backup : picture.backups) {
        if (!backup.proven() || (!wanted.empty() && backup.path != wanted)) continue;
        const auto& contents = backup.proof->contents;
        if (holds_database(contents) ||
            (contents == "objects only" && picture.needs_images_alone()))
            return &backup;
    }
    return nullptr;
}

void tell_time(const BackupProof& proof, Bench& bench) {
    const auto least = std::max(proof.took, proof.restored);
    if (least <= milliseconds{0}) return;
    const auto seconds =
        std::max(std::chrono::seconds{1}, std::chrono::duration_cast<std::chrono::seconds>(least));
    bench.note("backups.rollback_time", whole_span_text(seconds, SpanUnit::second, SpanUnit::hour));
    if (proof.restored > milliseconds{0}) {
        bench.note("backups.rollback_rehearsed", span_text(proof.restored));
        return;
    }
    const double speed =
        static_cast<double>(proof.bytes) * 1000 / static_cast<double>(proof.took.count());
    if (speed < 1e15)
        bench.note("backups.rollback_speed", bytes_text(static_cast<std::uint64_t>(speed)) + "/s");
}

/// Bytes that come back, by where to; in one where all is on one device. Images whose home is not
/// one device are left out.
std::map<std::string, std::uint64_t> needs_of(const Picture& picture, const BackupProof& proof) {
    const auto whole = std::max(proof.unpacked, proof.bytes);
    const auto objects = std::min(proof.object_bytes, whole);
    const auto device = [&](const std::string& id) {
        const auto data = picture.data.find(id);
        return data == picture.data.end() ? 0 : data->second.device;
    };
    const auto home = picture.home_of_images();
    std::map<std::string, std::uint64_t> needs;
    if (!home.empty() && (device(home) == 0 || device(home) == device("database")))
        needs = {{"database", whole}};
    else
        needs = {{"database", whole - objects}, {home, objects}};
    needs.erase("");
    std::erase_if(needs, [](const auto& need) { return need.second == 0; });
    return needs;
}

/// One place that something comes back to.
struct Room {
    std::string id;
    std::string path;
    std::uint64_t free = 0;
    std::uint64_t needed = 0;
    bool fits() const { return free >= needed; }
};

/// Where room is not known there is none of it in the list.
std::vector<Room> rooms_of(const Picture& picture, const BackupProof& proof, double share) {
    std::vector<Room> rooms;
    for (const auto& [id, bytes] : needs_of(picture, proof)) {
        const auto space = picture.spaces.find(id);
        const auto data = picture.data.find(id);
        const double needed = static_cast<double>(bytes) * share / 100;
        if (space == picture.spaces.end() || data == picture.data.end() || needed > 1e18) continue;
        rooms.push_back({id, data->second.path, space->second.bytes_available,
                         static_cast<std::uint64_t>(needed)});
    }
    return rooms;
}

/// Bytes that removing what is there would free at most, and what tells so: the data's own size
/// where it was counted, else all that its file system holds; nothing where neither is told.
std::optional<std::pair<double, std::string>> removable(const Picture& picture,
                                                        const std::string& id) {
    // What several tenants' folders hold is counted by folder, and comes back as one.
    const bool parted = id == picture.home_of_images() && picture.images.size() > 1;
    if (const auto usage = picture.usages.find(id);
        usage != picture.usages.end() && !usage->second.cut && !parted)
        return std::pair{static_cast<double>(usage->second.bytes), "usage." + id};
    const auto space = picture.spaces.find(id);
    if (space == picture.spaces.end() || space->second.bytes_total < space->second.bytes_free ||
        space->second.bytes_total == 0)
        return {};
    return std::pair{static_cast<double>(space->second.bytes_total - space->second.bytes_free),
                     std::string{}};
}

/// Not beside what is there: told as info. Not even in its place: a warning.
void judge_room(const Picture& picture, const Backup& backup, const Room& room, Bench& bench) {
    if (room.fits()) return;
    std::vector<std::string> rests{backup.proof_item, "space." + room.id};
    auto severity = Severity::info;
    if (const auto more = removable(picture, room.id)) {
        if (!more->second.empty()) rests.push_back(more->second);
        if (static_cast<double>(room.free) + more->first < static_cast<double>(room.needed))
            severity = Severity::warning;
    }
    bench.find("backups.rollback_no_room", severity,
               {{"backup", backup.path},
                {"place", room.path},
                {"free", bytes_text(room.free)},
                {"needed", bytes_text(room.needed)}},
               std::move(rests));
}

void tell_room(const Picture& picture, const Backup& backup, Bench& bench) {
    const auto& proof = *backup.proof;
    const auto rooms = rooms_of(picture, proof, bench.limit("backups.room_to_restore"));
    for (const auto& room : rooms) judge_room(picture, backup, room, bench);
    for (const auto& room : rooms)
        bench.note("backups.rollback_room",
                   room.path + ": " + bytes_text(room.needed) + " / " + bytes_text(room.free));
    const bool placed = proof.object_bytes == 0 || !picture.home_of_images().empty();
    const bool all_known =
        placed && rooms.size() == needs_of(picture, proof).size() && !rooms.empty();
    const bool fits = std::ranges::all_of(rooms, &Room::fits);
    if (!fits || all_known) bench.note("backups.rollback_beside", fits ? "yes" : "no");
}

/// What came in between the two newest proven ones of a place that hold the same, an hour.
struct Growth {
    double documents = 0, objects = 0;
};

std::optional<Growth> growth_to(const Picture& picture, const Backup& backup) {
    for (const auto& earlier : picture.backups) {
        const bool like = earlier.proven() && earlier.place == backup.place &&
                          earlier.kind == backup.kind &&
                          earlier.proof->contents == backup.proof->contents;
        const auto span = backup.taken - earlier.taken;
        if (!like || span < shortest_growth) continue;
        const auto rate = [&](std::uint64_t before, std::uint64_t after) {
            return (static_cast<double>(after) - static_cast<double>(before)) / hours(span).count();
        };
        return Growth{rate(earlier.proof->documents, backup.proof->documents),
                      rate(earlier.proof->objects, backup.proof->objects)};
    }
    return {};
}

/// Where as much was removed as came in, growth does not tell what was written.
void tell_number(const char* id, double rate, std::uint64_t held, hours age, Bench& bench) {
    const double number = rate * age.count();
    if (held > 0 && rate >= 0 && number < 1e15) bench.note(id, fixed(number, 0));
}

void tell_loss(const Picture& picture, const Backup& backup, Bench& bench) {
    const auto age = picture.now - backup.taken;
    if (age < milliseconds{0}) return;
    bench.note("backups.rollback_age", span_text(age));
    const auto growth = growth_to(picture, backup);
    if (!growth) return;
    const auto& proof = *backup.proof;
    tell_number("backups.rollback_documents", growth->documents, proof.documents, age, bench);
    tell_number("backups.rollback_objects", growth->objects, proof.objects, age, bench);
}

}  // namespace

void judge_rollback(const Picture& picture, Bench& bench) {
    if (picture.rollback_backup.empty() && picture.needs_none_of_its_own())
        return bench.note("backups.rollback_backup", "not needed");
    const auto* backup = best_of(picture);
    if (!backup) {
        const bool told = picture.proofs_told && !picture.any_unread();
        bench.note("backups.rollback_backup", told ? "none" : "not told");
        return;
    }
    const auto& proof = *backup->proof;
    bench.note("backups.rollback_backup", backup->path);
    bench.note("backups.rollback_taken", minute_text(backup->taken));
    bench.note("backups.rollback_contents", proof.contents);
    bench.note("backups.rollback_level", proof.sound);
    bench.note("backups.rollback_proven", minute_text(proof.proven));
    tell_time(proof, bench);
    tell_room(picture, *backup, bench);
    tell_loss(picture, *backup, bench);
}

}  // namespace diag::backups
