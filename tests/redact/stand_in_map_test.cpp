// SPDX-License-Identifier: Apache-2.0
#include "agent/redact/stand_in_map.hpp"

#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>

#include "agent/redact/case_key.hpp"
#include "platform/files.hpp"
#include "tests/redact/given.hpp"
#include "tests/scratch.hpp"

namespace diag::redact {
namespace {

const std::string line = "from jane.doe@example.com at 10.1.2.3 password=hunter2x\n";

/// Redacts `text` with the key of a case, and keeps what stands for what.
std::string redacted_for(const std::filesystem::path& state, const std::string& case_number,
                         const std::string& text) {
    auto made = Redactor::create(*case_key(state, case_number));
    const auto map = StandInMap::open(state, case_number);
    REQUIRE(made);
    REQUIRE(map);
    made->observe(map->observer());
    Redactions counts;
    return made->redact(text, counts)->text();
}

std::string address_in(const std::string& text) {
    const auto at = text.find(" at ") + 4;
    return text.substr(at, text.find(' ', at) - at);
}

TEST_CASE("map: a stand-in in a bundle leads back to what it was made from, on site alone") {
    const test::Scratch state;

    const auto text = redacted_for(state.path(), "47/11 x", line);
    const auto meanings = meanings_of(state.path(), address_in(text), "47/11 x");

    CHECK_FALSE(holds(text, "10.1.2.3"));
    REQUIRE(meanings);
    REQUIRE(meanings->size() == 1);
    CHECK(meanings->front().kind == "ipv4");
    CHECK(meanings->front().original == "10.1.2.3");
    CHECK(meanings_of(state.path(), address_in(text), "")->size() == 1);
    CHECK(meanings_of(state.path(), address_in(text), "other")->empty());
    CHECK(meanings_of(state.path(), "[secret:00000000]", "")->empty());
}

TEST_CASE("map: it is ours alone, holds a value once and none that is long") {
    const test::Scratch state;
    const auto file = state.path() / "map" / "7.map";
    redacted_for(state.path(), "7", line);
    const auto size = std::filesystem::file_size(file);

    redacted_for(state.path(), "7", line + line);
    redacted_for(state.path(), "7", "password=" + std::string(300, 'x') + "\n");

    struct stat found {};
    REQUIRE(::stat(file.c_str(), &found) == 0);
    CHECK((found.st_mode & 0777) == 0600);
    CHECK(std::filesystem::file_size(file) == size);
    ::chmod(file.c_str(), 0644);
    CHECK(StandInMap::open(state.path(), "7").error().fault == Fault::denied);
    CHECK_FALSE(meanings_of(state.path(), "x", "7"));
}

TEST_CASE("map: a line that a power cut tore harms none of the others") {
    const test::Scratch state;
    const auto text = redacted_for(state.path(), "7", line);
    const auto file = state.path() / "map" / "7.map";
    const auto whole = *system_files().read(file, 1 << 20);

    for (std::size_t cut = 0; cut <= whole.size(); ++cut) {
        REQUIRE(replace_file(file, std::string_view(whole).substr(0, cut)));
        redacted_for(state.path(), "7", line);
        const auto meanings = meanings_of(state.path(), address_in(text), "7");
        REQUIRE(meanings);
        REQUIRE_FALSE(meanings->empty());
        CHECK(meanings->back().original == "10.1.2.3");
    }
}

TEST_CASE("map: it grows to its bound and no further") {
    const test::Scratch state;
    {
        const auto map = StandInMap::open(state.path(), "7");
        REQUIRE(map);
        const std::string original(256, 'x');
        for (int i = 0; i < 40'000; ++i)
            map->add("secret", "[secret:" + std::to_string(i) + "]", original);
    }

    const auto size = std::filesystem::file_size(state.path() / "map" / "7.map");

    CHECK(size > (3u << 20));
    CHECK(size < (5u << 20));
    CHECK(StandInMap::open(state.path(), "7"));
    CHECK(*is_full(state.path(), "7"));
    CHECK(*is_full(state.path(), ""));
    CHECK_FALSE(*is_full(state.path(), "8"));
}

TEST_CASE("map: what it has no more room for is told, and only where something was not kept") {
    const test::Scratch state;
    const auto map = StandInMap::open(state.path(), "7");
    REQUIRE(map);
    const auto stand_in = [](std::size_t i) { return "[secret:" + std::to_string(i) + "]"; };
    for (std::size_t i = 0; i < most_stand_ins; ++i) map->add("secret", stand_in(i), "x");
    map->add("secret", stand_in(0), "x");
    CHECK(map->whole());

    map->add("secret", stand_in(most_stand_ins), "x");

    const auto whole = map->whole();
    REQUIRE_FALSE(whole);
    CHECK(whole.error().fault == Fault::full);
    CHECK(holds(whole.error().what, "7.map"));
    CHECK(*is_full(state.path(), "7"));
    CHECK(meanings_of(state.path(), stand_in(most_stand_ins), "7")->empty());
}

TEST_CASE("map: who tells it remembers one more than it holds, so that it hears of more") {
    const Told teller(most_stand_ins + 1), map;
    for (std::size_t i = 0; i <= most_stand_ins + 5; ++i) {
        const auto stand_in = std::to_string(i);
        if (teller.is_new(stand_in)) map.is_new(stand_in);
    }
    CHECK(map.has_passed_over());
}

TEST_CASE("map: a write that failed is told later, whatever was written since") {
    const test::Scratch state;
    const auto map = StandInMap::open(state.path(), "7");
    REQUIRE(map);
    struct rlimit before {};
    REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
    const auto handled = std::signal(SIGXFSZ, SIG_IGN);
    struct rlimit none = before;
    none.rlim_cur = 0;  // as a disk that is full
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &none) == 0);
    map->add("ipv4", "240.0.0.1", "10.1.2.3");
    const auto flushed = map->flush();
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &before) == 0);
    std::signal(SIGXFSZ, handled);
    CHECK_FALSE(flushed);

    map->add("ipv4", "240.0.0.2", "10.1.2.4");

    REQUIRE_FALSE(map->whole());
    CHECK(holds(map->whole().error().what, "7.map"));
    CHECK(meanings_of(state.path(), "240.0.0.2", "7")->size() == 1);
}

}  // namespace
}  // namespace diag::redact
