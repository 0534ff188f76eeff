// SPDX-License-Identifier: Apache-2.0
// L4: is what a server needs in it, and does it agree with what is expected?
#include <algorithm>

#include "agent/backup/comparison.hpp"
#include "platform/text.hpp"

namespace diag::backup {
namespace {

constexpr std::size_t most_halves = 10;

void fail(Rung& rung, std::string why) {
    rung.standing = Standing::failed;
    rung.seen.push_back(std::move(why));
}

std::string second_text(Time time) { return to_text(time).substr(0, 19) + "Z"; }

bool has_documents(const Contents& contents, const Namespace& name) {
    const auto found = contents.collections.find(name);
    return found != contents.collections.end() && found->second.has_documents;
}

/// Documents of a time series, whose metadata lies under the name it has for people.
bool are_buckets(const Contents& contents, const Namespace& name) {
    if (!name.second.starts_with(buckets_prefix)) return false;
    const auto series =
        contents.collections.find({name.first, name.second.substr(buckets_prefix.size())});
    return series != contents.collections.end() &&
           series->second.kind == CollectionKind::time_series;
}

/// A collection of a dump is two files; one of them alone was lost on the way. A view has no
/// documents of its own, a time series has them under another name, and what --dumpDbUsersAndRoles
/// adds has no metadata (mongo-tools, mongodump).
bool is_half(const Contents& contents, const Namespace& name, const Collection& collection) {
    if (collection.has_metadata == collection.has_documents) return false;
    if (collection.has_metadata)
        return collection.kind != CollectionKind::view &&
               !(collection.kind == CollectionKind::time_series &&
                 has_documents(contents, buckets_of(name)));
    return !name.second.starts_with("$admin.system.") && !are_buckets(contents, name);
}

void see_halves(const Contents& contents, Rung& rung) {
    std::size_t halves = 0;
    for (const auto& [name, each] : contents.collections) {
        if (!is_half(contents, name, each) || ++halves > most_halves) continue;
        fail(rung, full_name(name) + (each.has_metadata
                                          ? ": its indexes are there, its documents are missing."
                                          : ": its documents are there, its indexes are missing."));
    }
    if (halves > most_halves)
        rung.seen.push_back("... and " + std::to_string(halves - most_halves) + " more.");
}

/// A primary needs the database back; who has none of its own, or a copy of it, needs its images
/// (safr-facts 4.1).
void see_objects_alone(const std::string& role, Rung& rung) {
    if (role == "redundant" || role == "simple")
        return rung.seen.push_back("Objects alone: enough for this server, which is " + role + ".");
    if (role == "primary")
        return fail(rung, "Objects alone: no database is in it, and this server is the primary.");
    if (rung.standing == Standing::held) rung.standing = Standing::not_told;
    rung.seen.push_back(
        "Objects alone: enough for a redundant server, not for the primary. Which of them this "
        "server is is not known.");
}

/// Of a young store the share says little: so many more come in between.
constexpr std::uint64_t few_objects = 100;

/// A store that lost its mount for a while, or most of which could not be read, is packed all the
/// same.
void see_objects(const Climb& climb, Rung& rung) {
    const auto& contents = *climb.contents;
    if (contents.objects == 0)
        return rung.seen.push_back(climb.server.keeps_objects()
                                       ? "No images are in it, though this server keeps images on "
                                         "a disk of its own: they must be kept in another way."
                                       : "No images are in it: they must be kept in another way.");
    const auto there = climb.server.objects.value_or(0);
    if (there <= most_objects_beside(contents, climb.limits)) return;
    if (rung.standing == Standing::held) rung.standing = Standing::not_told;
    rung.seen.push_back("This server's object store has at least " + std::to_string(there) +
                        " files, the copy " + std::to_string(contents.objects + contents.links) +
                        ": less than " + fixed(climb.limits.objects_percent, 0) +
                        " %. Either they came in since, or the copy lacks them. Make a new one.");
}

void see_parts(const Climb& climb, Rung& rung) {
    const auto& contents = *climb.contents;
    std::uint64_t indexes = 0;
    for (const auto& [name, each] : contents.collections) indexes += each.indexes;
    rung.seen.push_back(
        std::string(contents.complete ? "It holds: " : "As far as it was read, it holds: ") +
        class_of(contents) + ". " + std::to_string(contents.collections.size()) +
        " collections with " + std::to_string(indexes) + " indexes, " +
        std::to_string(contents.configuration_count) + " configuration files, " +
        std::to_string(contents.objects) + " objects (" + bytes_text(contents.object_bytes) + ").");
    // What may lie behind the end of what was read is not said to be missing.
    if (!contents.complete) return;
    const bool objects_only = contents.collections.empty() && contents.objects > 0;
    if (contents.collections.empty() && !objects_only) fail(rung, "No database is in it.");
    if (objects_only) see_objects_alone(climb.server.role, rung);
    if (climb.by_safr && !objects_only && contents.configuration_count == 0)
        fail(rung, "No configuration is in it, which backup.py always saves with a database.");
    else if (climb.by_safr && !objects_only)
        compare_configuration(climb, rung);
    see_objects(climb, rung);
}

/// A primary that nobody writes to notes so every 10 s (manual, "periodicNoopIntervalSecs").
constexpr std::chrono::seconds idle{10};
/// Clocks of the database's server and of the one that dumped.
constexpr std::chrono::seconds clocks_differ{60};

/// The slice makes a dump one of a single moment if it spans all of it (manual, "mongodump
/// --oplog").
void see_span(const Oplog& oplog, const std::optional<Written>& written, Rung& rung) {
    const Time first{std::chrono::seconds{oplog.first}};
    const Time last{std::chrono::seconds{oplog.last}};
    if (!written)
        rung.seen.push_back("Whether it spans the dump is not told: no times are kept in it.");
    else if (first > written->first + clocks_differ)
        fail(rung, "The oplog does not span the dump, whose first file was written before, at " +
                       second_text(written->first) + ": it is not of one moment.");
    else if (last + idle < written->last)
        rung.seen.push_back(
            "Whether it spans the dump is not told: its last file was written after, at " +
            second_text(written->last) + ", by the dump or by who copied it.");
    else
        rung.seen.push_back("It spans the dump from its first file to its last.");
}

void see_oplog(const Contents& contents, Rung& rung) {
    if (!contents.oplog) return;
    const auto& oplog = *contents.oplog;
    if (oplog.documents == 0)
        return fail(rung, "The slice of the oplog in it is empty: the dump is not of one moment.");
    if (oplog.first == 0)
        return fail(rung, "The slice of the oplog in it has entries without a time.");
    rung.seen.push_back("A slice of the oplog is in it: " + std::to_string(oplog.documents) +
                        " entries, " + second_text(Time{std::chrono::seconds{oplog.first}}) +
                        " to " + second_text(Time{std::chrono::seconds{oplog.last}}) + ".");
    if (!oplog.in_order) fail(rung, "The entries of the oplog are not in their order.");
    see_span(oplog, contents.written, rung);
}

}  // namespace

std::uint64_t most_objects_beside(const Contents& contents, const Limits& limits) {
    // The second name of an image is a link in a tar.
    const auto held = contents.objects + contents.links;
    const double share = static_cast<double>(held) * 100 / limits.objects_percent;
    return std::max(static_cast<std::uint64_t>(share), held + few_objects);
}

Rung covering(const Climb& climb) {
    const auto& contents = *climb.contents;
    Rung rung{.level = Level::covering, .standing = Standing::held};
    if (!contents.complete)
        fail(rung, "It could not be read to its end, so what is missing is not known.");
    see_halves(contents, rung);
    see_parts(climb, rung);
    see_oplog(contents, rung);
    if (climb.expected) {
        compare(climb, *climb.expected, rung);
        return rung;
    }
    rung.not_compared = climb.not_compared.empty() ? "nobody was asked" : climb.not_compared;
    rung.seen.push_back("It was not compared with the live server" +
                        (climb.not_compared.empty() ? "" : ": " + climb.not_compared) + ".");
    return rung;
}

Result<Expected> expected_from(std::string_view text, std::string source) {
    const auto document = json::parse(text);
    if (!document) return Error{Fault::malformed, source + ": " + document.error().what};
    Expected expected{.documents = {}, .source = std::move(source)};
    expected.tolerance =
        json::number_at(*document, "tolerance_percent").value_or(expected.tolerance);
    const auto* databases = json::find(*document, "databases");
    if (!databases || !databases->is_object())
        return Error{Fault::malformed, expected.source + ": \"databases\" is missing"};
    for (const auto& [database, collections] : databases->get_object()) {
        if (!collections.is_object())
            return Error{Fault::malformed, expected.source + ": " + std::string(database) +
                                               " is no object of collections"};
        for (const auto& [collection, count] : collections.get_object()) {
            if (!count.is_int64() || count.get_int64() < 0)
                return Error{Fault::malformed, expected.source + ": the count of " +
                                                   std::string(collection) + " is no number"};
            expected.documents[{std::string(database), std::string(collection)}] =
                static_cast<std::uint64_t>(count.get_int64());
        }
    }
    return expected;
}

}  // namespace diag::backup
