// SPDX-License-Identifier: Apache-2.0
// The log signatures as data: each compiles, matches what it should, and leaves prose alone.
#include <doctest.h>
#include <hs/hs.h>

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "agent/report/knowledge.hpp"
#include "platform/text.hpp"
#include "tests/fakes.hpp"

using namespace diag;

namespace {

/// All signatures as one database, as the pass over logs has them.
class Signatures {
public:
    Signatures() : known_(report::Knowledge::builtin().signatures()) {
        std::vector<const char*> patterns;
        std::vector<unsigned> flags(known_.size(), HS_FLAG_SINGLEMATCH);
        std::vector<unsigned> ids;
        for (const auto& each : known_) {
            ids.push_back(static_cast<unsigned>(patterns.size()));
            patterns.push_back(each.pattern.c_str());
        }
        hs_compile_error_t* error = nullptr;
        hs_compile_multi(patterns.data(), flags.data(), ids.data(),
                         static_cast<unsigned>(patterns.size()), HS_MODE_BLOCK, nullptr, &database_,
                         &error);
        if (error) {
            failure_ = error->expression < 0
                           ? std::string(error->message)
                           : known_[static_cast<std::size_t>(error->expression)].id + ": " +
                                 error->message;
            hs_free_compile_error(error);
            return;
        }
        hs_alloc_scratch(database_, &scratch_);
    }
    Signatures(const Signatures&) = delete;
    Signatures& operator=(const Signatures&) = delete;
    ~Signatures() {
        hs_free_scratch(scratch_);
        hs_free_database(database_);
    }

    const std::string& failure() const { return failure_; }
    const std::vector<report::SignatureText>& known() const { return known_; }

    std::set<std::string> in(const std::string& text) const {
        struct Seen {
            const Signatures& of;
            std::set<std::string> ids;
        } seen{*this, {}};
        hs_scan(
            database_, text.data(), static_cast<unsigned>(text.size()), 0, scratch_,
            [](unsigned id, unsigned long long, unsigned long long, unsigned, void* to) {
                auto& into = *static_cast<Seen*>(to);
                into.ids.insert(into.of.known_[id].id);
                return 0;
            },
            &seen);
        return seen.ids;
    }

private:
    const std::vector<report::SignatureText>& known_;
    hs_database_t* database_ = nullptr;
    hs_scratch_t* scratch_ = nullptr;
    std::string failure_;
};

struct Example {
    bool matches;
    std::string id;
    std::string line;
};

std::vector<Example> examples() {
    const auto text = test::fixture("logs/signatures.txt");
    std::vector<Example> all;
    for (const auto line : lines_of(text)) {
        const auto tab = line.find('\t');
        if (tab == std::string_view::npos) continue;
        all.push_back({line.front() == '+', std::string(line.substr(2, tab - 2)),
                       std::string(line.substr(tab + 1))});
    }
    return all;
}

}  // namespace

TEST_CASE("signatures: all compile for linear-time matching") {
    const Signatures signatures;

    CHECK(signatures.failure() == "");
    CHECK(signatures.known().size() >= 50);
}

TEST_CASE(
    "signatures: each matches its line, wherever in a block it stands, and not its near miss") {
    const Signatures signatures;
    REQUIRE(signatures.failure() == "");

    for (const auto& example : examples()) {
        CAPTURE(example.id);
        CAPTURE(example.line);
        CHECK(signatures.in(example.line).contains(example.id) == example.matches);
        CHECK(signatures.in("first line\n" + example.line + "\nlast line\n").contains(example.id) ==
              example.matches);
    }
}

TEST_CASE("signatures: a near miss sets off no other signature either") {
    const Signatures signatures;
    REQUIRE(signatures.failure() == "");

    for (const auto& example : examples()) {
        if (example.matches || example.id == "logs.ares_no_rule") continue;
        CAPTURE(example.line);
        CHECK(signatures.in(example.line).empty());
    }
}

TEST_CASE("signatures: each has a line, a near miss, and words in every language") {
    const auto& knowledge = report::Knowledge::builtin();
    std::map<std::string, int> lines;
    std::map<std::string, int> misses;
    for (const auto& example : examples()) ++(example.matches ? lines : misses)[example.id];

    for (const auto& signature : knowledge.signatures()) {
        CAPTURE(signature.id);
        CHECK(lines[signature.id] >= 1);
        CHECK(misses[signature.id] >= 1);
        for (const auto language : report::all_languages)
            CHECK(knowledge.explain({signature.id, signature.severity, {}, {}}, language).title !=
                  signature.id);
    }
}

TEST_CASE("signatures: none matches across a line's end") {
    const Signatures signatures;
    REQUIRE(signatures.failure() == "");

    CHECK(signatures.in("XXX 20:33:28\n-> Too Late\n").empty());
    CHECK(signatures.in("SAFR Feed Processor gate-1\nis not responding\n").empty());
    CHECK(signatures.in("License\nexpired\n").empty());
}

TEST_CASE("signatures: ordinary log lines set off nothing") {
    const Signatures signatures;
    REQUIRE(signatures.failure() == "");

    const auto text = test::fixture("logs/ordinary.txt");
    REQUIRE(lines_of(text).size() > 10);
    for (const auto line : lines_of(text)) {
        CAPTURE(std::string(line));
        CHECK(signatures.in(std::string(line)).empty());
    }
}
