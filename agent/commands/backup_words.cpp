// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/backup_words.hpp"

#include <algorithm>

#include "platform/layout.hpp"
#include "platform/text.hpp"
#include "platform/units.hpp"

namespace diag::commands {
namespace {

using backup::Level;
using backup::Standing;

json::array sentences(const std::vector<std::string>& seen) {
    json::array all;
    for (const auto& each : seen) all.emplace_back(printable(each));
    return all;
}

json::object object_of(const backup::Rung& rung) {
    json::object object{{"level", backup::name_of(rung.level)},
                        {"standing", name_of(rung.standing)},
                        {"seen", sentences(rung.seen)}};
    if (rung.stand_in) object["stand_in"] = true;
    if (rung.pace)
        object["restored"] =
            json::object{{"documents", rung.pace->documents},
                         {"bytes", rung.pace->bytes},
                         {"took_ms", rung.pace->took.count()},
                         {"documents_per_second", rung.pace->documents_per_second()},
                         {"bytes_per_second", rung.pace->bytes_per_second()}};
    return object;
}

std::string_view title_of(Level level) {
    switch (level) {
        case Level::exists:
            return "there and finished";
        case Level::plausible:
            return "age and size";
        case Level::unchanged:
            return "bytes unchanged";
        case Level::structured:
            return "structure";
        case Level::covering:
            return "coverage";
        case Level::restorable:
            return "rehearsed restore";
        case Level::consistent:
            return "records and images";
    }
    return "";
}

std::string age_text(Time now, Time then) {
    if (then > now) return "from the future";
    return whole_span_text(std::chrono::duration_cast<std::chrono::seconds>(now - then),
                           SpanUnit::second, SpanUnit::day);
}

/// Whether the record is of these bytes, as far as that is seen without reading them.
bool is_of(const backup::FirstSight& record, const backups::Backup& backup) {
    const auto& known = record.level.empty() ? record.identity : record.proven_as;
    return known.inode == backup.inode && known.bytes == backup.bytes;
}

/// What is on record of its images, if it is of these bytes.
std::string images_of(const ListedBackup& listed) {
    const auto& record = listed.record;
    return record && is_of(*record, listed.backup) ? record->images : "";
}

/// What is on record of it, if it is of these bytes.
std::string evidence_of(const ListedBackup& listed) {
    if (listed.backup.special) return "no file, not opened";
    const auto& record = listed.record;
    if (!record) return "never verified";
    if (!is_of(*record, listed.backup)) return "another file was verified under this name";
    if (record->altered != Time{}) return "its bytes are not those that were verified";
    if (!record->failed.empty())
        return "FAILED " + record->failed + " on " + to_text(record->failed_at).substr(0, 10);
    if (record->level.empty()) return "seen, not proven";
    auto text =
        record->sound + " on " + to_text(record->proven).substr(0, 10) + ", " + record->contents;
    if (record->images == name_of(Standing::held)) text += ", images there";
    if (record->images == name_of(Standing::failed)) text += ", images missing";
    return text + (record->sound == record->level ? "" : ", age or size unusual then");
}

}  // namespace

bool Verified::held() const {
    return rungs.size() > static_cast<std::size_t>(asked) &&
           std::ranges::all_of(rungs, [](const backup::Rung& rung) {
               return rung.standing == Standing::held && !rung.stand_in;
           });
}

std::string Verified::lacking() const {
    std::vector<std::string> lacking;
    for (const auto& rung : rungs)
        if (rung.standing == Standing::held && rung.stand_in)
            lacking.push_back(backup::name_of(rung.level) + " by a stand-in only");
        else if (rung.standing != Standing::held)
            lacking.push_back(backup::name_of(rung.level) +
                              (rung.standing == Standing::failed ? " failed" : " is not told"));
    return joined(lacking);
}

std::string Verified::highest() const {
    std::string level;
    for (const auto& rung : rungs) {
        if (rung.standing != Standing::held || rung.stand_in) break;
        level = backup::name_of(rung.level);
    }
    return level;
}

std::string Verified::sound() const {
    std::string level;
    for (const auto& rung : rungs) {
        if (rung.level == Level::plausible) continue;
        if (rung.standing != Standing::held || rung.stand_in) break;
        level = backup::name_of(rung.level);
    }
    return level;
}

std::string Verified::refuted() const {
    const auto failed = std::ranges::find_if(rungs, [](const backup::Rung& rung) {
        return rung.standing == Standing::failed && rung.level <= Level::structured &&
               rung.level != Level::plausible;
    });
    return failed == rungs.end() ? "" : backup::name_of(failed->level);
}

bool Verified::refutes_earlier() const { return !refuted().empty(); }

bool Verified::wants_another() const {
    // L0 says itself what to do with what is still being written, or could not be read.
    if (rungs.empty() || (rungs.front().standing != Standing::held && contents.identity.bytes > 0))
        return false;
    return std::ranges::any_of(rungs, [](const backup::Rung& rung) {
        return rung.standing == Standing::failed && rung.level != Level::plausible;
    });
}

std::string text_of(const Verified& verified, std::size_t width) {
    std::string text = printable(verified.path) + "\n";
    for (const auto& rung : verified.rungs) {
        text += "\n" + backup::name_of(rung.level) + "  " + std::string(name_of(rung.standing)) +
                ": " + std::string(title_of(rung.level)) + "\n";
        for (const auto& seen : rung.seen) text += paragraph(printable(seen), 4, width);
    }
    const auto seconds = static_cast<double>(verified.took.count()) / 1000;
    text += "\nRead " + bytes_text(verified.contents.read) + " in " + fixed(seconds, 1) + " s. ";
    text += verified.held() ? "It holds to " + backup::name_of(verified.asked) + ".\n"
                            : "It does not hold to " + backup::name_of(verified.asked) + ": " +
                                  verified.lacking() + ".\n";
    if (verified.wants_another())
        text += paragraph(
            "Make a new backup now, and keep the older ones until the new one is verified.", 0,
            width);
    return text;
}

json::value json_of(const Verified& verified) {
    json::array rungs;
    for (const auto& rung : verified.rungs) rungs.push_back(object_of(rung));
    return json::object{{"path", printable(verified.path)},
                        {"taken", to_text(verified.taken)},
                        {"asked", backup::name_of(verified.asked)},
                        {"held", verified.held()},
                        {"highest", verified.highest()},
                        {"rungs", std::move(rungs)},
                        {"contents", to_json(verified.contents)},
                        {"took_ms", verified.took.count()}};
}

std::string text_of(const std::vector<ListedBackup>& all, const backups::Picture& picture,
                    std::size_t width) {
    std::string text;
    if (all.empty()) text = "No backup was found.\n";
    std::vector<TableRow> rows{{"AGE", "SIZE", "KIND", "EVIDENCE", "BACKUP"}};
    for (const auto& each : all)
        rows.push_back({age_text(picture.now, each.backup.taken),
                        (each.backup.partly ? "over " : "") + bytes_text(each.backup.bytes),
                        each.backup.kind, evidence_of(each), printable(each.backup.path)});
    if (!all.empty()) text = table(rows, 0, width);
    text += "\nLooked in:\n";
    for (const auto& place : picture.places)
        text += paragraph(printable(place.path) + " (" + printable(place.source) + ")" +
                              (place.failure.empty() ? "" : ": " + printable(place.failure)),
                          2, width);
    return text;
}

json::value json_of(const std::vector<ListedBackup>& all, const backups::Picture& picture) {
    json::array list;
    for (const auto& each : all)
        list.push_back(json::object{{"path", printable(each.backup.path)},
                                    {"name", printable(each.backup.name)},
                                    {"kind", each.backup.kind},
                                    {"bytes", each.backup.bytes},
                                    {"taken", to_text(each.backup.taken)},
                                    {"modified", to_text(each.backup.modified)},
                                    {"evidence", evidence_of(each)},
                                    {"images", images_of(each)},
                                    {"sha256", each.record ? each.record->sha256 : ""}});
    json::array places;
    for (const auto& place : picture.places)
        places.push_back(json::object{{"path", printable(place.path)},
                                      {"source", printable(place.source)},
                                      {"failure", printable(place.failure)}});
    return json::object{{"backups", std::move(list)}, {"places", std::move(places)}};
}

}  // namespace diag::commands
