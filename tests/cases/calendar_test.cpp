// SPDX-License-Identifier: Apache-2.0
#include "agent/cases/calendar.hpp"

#include "agent/cases/dates.hpp"
#include "tests/cases/calendars.hpp"
#include "tests/fakes.hpp"

namespace diag::cases {
namespace {

using namespace std::chrono;

std::string mistake(const std::string& text) {
    const auto read = calendar_from(system_files(), text, "calendar.toml", "UTC");
    return read ? "" : read.error().what;
}

TEST_CASE("calendar: every key may be left out") {
    const auto plain = test::calendar("");
    CHECK(in_words(plain) == "Mon-Fri 09:00-18:00 UTC, no holidays");
    const auto all = test::calendar(
        "zone = \"Asia/Dubai\"\ndays = [\"sun\", \"mon\", \"thu\"]\nhours = \"07:30-24:00\"\n"
        "holidays = [\"2026-12-02\", \"12-03\"]\n");
    CHECK(in_words(all) == "Mon, Thu, Sun 07:30-24:00 Asia/Dubai, 2 holidays");
}

TEST_CASE("calendar: hours are those of the zone on that day") {
    const auto madrid = test::calendar("zone = \"Europe/Madrid\"");
    const auto winter = hours_on(madrid, local_days{2026y / January / 5});
    const auto summer = hours_on(madrid, local_days{2026y / July / 6});
    REQUIRE((winter && summer));
    CHECK(to_text(winter->begin) == "2026-01-05T08:00:00.000Z");
    CHECK(to_text(summer->end) == "2026-07-06T16:00:00.000Z");
    CHECK_FALSE(hours_on(madrid, local_days{2026y / January / 4}));
}

TEST_CASE("calendar: one without a business day is a mistake") {
    CHECK(mistake("days = []").starts_with("calendar.toml:1: days: expected a list with one"));
    std::string every = "holidays = [";
    for (local_days day{2024y / 1 / 1}; day < local_days{2025y / 1 / 1}; day += days{1}) {
        const year_month_day date{day};
        const auto two = [](unsigned n) { return (n < 10 ? "0" : "") + std::to_string(n); };
        every += "\"" + two(static_cast<unsigned>(date.month())) + "-" +
                 two(static_cast<unsigned>(date.day())) + "\", ";
    }
    CHECK(mistake(every + "]") == "calendar.toml: holidays leave no business day");
}

TEST_CASE("calendar: a mistake is told with file, line and what was expected") {
    for (const auto& [text, expected] : std::vector<std::pair<std::string, std::string>>{
             {"\nhours = \"18:00-09:00\"", "calendar.toml:2: hours: expected two times"},
             {"hours = \"09:00-25:00\"", "calendar.toml:1: hours: "},
             {"hours = \"9-18\"", "calendar.toml:1: hours: "},
             {"hours = 9", "calendar.toml:1: hours: "},
             {"days = [\"monday\"]", "calendar.toml:1: days: expected mon"},
             {"days = \"mon\"", "calendar.toml:1: days: "},
             {"holidays = [\"2026-02-29\"]", "calendar.toml:1: holidays: "},
             {"holidays = [\"13-01\"]", "calendar.toml:1: holidays: "},
             {"holidays = [2026-12-24]", "calendar.toml:1: holidays: "},
             {"zone = \"Mars/Olympus\"", "calendar.toml:1: zone: there is no time zone"},
             {"zone = \"../../etc/passwd\"", "calendar.toml:1: zone: "},
             {"zone = 1", "calendar.toml:1: zone: "},
             {"weekend = []", "calendar.toml:1: weekend: expected zone, days"},
             {"zone = ", "calendar.toml:1: "}})
        CHECK_MESSAGE(mistake(text).starts_with(expected), mistake(text));
}

TEST_CASE("calendar: a file that was asked for must be there, the usual one need not") {
    test::FakeFiles files;
    CHECK(calendar_in(files, "/etc/c.toml", true).error().fault == Fault::absent);
    const auto usual = calendar_in(files, "/etc/c.toml", false);
    REQUIRE(usual);
    CHECK(usual->zone_name == "UTC");
    files.texts["/etc/c.toml"] = "days = [\"sat\"]";
    CHECK(in_words(*calendar_in(files, "/etc/c.toml", false)).starts_with("Sat 09:00"));
}

TEST_CASE("calendar: times are written by the clocks of the zone") {
    const auto newfoundland = test::calendar("zone = \"America/St_Johns\"");
    CHECK(local_text(newfoundland.zone, test::utc("2026-01-05T12:00")) ==
          "2026-01-05 08:30 UTC-03:30");
    CHECK(local_text(TimeZone{}, test::utc("2026-01-05T12:00")) == "2026-01-05 12:00 UTC");
}

}  // namespace
}  // namespace diag::cases
