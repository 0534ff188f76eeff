// SPDX-License-Identifier: Apache-2.0
#include "agent/availability/samples.hpp"

#include <doctest.h>

#include <filesystem>

#include "agent/availability/evidence.hpp"
#include "agent/availability/sample_writer.hpp"
#include "platform/cms.hpp"
#include "tests/availability/history.hpp"
#include "tests/scratch.hpp"

namespace diag::test {
namespace {

using availability::Samples;

const auto runs = History{}.state(State::up, 10).state(State::down, 5).state(State::up, 10).runs;

void write_all(const std::filesystem::path& state, std::uint64_t bound = Samples::most_bytes) {
    auto samples = Samples::open(state, bound);
    REQUIRE(samples);
    for (const auto& run : runs) REQUIRE(samples->append(run));
}

TEST_CASE("availability: what was written is read back in order, by the next service too") {
    const Scratch state;
    write_all(state.path());
    write_all(state.path());

    const auto reading = availability::all_samples(state.path());

    REQUIRE(reading);
    CHECK(reading->runs.size() == 6);
    CHECK(reading->runs.front() == runs.front());
    CHECK(reading->damaged == 0);
}

TEST_CASE("availability: a run torn by a power cut, at any byte, costs itself alone") {
    for (std::size_t cut = 1; cut < availability::run_bytes; ++cut) {
        const Scratch state;
        write_all(state.path());
        std::filesystem::resize_file(state.path() / "cloud/samples",
                                     3 * availability::run_bytes - cut);
        write_all(state.path());

        const auto reading = availability::all_samples(state.path());
        REQUIRE(reading);
        CHECK(reading->runs.size() == 5);
        CHECK(reading->damaged == 0);
    }
}

TEST_CASE("availability: a full file becomes the old one, and no more than two are kept") {
    const Scratch state;
    for (int i = 0; i < 20; ++i) write_all(state.path(), 5 * availability::run_bytes);

    std::uintmax_t bytes = 0;
    for (const auto& each : std::filesystem::directory_iterator(state.path() / "cloud"))
        bytes += each.file_size();
    CHECK(bytes <= 10 * availability::run_bytes);
    CHECK(availability::all_samples(state.path())->runs.size() >= 5);
}

TEST_CASE("availability: nobody sampled, nothing on record, and that is no failure") {
    const Scratch state;

    const auto reading = availability::all_samples(state.path());

    REQUIRE(reading);
    CHECK(reading->runs.empty());
}

TEST_CASE("availability: a link in place of the file is not followed") {
    const Scratch state;
    write_all(state.path());
    const auto file = state.path() / "cloud/samples";
    std::filesystem::rename(file, state.path() / "elsewhere");
    std::filesystem::create_symlink(state.path() / "elsewhere", file);

    CHECK_FALSE(Samples::open(state.path()));
}

TEST_CASE("availability: the signed document holds the figures and the runs they came from") {
    const Zone zone("UTC0");
    const Scratch state;
    const auto agent = exchange::agent_identity(state.path());
    const auto month = availability::month_from("2026-10");
    REQUIRE(agent);
    REQUIRE(month);
    const auto account = availability::account_of(*month, {.runs = runs, .damaged = 1}, {},
                                                  Time{std::chrono::seconds{october + 1'500}});

    const auto document = availability::signed_account(account, *agent);
    REQUIRE(document);
    const auto opened = cms::open_document(*document);
    REQUIRE(opened);
    const auto read = json::parse(opened->content);
    REQUIRE(read);
    CHECK(opened->signers.front().signer.fingerprint() == agent->certificate.fingerprint());
    CHECK(json::integer_at(*read, "seconds.cloud") == 300);
    CHECK(json::integer_at(*read, "total_seconds") == 1'500);
    CHECK(json::flag_at(*read, "whole_month") == false);
    CHECK(json::list_at(*read, "runs").size() == 3);
    CHECK(json::list_at(*read, "outages").size() == 1);
    CHECK(json::text_at(*read, "caveat").value_or("").find("firewall") != std::string::npos);
    CHECK(json::text_at(*read, "first_answer").value_or("").starts_with("2026-10-01T00:00:00"));
}

TEST_CASE(
    "availability: a document of a time in which nothing was seen says neither kept nor missed") {
    const Zone zone("UTC0");
    const auto month = availability::month_from("2026-10");
    REQUIRE(month);
    const auto account = availability::account_of(*month, {.runs = {}, .damaged = 0}, {},
                                                  Time{std::chrono::seconds{october + 1'500}});

    const auto document = to_json(account, true);

    CHECK(json::find(document, "missed")->is_null());
    CHECK(json::find(document, "availability")->is_null());
    CHECK(json::find(document, "first_answer")->is_null());
    CHECK(json::integer_at(document, "seen_seconds") == 0);
}

TEST_CASE("availability: a month is claimed from where its outage began, and its runs show it") {
    const Zone zone("UTC0");
    const auto month = availability::month_from("2026-10");
    REQUIRE(month);
    History history;
    history.now -= 7'800;
    history.state(State::up, 10);
    for (int i = 0; i < 48; ++i) history.state(State::down, 5);
    history.state(State::up, 10);

    const auto account = availability::account_of(*month, {.runs = history.runs, .damaged = 0}, {},
                                                  Time{std::chrono::seconds{history.now}});

    CHECK(account.figures.claim_by == "2026-10-07");
    CHECK(account.figures.of(Class::cloud) == 7'200);
    CHECK(account.runs.size() == history.runs.size());
}

TEST_CASE("availability: what cannot be written waits, and is written in order once it can") {
    const Scratch state;
    const auto in_the_way = state.file("cloud", "no directory");
    availability::SampleWriter writer(state.path());

    CHECK_FALSE(writer.keep(runs[0]));
    CHECK_FALSE(writer.keep(runs[1]));
    CHECK_FALSE(writer.keep(std::nullopt));
    std::filesystem::remove(in_the_way);
    CHECK(writer.keep(runs[2]));

    const auto reading = availability::all_samples(state.path());
    REQUIRE(reading);
    CHECK(reading->runs == runs);
}

TEST_CASE("availability: of what cannot be written no more than a bound waits, the oldest goes") {
    const Scratch state;
    const auto in_the_way = state.file("cloud", "no directory");
    availability::SampleWriter writer(state.path());
    for (std::size_t i = 0; i <= availability::SampleWriter::most_waiting; ++i)
        CHECK_FALSE(writer.keep(runs[i == 0 ? 0 : 1]));
    std::filesystem::remove(in_the_way);

    CHECK(writer.keep(std::nullopt));

    const auto reading = availability::all_samples(state.path());
    REQUIRE(reading);
    CHECK(reading->runs.size() == availability::SampleWriter::most_waiting);
    CHECK(reading->runs.front() == runs[1]);
}

TEST_CASE("availability: a full file that was turned without a new one costs no further run") {
    const Scratch state;
    auto samples = Samples::open(state.path(), 3 * availability::run_bytes);
    REQUIRE(samples);
    for (const auto& run : runs) REQUIRE(samples->append(run));
    std::filesystem::rename(state.path() / "cloud/samples", state.path() / "cloud/samples.old");

    REQUIRE(samples->append(runs.front()));

    CHECK(availability::all_samples(state.path())->runs.size() == 4);
}

}  // namespace
}  // namespace diag::test
