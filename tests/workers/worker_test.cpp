// SPDX-License-Identifier: Apache-2.0
// Real workers, really spinning, hanging, eating, dying and flooding.
#include "agent/run/worker.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string>

#include "agent/run/gather.hpp"
#include "collectors/catalog.hpp"
#include "platform/files.hpp"
#include "tests/main.hpp"
#include "tests/scratch.hpp"
#include "tests/workers/quiet_watcher.hpp"

using namespace diag;
using namespace diag::run;
using exchange::Ending;

namespace {

const bool can_be_worker = (test::act_as_worker = work, true);

/// A collector of the catalogue on a short leash.
struct Leashed {
    Collector collector = *collector_named("system");
    Scope scope;

    Leashed() {
        collector.patience = milliseconds{4000};
        scope.sampling = milliseconds{100};
        scope.brief = true;
    }

    Gathered gather_with(const char* fault, milliseconds deadline = milliseconds{20'000}) {
        REQUIRE(can_be_worker);
        ::setenv("SAFR_DIAG_TEST_FAULT", fault, 1);
        const test::Scratch scratch;
        const std::array<const Collector*, 1> one{&collector};
        test::QuietWatcher watcher;
        auto all = run::gather(one, scope, scratch.path(),
                               {system_clock().uptime() + deadline, deadline}, watcher);
        ::unsetenv("SAFR_DIAG_TEST_FAULT");
        REQUIRE(all.size() == 1);
        return std::move(all.front());
    }
};

}  // namespace

TEST_CASE("run: a worker is called by the program's name in ps and top") {
    Leashed leashed;

    const auto gathered = leashed.gather_with("nobody:die");

    const auto rows = item(gathered.evidence, "processes");
    REQUIRE(rows);
    CHECK(rows->find(" safr-diag\n") != std::string_view::npos);
}

TEST_CASE("run: a collector that behaves is complete and tells what it cost") {
    Leashed leashed;

    const auto gathered = leashed.gather_with("nobody:die");

    CHECK(gathered.outcome.ending == Ending::complete);
    CHECK(gathered.outcome.items > 0);
    CHECK(gathered.outcome.cost.peak_rss_bytes > 1'000'000);
    CHECK(gathered.outcome.cost.read_bytes > 0);
    CHECK(gathered.outcome.cost.wall.count() > 0);
}

TEST_CASE("run: a collector that spins is timed out, its CPU counted and its evidence kept") {
    Leashed leashed;
    leashed.collector.patience = milliseconds{5000};

    const auto gathered = leashed.gather_with("system:spin");

    CHECK(gathered.outcome.ending == Ending::timed_out);
    REQUIRE(gathered.outcome.overrun);
    CHECK(gathered.outcome.overrun->limit == 5000);
    CHECK(gathered.outcome.overrun->measured >= 5000);
    CHECK(gathered.outcome.cost.cpu_seconds > 0);
    CHECK(gathered.outcome.items > 0);
}

TEST_CASE("run: a collector that hangs ends with the run's deadline, and the run a second later") {
    Leashed leashed;
    const auto started = system_clock().uptime();

    const auto gathered = leashed.gather_with("system:hang", milliseconds{2000});

    CHECK(gathered.outcome.ending == Ending::timed_out);
    CHECK(system_clock().uptime() - started < milliseconds{3000});
}

TEST_CASE("run: a collector that eats memory is ended at its limit") {
    Leashed leashed;
    leashed.collector.memory += std::uint64_t{64} << 20;
    leashed.collector.patience = milliseconds{60'000};

    const auto gathered = leashed.gather_with("system:eat", milliseconds{60'000});

    CHECK(gathered.outcome.ending == Ending::out_of_memory);
    REQUIRE(gathered.outcome.overrun);
    CHECK(gathered.outcome.overrun->measured > gathered.outcome.overrun->limit);
}

TEST_CASE("run: a collector that dies is crashed, and the signal is named") {
    Leashed leashed;

    const auto gathered = leashed.gather_with("system:die");

    CHECK(gathered.outcome.ending == Ending::crashed);
    CHECK(gathered.outcome.items > 0);
    CHECK((gathered.outcome.note.find("signal 6") != std::string::npos ||
           gathered.outcome.note.find("exit code") != std::string::npos));
}

TEST_CASE("run: a collector that floods is stopped at its bytes") {
    Leashed leashed;

    const auto gathered = leashed.gather_with("system:flood");

    CHECK(gathered.outcome.ending == Ending::over_bytes);
    REQUIRE(gathered.outcome.overrun);
    CHECK(gathered.outcome.overrun->limit == leashed.collector.output);
}

TEST_CASE("run: a collector that throws is crashed and says nothing of the customer's") {
    Leashed leashed;

    const auto gathered = leashed.gather_with("system:throw");

    CHECK(gathered.outcome.ending == Ending::crashed);
    CHECK(gathered.outcome.note == "threw an exception");
}

TEST_CASE("run: one collector's end does not touch another's evidence") {
    REQUIRE(can_be_worker);
    ::setenv("SAFR_DIAG_TEST_FAULT", "system:die", 1);
    const test::Scratch scratch;
    Scope scope;
    scope.brief = true;
    scope.sampling = milliseconds{100};
    test::QuietWatcher watcher;
    const milliseconds given{30'000};

    const auto all = run::gather(catalog(), scope, scratch.path(),
                                 {system_clock().uptime() + given, given}, watcher);
    ::unsetenv("SAFR_DIAG_TEST_FAULT");

    REQUIRE(all.size() == catalog().size());
    for (const auto& each : all) {
        CAPTURE(std::string(each.collector->id));
        CHECK((each.outcome.ending == Ending::complete) == (each.collector->id != "system"));
        CHECK(each.outcome.items > 0);
    }
}

TEST_CASE("run: that accounts were left unread is told once, by who would have had them") {
    REQUIRE(can_be_worker);
    const test::Scratch scratch;
    Scope scope;
    scope.brief = true;
    scope.accounts_unread = "others may read it";
    test::QuietWatcher watcher;
    const milliseconds given{30'000};
    const std::array<const Collector*, 3> asked{collector_named("system"), collector_named("mongo"),
                                                collector_named("cameras")};

    const auto all = run::gather(asked, scope, scratch.path(),
                                 {system_clock().uptime() + given, given}, watcher);

    std::vector<std::string> told;
    for (const auto& each : all)
        if (each.evidence.contains(accounts_item)) told.emplace_back(each.collector->id);
    CHECK(told == std::vector<std::string>{"mongo"});
}

TEST_CASE("run: what a collector wants remembered is appended and bounded") {
    const test::Scratch scratch;
    Collector collector = *collector_named("system");
    collector.remembers = "sample";
    std::vector<Gathered> one(1);
    one[0].collector = &collector;

    for (std::size_t i = 0; i < history_lines + 7; ++i) {
        one[0].evidence.insert_or_assign("sample", "{\"n\":" + std::to_string(i) + "}");
        REQUIRE(remember(one, scratch.path()));
    }

    const auto text = system_files().read(scratch.path() / "system.jsonl", 1 << 20);
    REQUIRE(text);
    CHECK(static_cast<std::size_t>(std::count(text->begin(), text->end(), '\n')) == history_lines);
    CHECK(text->starts_with("{\"n\":7}\n"));
}
