// SPDX-License-Identifier: Apache-2.0
// L4: is what a server needs in it, and does it agree with what is expected?
#include <cmath>

#include "agent/backup/ladder.hpp"
#include "platform/text.hpp"

namespace diag::backup {
namespace {

constexpr std::size_t most_told = 20;

std::string full(const Namespace& name) {
    return name.first.empty() ? name.second : name.first + "." + name.second;
}

void fail(Rung& rung, std::string why) {
    rung.standing = Standing::failed;
    if (rung.seen.size() < most_told) rung.seen.push_back(std::move(why));
}

/// A collection of a dump is two files; one of them alone was lost on the way.
void see_halves(const Contents& contents, Rung& rung) {
    for (const auto& [name, each] : contents.collections) {
        if (each.has_metadata && !each.has_documents)
            fail(rung, full(name) + ": its indexes are there, its documents are missing.");
        if (each.has_documents && !each.has_metadata)
            fail(rung, full(name) + ": its documents are there, its indexes are missing.");
    }
}

void see_parts(const Contents& contents, Rung& rung) {
    std::uint64_t indexes = 0;
    for (const auto& [name, each] : contents.collections) indexes += each.indexes;
    rung.seen.push_back(
        "It holds: " + class_of(contents) + ". " + std::to_string(contents.collections.size()) +
        " collections with " + std::to_string(indexes) + " indexes, " +
        std::to_string(contents.configuration_count) + " configuration files, " +
        std::to_string(contents.objects) + " objects (" + bytes_text(contents.object_bytes) + ").");
    const bool objects_only = contents.collections.empty() && contents.objects > 0;
    if (contents.collections.empty() && !objects_only) fail(rung, "No database is in it.");
    if (objects_only)
        rung.seen.push_back("Objects alone: enough for a redundant server, not for the primary.");
    if (contents.objects == 0)
        rung.seen.push_back("No images are in it: they must be kept in another way.");
}

void see_oplog(const Contents& contents, Rung& rung) {
    if (!contents.oplog) return;
    const auto text = [](std::uint32_t seconds) {
        return to_text(Time{std::chrono::seconds{seconds}}).substr(0, 19) + "Z";
    };
    rung.seen.push_back(
        "A slice of the oplog is in it: " + std::to_string(contents.oplog->documents) +
        " entries, " + text(contents.oplog->first) + " to " + text(contents.oplog->last) + ".");
}

void see_expected(const Contents& contents, const Expected& expected, Rung& rung) {
    std::size_t agreeing = 0;
    for (const auto& [name, count] : expected.documents) {
        const auto found = contents.collections.find(name);
        if (found == contents.collections.end() || !found->second.has_documents) {
            fail(rung, full(name) + " is missing: " + std::to_string(count) + " documents are in " +
                           expected.source + ".");
            continue;
        }
        const auto here = static_cast<double>(found->second.documents);
        const auto there = static_cast<double>(count);
        // A collection of ten may have one more since.
        const double allowed = std::max(1.0, there * expected.tolerance / 100);
        if (std::abs(here - there) > allowed)
            fail(rung, full(name) + " holds " + std::to_string(found->second.documents) +
                           " documents, " + expected.source + " " + std::to_string(count) + ".");
        else
            ++agreeing;
    }
    rung.seen.push_back(std::to_string(agreeing) + " of " +
                        std::to_string(expected.documents.size()) + " collections agree with " +
                        expected.source + " within " + fixed(expected.tolerance, 0) + " %.");
}

}  // namespace

Rung covering(const Climb& climb) {
    const auto& contents = *climb.contents;
    Rung rung{.level = Level::covering, .standing = Standing::held};
    if (!contents.complete)
        fail(rung, "It could not be read to its end, so what is missing is not known.");
    see_halves(contents, rung);
    see_parts(contents, rung);
    see_oplog(contents, rung);
    if (climb.expected)
        see_expected(contents, *climb.expected, rung);
    else
        rung.seen.push_back("It was not compared with the live server.");
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
