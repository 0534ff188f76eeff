// SPDX-License-Identifier: Apache-2.0
#include "agent/backup/agreement.hpp"

#include <algorithm>

#include "platform/text.hpp"

namespace diag::backup {
namespace {

constexpr std::size_t most_told = 20;

Rung not_told(std::string why) {
    return {.level = Level::consistent, .standing = Standing::not_told, .seen = {std::move(why)}};
}

/// "1 record", "2 records".
std::string counted(std::uint64_t count, const std::string& what) {
    return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

std::string field_text(const Reference& reference) {
    const auto& database = reference.database;
    return (database.empty() ? "" : database + ".") + reference.collection + ", field \"" +
           reference.field + "\"";
}

bool is_uuid_form(Form form) { return form != Form::text && form != Form::object_id; }

/// A UUID has several forms, of which the site uses one: the best is meant.
bool better_known(const std::vector<Reference>& referring, const Reference& reference) {
    return is_uuid_form(reference.form) &&
           std::ranges::any_of(referring, [&](const Reference& other) {
               return is_uuid_form(other.form) && other.field == reference.field &&
                      other.collection == reference.collection &&
                      other.database == reference.database;
           });
}

/// Fields that name objects, those with the largest share of missing ones first.
std::vector<Reference> referring_in(const References& references) {
    std::vector<Reference> referring;
    for (const auto& each : references.closest)
        if (each.names >= least_names && share_of(each) >= referring_share &&
            !better_known(referring, each))
            referring.push_back(each);
    std::ranges::stable_sort(referring, {}, share_of);
    return referring;
}

/// Why there is nothing to compare; empty: there is.
std::string lacking(const Contents& contents) {
    if (!contents.references) return "Records and images were not compared while it was read.";
    if (!contents.complete)
        return "It could not be read to its end, so which images are missing is not known.";
    if (contents.objects == 0 && contents.documents() == 0)
        return "Neither images nor records of a database are in it.";
    if (contents.objects == 0)
        return "No images are in it, as where objects were skipped (backup.py -s): its records "
               "cannot be compared with them.";
    if (contents.documents() == 0)
        return "No records of a database are in it, as where objects alone were backed up "
               "(backup.py -o): its images cannot be compared with them.";
    return {};
}

std::string sampled_text(const References& references) {
    return "Sampled were " + counted(references.records, "record") + " of " +
           counted(references.collections, "collection");
}

/// Said where not every name was looked for.
void see_thinning(const References& references, Rung& rung) {
    if (references.one_in > 1)
        rung.seen.push_back("It holds more images than names can be kept of: one name in " +
                            std::to_string(references.one_in) + " was looked for.");
}

Rung unrecognised(const References& references) {
    const auto sampled = sampled_text(references);
    auto rung =
        references.fields == 0
            ? not_told(sampled + ". No field had " + std::to_string(least_names) +
                       " different values that could be looked for as names of images, and of "
                       "fewer nothing can be said.")
            : not_told(sampled +
                       ", and in none of their fields most values are names of images that are in "
                       "it. Either how SAFR's records name images was not recognised, or most "
                       "images are missing.");
    if (!references.closest.empty()) {
        const auto& closest = references.closest.front();
        rung.seen.push_back(
            "The closest is " + field_text(closest) + " (" + std::string(name_of(closest.form)) +
            "): " + std::to_string(closest.found) + " of " + std::to_string(closest.names) + ".");
    }
    see_thinning(references, rung);
    return rung;
}

void see(const Reference& reference, Rung& rung) {
    const auto missing = reference.names - reference.found;
    if (missing > 0) rung.standing = Standing::failed;
    if (rung.seen.size() >= most_told) return;
    const auto images = counted(reference.names, "image") + " that " +
                        counted(reference.records, "sampled record") + " name there (" +
                        std::string(name_of(reference.form)) + ")";
    if (missing == 0)
        rung.seen.push_back(field_text(reference) + ": all of " + images + " are in it.");
    else
        rung.seen.push_back(field_text(reference) + ": of " + images + ", " +
                            std::to_string(missing) +
                            (missing == 1 ? " is missing (" : " are missing (") +
                            fixed(100 - share_of(reference), 1) + " %).");
}

}  // namespace

Rung consistent(const Contents& contents) {
    if (auto why = lacking(contents); !why.empty()) return not_told(std::move(why));
    const auto& references = *contents.references;
    const auto referring = referring_in(references);
    if (referring.empty()) return unrecognised(references);
    Rung rung{.level = Level::consistent, .standing = Standing::held};
    for (const auto& each : referring) see(each, rung);
    if (rung.standing == Standing::failed)
        rung.seen.push_back(
            "The missing may be images that the server removed on purpose, by its retention: how "
            "many that may be is not known here, so none are allowed for.");
    see_thinning(references, rung);
    rung.seen.push_back(sampled_text(references) +
                        ". That images exist was looked at, not what they hold.");
    return rung;
}

}  // namespace diag::backup
