// SPDX-License-Identifier: Apache-2.0
#include "desk/settings.hpp"

#include "sample.hpp"

using namespace diag;
using namespace diag::test;

namespace {

Result<desk::Settings> read(std::string_view text) {
    Scratch scratch;
    scratch.file("desk.toml", text);
    return desk::settings_of(scratch.path());
}

bool names(const Result<desk::Settings>& settings, std::string_view words) {
    return !settings && settings.error().fault == Fault::malformed &&
           settings.error().what.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("desk settings: a desk.toml of old has the defaults for what it does not set") {
    const auto settings =
        read("# A desk.\nid = \"i\"\nname = \"Acme\"\ncreated = 2026-11-23T20:33:28.123Z\n");

    REQUIRE(settings);
    CHECK((settings->name == "Acme" && settings->url.empty()));
    CHECK(settings->listen == "0.0.0.0:8443");
    CHECK((settings->bundle_bytes == 4ull << 30 && settings->agents == 20'000));
}

TEST_CASE("desk settings: every key sets what it says, sizes also in words") {
    const auto settings = read(
        "id = \"i\"\nname = \"n\"\nurl = \"https://support.example:8443\"\n"
        "listen = \"[::]:443\"\nmetrics = \"\"\n[limits]\nbundle_bytes = \"2GiB\"\n"
        "day_bytes = 1500000000\nuploads = 2\nkeep_free_percent = 0\nagents = 5\n");

    REQUIRE(settings);
    CHECK(settings->url == "https://support.example:8443");
    CHECK((settings->listen == "[::]:443" && settings->metrics.empty()));
    CHECK((settings->bundle_bytes == 2ull << 30 && settings->day_bytes == 1'500'000'000));
    CHECK((settings->uploads == 2 && settings->keep_free_percent == 0 && settings->agents == 5));
}

TEST_CASE("desk settings: each mistake is named with its line, its key and what was expected") {
    const auto settings = read(
        "url = \"http://desk.example\"\n\nlisten = \"support.example:8443\"\n"
        "limit = 3\n[limits]\nuploads = 0\nagents = \"many\"\nbundle_bits = 1\nlimits.x = 1\n");

    CHECK(names(settings, "desk.toml:1: url: expected https://HOST[:PORT], got \"http://desk"));
    CHECK(names(settings, "desk.toml:3: listen: expected ADDRESS:PORT"));
    CHECK(names(settings, "desk.toml:4: limit: there is no such key; did you mean 'limits'?"));
    CHECK(names(settings, "desk.toml:6: limits.uploads: expected a whole number from 1 to 1000"));
    CHECK(names(settings, "desk.toml:7: limits.agents: expected"));
    CHECK(names(settings, ":8: limits.bundle_bits: there is no such key; did you mean"));
    CHECK(names(settings, ":9: limits.limits: there is no such key"));
}

TEST_CASE("desk settings: what is no TOML is a mistake in its line, not a crash") {
    CHECK(names(read("id = \"i\"\nname = \n"), "desk.toml:2: "));
    CHECK(names(read("id = \"i\"\nid = \"j\"\n"), "desk.toml:2: "));
    CHECK(names(read(std::string_view("id\0 = 1\n", 8)), "desk.toml:1: a control character"));
    CHECK(names(read("listen = \"1.2.3.4:0\"\n"), "listen"));
    CHECK(names(read("listen = \"::1:80\"\n"), "listen"));
    CHECK(fault_of(desk::settings_of("/no/such/desk")) == Fault::absent);
}
