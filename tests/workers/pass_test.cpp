// SPDX-License-Identifier: Apache-2.0
#include "agent/run/pass.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>

#include "agent/run/worker.hpp"
#include "platform/gunzip.hpp"
#include "platform/temporary.hpp"
#include "tests/main.hpp"
#include "tests/scratch.hpp"
#include "tests/workers/quiet_watcher.hpp"

using namespace diag;

namespace {

const bool can_be_worker = (test::act_as_worker = run::work, true);

/// What the gzip members of one attachment unpack to.
std::string text_of(int pack, const stream::Passed& passed) {
    std::string packed(passed.packed_size, '\0');
    REQUIRE(::pread(pack, packed.data(), packed.size(), static_cast<off_t>(passed.packed_offset)) ==
            static_cast<ssize_t>(packed.size()));
    std::string text;
    Gunzip gunzip([&](std::string_view bytes) {
        text += bytes;
        return Result<>{};
    });
    REQUIRE(gunzip.write(packed));
    REQUIRE(gunzip.finish());
    return text;
}

struct Passing {
    test::Scratch scratch;
    run::PassOrder order;
    std::vector<stream::Passed> passed;
    exchange::Outcome outcome;
    Descriptor pack;

    void run(milliseconds deadline = milliseconds{30'000}) {
        REQUIRE(can_be_worker);
        auto file = nameless_file(scratch.path());
        REQUIRE(file);
        pack = std::move(*file);
        order.pack = pack.get();
        order.silence = milliseconds{9000};
        test::QuietWatcher watcher;
        outcome = run::pass(order, {system_clock().uptime() + deadline, deadline}, watcher,
                            [&](std::size_t place, stream::Passed one) {
                                CHECK(place == passed.size());
                                passed.push_back(std::move(one));
                            });
    }

    void add(const std::string& name, const std::string& text) {
        order.attachments.push_back({.name = name, .path = scratch.file(name, text).native()});
    }
};

}  // namespace

TEST_CASE("pass: a source that hangs costs one worker; what stands around it is whole") {
    Passing passing;
    passing.add("before.log", "before password=hunter2\n");
    passing.order.attachments.push_back({.name = "silent", .argv = {"sleep", "600"}});
    passing.add("after.log", "after\n");

    passing.run();

    REQUIRE(passing.passed.size() == 3);
    CHECK(text_of(passing.pack.get(), passing.passed[0]).find("hunter2") == std::string::npos);
    REQUIRE(passing.passed[1].failure);
    CHECK(passing.passed[1].failure->fault == Fault::timed_out);
    CHECK(text_of(passing.pack.get(), passing.passed[2]) == "after\n");
}

TEST_CASE("pass: when the run's deadline is over everything left is reported, none passed") {
    Passing passing;
    passing.order.attachments.push_back({.name = "silent", .argv = {"sleep", "600"}});
    passing.add("after.log", "after\n");

    passing.run(milliseconds{300});

    REQUIRE(passing.passed.size() == 2);
    CHECK(passing.passed[0].failure.has_value());
    CHECK(passing.passed[1].failure.has_value());
    CHECK(passing.outcome.ending == exchange::Ending::timed_out);
}

TEST_CASE("pass: a worker and what it starts yield to everybody, at processors and disks") {
    Passing passing;
    passing.order.attachments.push_back({.name = "nice", .argv = {"nice"}});
    passing.order.attachments.push_back({.name = "ionice", .argv = {"ionice"}});

    passing.run();

    REQUIRE(passing.passed.size() == 2);
    CHECK(text_of(passing.pack.get(), passing.passed[0]) == "19\n");
    CHECK(text_of(passing.pack.get(), passing.passed[1]) == "idle\n");
}

TEST_CASE("pass: files before, between and behind programs come out in their order") {
    Passing passing;
    passing.order.attachments.push_back({.name = "first", .argv = {"echo", "one"}});
    passing.add("two.log", "two\n");
    passing.add("three.log", "three\n");
    passing.order.attachments.push_back({.name = "fourth", .argv = {"echo", "four"}});
    passing.add("five.log", "five\n");

    passing.run();

    REQUIRE(passing.passed.size() == 5);
    std::string all;
    for (const auto& each : passing.passed) all += text_of(passing.pack.get(), each);
    CHECK(all == "one\ntwo\nthree\nfour\nfive\n");
    CHECK(passing.outcome.ending == exchange::Ending::complete);
    CHECK(passing.outcome.note.empty());
}

TEST_CASE("pass: nothing to pass starts no worker") {
    Passing passing;

    passing.run();

    CHECK(passing.passed.empty());
    CHECK(passing.outcome.ending == exchange::Ending::complete);
    CHECK(passing.outcome.cost.wall.count() == 0);
}

TEST_CASE("pass: a worker redacts by the site's rules, and tells what stands for what") {
    Passing passing;
    passing.order.rules = {
        .patterns = {"BDG-[0-9]{6}"}, .words = {"acme"}, .secrets = {"s3cr3t-of-site"}};
    std::vector<std::string> originals;
    passing.order.observer = [&](std::string_view, std::string_view, std::string_view original) {
        originals.emplace_back(original);
    };
    passing.add("a.log", "Acme BDG-471123 s3cr3t-of-site\nAcme BDG-471123 s3cr3t-of-site\n");

    passing.run();

    REQUIRE(passing.passed.size() == 1);
    const auto text = text_of(passing.pack.get(), passing.passed[0]);
    for (const char* gone : {"Acme", "BDG-", "s3cr3t"})
        CHECK_MESSAGE(text.find(gone) == std::string::npos, gone);
    std::sort(originals.begin(), originals.end());
    CHECK(originals == std::vector<std::string>{"Acme", "BDG-471123", "s3cr3t-of-site"});
}
