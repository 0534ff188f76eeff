// SPDX-License-Identifier: Apache-2.0
#include "agent/backup/comparison.hpp"

#include <algorithm>
#include <cmath>

#include "agent/backup/new_since.hpp"
#include "platform/text.hpp"
#include "platform/units.hpp"

namespace diag::backup {
namespace {

constexpr std::size_t most_told = 10;  // of each kind of difference
/// Documents that come and go in a day whatever the share they are: locks, jobs, somebody added.
constexpr double few = 10;
constexpr double hundred = 100;

/// Sentences of one kind, the first of them.
class Differences {
public:
    void add(std::string sentence) {
        if (++count_ <= most_told) told_.push_back(std::move(sentence));
    }
    bool any() const { return count_ > 0; }
    void tell(Rung& rung) {
        std::ranges::move(told_, std::back_inserter(rung.seen));
        if (count_ > most_told)
            rung.seen.push_back("... and " + std::to_string(count_ - most_told) + " more.");
    }

private:
    std::vector<std::string> told_;
    std::size_t count_ = 0;
};

std::string number_of(std::uint64_t count, const std::string& what) {
    return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

std::string documents_text(std::uint64_t count) { return number_of(count, "document"); }

class Comparison {
public:
    Comparison(const Climb& climb, const Expected& expected)
        : climb_(climb), contents_(*climb.contents), expected_(expected) {
        const auto since = expected.asked ? *expected.asked - climb.taken : milliseconds{0};
        const double days = std::chrono::duration<double, std::ratio<86'400>>(since).count();
        share_ = expected.tolerance / hundred * (expected.asked ? std::max(1.0, days) : 1.0);
    }

    void run(Rung& rung) {
        for (const auto& [name, count] : expected_.documents) {
            auto& database = databases_[name.first];
            ++database.collections;
            database.documents += count;
            database.held += here(name) != nullptr;
        }
        see_databases();
        for (const auto& [name, count] : expected_.documents)
            if (!databases_.at(name.first).missing) see(name, count);
        tell(rung);
    }

private:
    struct Database {
        std::uint64_t collections = 0;
        std::uint64_t documents = 0;
        std::uint64_t held = 0;  ///< of its collections
        bool missing = false;
    };

    bool live() const { return expected_.asked.has_value(); }

    const Collection* here(const Namespace& name) const { return held_in(contents_, name); }

    /// Nothing in it could have been in the backup.
    bool is_new(const Namespace& name, std::uint64_t count) const {
        return live() && (count == 0 || made(name, climb_, expected_).when == Made::When::since);
    }

    bool is_new(const std::string& database) const {
        return std::ranges::all_of(expected_.documents, [&](const auto& each) {
            return each.first.first != database || is_new(each.first, each.second);
        });
    }

    void see_databases() {
        for (auto& [name, each] : databases_) {
            if (each.held > 0 || each.documents == 0 || is_new(name)) continue;
            each.missing = true;
            failures_.add(
                "The database " + name + " is missing: " + documents_text(each.documents) + " in " +
                number_of(each.collections, "collection") + ", by " + expected_.source + ".");
        }
    }

    void see(const Namespace& name, std::uint64_t count) {
        const auto* collection = here(name);
        if (!collection) return see_missing(name, count);
        see_indexes(name, *collection);
        if (live() ? has_grown(name, *collection, count) : differs(*collection, count))
            failures_.add(full_name(name) + " holds " + documents_text(collection->documents) +
                          ", " + expected_.source + " " + std::to_string(count) +
                          (live() ? ": more than was written since." : "."));
        else
            ++agreeing_;
    }

    /// A dump takes along what is empty. What a database has and the backup lacks was made since
    /// where its age tells so; where it tells nothing, and there is little in it, nobody knows.
    void see_missing(const Namespace& name, std::uint64_t count) {
        const auto age = live() ? made(name, climb_, expected_) : Made{};
        const auto why = age.by.empty() ? "" : " (" + age.by + ")";
        if (is_new(name, count))
            return notes_.add(
                full_name(name) + " is new since the backup: " +
                (count == 0 ? "it is empty" : documents_text(count) + ", and " + age.by) + ".");
        const auto all = static_cast<double>(databases_.at(name.first).documents);
        const bool few_of_all = static_cast<double>(count) <= all * share_;
        const bool may_be_new = live() && (few_of_all || !age.by.empty());
        if (may_be_new && age.when == Made::When::not_told)
            unknown_.add(full_name(name) + " is not in it, and has " + documents_text(count) +
                         " in " + expected_.source +
                         ": either it was made after the backup, or the backup lacks it" + why +
                         ".");
        else
            failures_.add(full_name(name) + " is missing: " + documents_text(count) + ", by " +
                          expected_.source + why + ".");
    }

    bool differs(const Collection& collection, std::uint64_t count) const {
        const auto there = static_cast<double>(count);
        return std::abs(static_cast<double>(collection.documents) - there) >
               std::max(1.0, there * share_);
    }

    /// Whether the database has more than was written since the backup.
    bool has_grown(const Namespace& name, const Collection& collection, std::uint64_t count) {
        if (expected_.capped.contains(name)) return false;
        const auto held = static_cast<double>(collection.documents);
        const auto there = static_cast<double>(count);
        const double allowed = std::max(few, held * share_);
        if (held - there > allowed)
            notes_.add(full_name(name) + " holds " + documents_text(collection.documents) + ", " +
                       expected_.source + " only " + std::to_string(count) +
                       ": they were removed since, or the database lost them.");
        return there - held > allowed;
    }

    void see_indexes(const Namespace& name, const Collection& collection) {
        const auto wanted = expected_.indexes.find(name);
        if (wanted == expected_.indexes.end() || !collection.has_metadata ||
            collection.indexes >= wanted->second)
            return;
        const auto text = full_name(name) + " has " + std::to_string(collection.indexes) +
                          " indexes in it, " + std::to_string(wanted->second) + " in " +
                          expected_.source;
        if (collection.indexes == 0)
            failures_.add(text + ".");
        else
            unknown_.add(text + ": either they were made after the backup, or it lacks them.");
    }

    void tell(Rung& rung) {
        if (unknown_.any() && rung.standing == Standing::held) rung.standing = Standing::not_told;
        if (failures_.any()) rung.standing = Standing::failed;
        failures_.tell(rung);
        unknown_.tell(rung);
        notes_.tell(rung);
        auto text = std::to_string(agreeing_) + " of " +
                    std::to_string(expected_.documents.size()) + " collections agree with " +
                    expected_.source + " within " + fixed(share_ * hundred, 0) + " %";
        if (live()) text += ", " + fixed(expected_.tolerance, 0) + " % a day since";
        rung.seen.push_back(text + ".");
        if (expected_.lacks.empty()) return;
        rung.seen.push_back(expected_.lacks);
        rung.not_compared = "not in every part. " + expected_.lacks;
    }

    const Climb& climb_;
    const Contents& contents_;
    const Expected& expected_;
    double share_ = 0;  ///< that a count may differ by, 1 being all
    std::map<std::string, Database> databases_;
    std::size_t agreeing_ = 0;
    Differences failures_, unknown_, notes_;
};

}  // namespace

std::string full_name(const Namespace& name) {
    return name.first.empty() ? name.second : name.first + "." + name.second;
}

void compare(const Climb& climb, const Expected& expected, Rung& rung) {
    const auto& contents = *climb.contents;
    const auto not_compared = [&](const std::string& why) {
        rung.not_compared = why;
        rung.seen.push_back("It was not compared with " + expected.source + ": " + why + ".");
    };
    if (!expected.asked) return Comparison(climb, expected).run(rung);
    if (!contents.complete) return not_compared("it was not read to its end");
    if (contents.collections.empty() && contents.objects > 0)
        return not_compared("it holds objects alone");
    if (contents.collections.size() >= most_collections)
        return not_compared("it holds more collections than are counted");
    if (expected.documents.empty()) return not_compared("nothing is there");
    Comparison(climb, expected).run(rung);
}

}  // namespace diag::backup
