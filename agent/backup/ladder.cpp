// SPDX-License-Identifier: Apache-2.0
#include "agent/backup/ladder.hpp"

#include <algorithm>

#include "agent/backup/usual_size.hpp"
#include "platform/minute_text.hpp"
#include "platform/text.hpp"
#include "platform/units.hpp"

namespace diag::backup {
namespace {

/// A name tells local time and the start, the file's own time UTC and the end: zones are at most 14
/// hours off (ISO 8601), and no backup takes a day.
constexpr milliseconds name_may_differ{std::chrono::hours{38}};

std::string span_text(milliseconds span) {
    return whole_span_text(std::chrono::duration_cast<std::chrono::seconds>(span), SpanUnit::second,
                           SpanUnit::day);
}

void fail(Rung& rung, std::string why) {
    rung.standing = Standing::failed;
    rung.seen.push_back(std::move(why));
}

void see_age(const Climb& climb, Rung& rung) {
    // Of a directory without files no time is known, nor of a file whose time was never set.
    if (climb.taken == Time{}) {
        rung.standing = Standing::not_told;
        return rung.seen.push_back("When it was made is not known.");
    }
    const auto age = climb.now - climb.taken;
    if (age < milliseconds{0})
        return fail(rung, "It is from the future, " + minute_text(climb.taken) +
                              ": this server's clock is behind, or was ahead when it was made.");
    const auto text = "It is " + span_text(age) + " old, of " + minute_text(climb.taken) + ".";
    if (age > climb.limits.oldest)
        fail(rung, text + " At most " + duration_text(climb.limits.oldest) + " are allowed.");
    else
        rung.seen.push_back(text);
    const auto modified = climb.contents->identity.modified;
    const bool both = climb.named_so && modified != Time{};
    if (both && std::chrono::abs(modified - climb.taken) > name_may_differ)
        fail(rung, "Its name says " + minute_text(climb.taken) + ", but it was last written at " +
                       minute_text(modified) + ".");
}

std::string place_text(const Damage& damage) {
    std::string text;
    if (!damage.where.empty()) text += damage.where + ", ";
    if (damage.offset > 0) text += "byte " + std::to_string(damage.offset) + ": ";
    return text + damage.what;
}

/// A digest of less than all of it is no digest of it: a read error may be gone with the next look.
bool read_whole(const Contents& contents) {
    return contents.identity == contents.after && contents.read == contents.identity.bytes;
}

std::uint64_t per_second(std::uint64_t count, milliseconds took) {
    if (took.count() <= 0) return 0;
    return static_cast<std::uint64_t>(static_cast<double>(count) * 1000 /
                                      static_cast<double>(took.count()));
}

}  // namespace

std::uint64_t Pace::documents_per_second() const { return per_second(documents, took); }
std::uint64_t Pace::bytes_per_second() const { return per_second(bytes, took); }

std::string name_of(Level level) { return "L" + std::to_string(static_cast<int>(level)); }

Result<Level> level_from(std::string_view name) {
    for (const auto level : all_levels)
        if (lowered(name) == lowered(name_of(level))) return level;
    return Error{Fault::refused,
                 "no level \"" + printable(name) + "\": there are L0 to L6, see --help"};
}

std::string_view name_of(Standing standing) {
    switch (standing) {
        case Standing::held:
            return "held";
        case Standing::failed:
            return "failed";
        case Standing::not_told:
            return "not told";
    }
    return "not told";
}

Rung exists(const Climb& climb) {
    Rung rung{.level = Level::exists, .standing = Standing::held};
    const auto& contents = climb.contents;
    if (!contents) {
        fail(rung, "It cannot be read: " + contents.error().what + ".");
        return rung;
    }
    if (contents->identity.bytes == 0) fail(rung, "It is empty.");
    const auto& before = contents->identity;
    const auto& after = contents->after;
    if (before != after || contents->read > before.bytes)
        fail(rung, "It is still being written: " + std::to_string(before.bytes) +
                       " bytes when reading began, " +
                       std::to_string(before != after ? after.bytes : contents->read) +
                       " when it ended. Wait for its end.");
    else if (!read_whole(*contents))
        fail(rung,
             "Only " + std::to_string(contents->read) + " of its " + std::to_string(before.bytes) +
                 " bytes could be read" +
                 (contents->damages.empty() ? "" : ": " + place_text(contents->damages.back())) +
                 ". Nothing is kept of that: look at the disk or the mount, and try again.");
    if (rung.standing == Standing::held)
        rung.seen.push_back("It is there and readable, " + bytes_text(before.bytes) + ": " +
                            contents->form + ".");
    return rung;
}

Rung plausible(const Climb& climb) {
    Rung rung{.level = Level::plausible, .standing = Standing::held};
    see_age(climb, rung);
    see_size(climb, rung);
    return rung;
}

bool is_first_sight(const Climb& climb) {
    if (!climb.memory) return false;
    const auto& [before, replaced] = *climb.memory;
    return !before || (replaced && before->sha256 != climb.contents->sha256);
}

void tell_kept(const Climb& climb, bool kept, std::vector<Rung>& rungs) {
    if (!is_first_sight(climb)) return;
    for (auto& rung : rungs)
        if (rung.level == Level::unchanged && rung.standing == Standing::held)
            rung.seen.emplace_back(kept ? "It is kept from now on, so a later change will be found."
                                        : "It cannot be kept, so no later change will be found.");
}

Rung unchanged(const Climb& climb) {
    Rung rung{.level = Level::unchanged, .standing = Standing::held};
    const auto& digest = climb.contents->sha256;
    if (!climb.memory) {
        rung.standing = Standing::not_told;
        rung.seen.push_back("What it was before is not known: " + climb.memory.error().what + ".");
        return rung;
    }
    if (!read_whole(*climb.contents)) {
        rung.standing = Standing::not_told;
        rung.seen.push_back("It was not read whole, so what its bytes are is not known.");
        return rung;
    }
    const auto& before = climb.memory->before;
    const bool same = before && before->sha256 == digest;
    if (is_first_sight(climb)) {
        if (climb.contents->identity.bytes == 0) {
            rung.standing = Standing::not_told;
            rung.seen.push_back("It is empty: no bytes are there that could have changed.");
            return rung;
        }
        if (before)
            rung.seen.push_back("It took the name of an earlier one, first seen " +
                                minute_text(before->seen) + ".");
        rung.seen.push_back("First sight: SHA-256 " + digest + ".");
        return rung;
    }
    if (same) {
        rung.seen.push_back("Every byte is as it was at the first sight, " +
                            minute_text(before->seen) + ": SHA-256 " + digest + ".");
        return rung;
    }
    const bool silent = before->identity == climb.contents->identity;
    const bool other = before->identity.inode != climb.contents->identity.inode;
    fail(rung, std::string("Its bytes are not those of the first sight, ") +
                   minute_text(before->seen) +
                   (silent  ? ", though size, time and file are the same: the storage changed them."
                    : other ? ": another file stands under its name, which a backup has alone."
                            : ".") +
                   " SHA-256 was " + before->sha256 + " and is " + digest + ".");
    return rung;
}

Rung structured(const Climb& climb) {
    Rung rung{.level = Level::structured, .standing = Standing::held};
    const auto& contents = *climb.contents;
    if (!contents.structurally_sound()) {
        rung.standing = Standing::failed;
    } else if (contents.identity.bytes == 0) {
        rung.standing = Standing::not_told;
        rung.seen.push_back("It is empty: it has no structure.");
        return rung;
    }
    constexpr std::size_t most_told = 10;
    for (const auto& damage : contents.damages)
        if (rung.seen.size() < most_told) rung.seen.push_back(place_text(damage) + ".");
    if (contents.damage_count > most_told)
        rung.seen.push_back("... and " + std::to_string(contents.damage_count - most_told) +
                            " more.");
    auto text = "Read to its end: " + std::to_string(contents.members) + " members, " +
                std::to_string(contents.collections.size()) + " collections, " +
                std::to_string(contents.documents()) + " documents";
    if (contents.unpacked > 0) text += ", " + bytes_text(contents.unpacked) + " unpacked";
    if (contents.complete) rung.seen.push_back(text + ".");
    return rung;
}

std::vector<Rung> climb(const Climb& climb, Level highest) {
    std::vector<Rung> rungs{exists(climb)};
    // What cannot be read has no other rungs; one that failed higher up hides nothing.
    if (!climb.contents) return rungs;
    for (const auto rung : {plausible, unchanged, structured, covering})
        if (static_cast<std::size_t>(highest) >= rungs.size()) rungs.push_back(rung(climb));
    return rungs;
}

}  // namespace diag::backup
