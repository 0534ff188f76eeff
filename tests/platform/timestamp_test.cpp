// SPDX-License-Identifier: Apache-2.0
#include "platform/timestamp.hpp"

#include <doctest.h>

#include <cstdlib>
#include <ctime>
#include <string>

using namespace diag;

namespace {

const Time reference{milliseconds{1'795'464'000'000}};  // 2026-11-23T20:00:00Z

/// Puts the process into a zone for the length of a test.
class InZone {
public:
    explicit InZone(const char* name) {
        if (const char* was = std::getenv("TZ")) before_ = was;
        set(name);
    }
    ~InZone() { set(before_ ? before_->c_str() : nullptr); }

private:
    static void set(const char* name) {
        if (name)
            setenv("TZ", name, 1);
        else
            unsetenv("TZ");
        tzset();
    }
    std::optional<std::string> before_;
};

std::string read(std::string_view line, std::string pattern = {}) {
    const auto when = TimestampReader(reference, std::move(pattern)).read(line);
    return when ? to_text(*when) : "nothing";
}

struct Line {
    std::string text;
    std::string when;
};

}  // namespace

TEST_CASE("timestamp: the common ways to write a time are recognised by sight") {
    const InZone utc("UTC");
    for (const Line& line : {
             Line{"2026-11-23T20:33:28Z x", "2026-11-23T20:33:28.000Z"},
             Line{"2026-11-23T20:33:28.123456789Z", "2026-11-23T20:33:28.123Z"},
             Line{"2026-11-23 20:33:28,5 INFO", "2026-11-23T20:33:28.500Z"},
             Line{"2026-11-23T20:33:28+0100 host kernel:", "2026-11-23T19:33:28.000Z"},
             Line{"2026-11-23T20:33:28.123-03:30: [GC", "2026-11-24T00:03:28.123Z"},
             Line{"2026-11-23 20:33:28 +0530 x", "2026-11-23T15:03:28.000Z"},
             Line{"2026-11-23 20:33:28 -1 left", "2026-11-23T20:33:28.000Z"},
             Line{"2026/11/23 20:33:28 [error] 1#1", "2026-11-23T20:33:28.000Z"},
             Line{"[2026-11-23 20:33:28] [info]", "2026-11-23T20:33:28.000Z"},
             Line{"ERROR 2026-11-23 20:33:28 boom", "2026-11-23T20:33:28.000Z"},
             Line{"WARN  [2026-11-23 20:33:28,001] x", "2026-11-23T20:33:28.001Z"},
             Line{"23-Nov-2026 20:33:28.123 INFO [main]", "2026-11-23T20:33:28.123Z"},
             Line{"Nov 23, 2026 8:33:28 PM org.apache", "2026-11-23T20:33:28.000Z"},
             Line{"Nov 23, 2026 12:03:28 AM org.apache", "2026-11-23T00:03:28.000Z"},
             Line{"Nov 23 19:33:28 host app[1]: x", "2026-11-23T19:33:28.000Z"},
             Line{"Nov  3 19:33:28 host app[1]: x", "2026-11-03T19:33:28.000Z"},
             Line{"[Mon Nov 23 20:33:28.123456 2026] [core]", "2026-11-23T20:33:28.123Z"},
             Line{"10.0.0.1 - bob [23/Nov/2026:20:33:28 +0100] \"GET", "2026-11-23T19:33:28.000Z"},
             Line{"{\"t\":{\"$date\":\"2026-11-23T20:33:28.123+00:00\"},\"s\":\"I\"",
                  "2026-11-23T20:33:28.123Z"},
             Line{"1795464000 x", "2026-11-23T20:00:00.000Z"},
             Line{"1795464000.25 45 10.0.0.1", "2026-11-23T20:00:00.250Z"},
             Line{"1795464000123,x", "2026-11-23T20:00:00.123Z"},
             Line{"2024-02-29 00:00:00", "2024-02-29T00:00:00.000Z"},
         }) {
        CAPTURE(line.text);
        CHECK(read(line.text) == line.when);
    }
}

TEST_CASE("timestamp: what is no time gives nothing") {
    const InZone utc("UTC");
    for (const char* line : {"",
                             " ",
                             "\tat com.real.covi.Store.put(Store.java:88)",
                             "    2026-11-23 20:33:28 indented",
                             "java.net.ConnectException: x",
                             "Caused by: java.io.IOException: Stale file handle",
                             "2026-11-23",
                             "2026-13-23 20:33:28",
                             "2026-02-29 20:33:28",
                             "2026-11-23 25:33:28",
                             "2026-11-23 20:61:28",
                             "179546400",
                             "17954640001",
                             "1795464000abc",
                             "[12345.678901] usb 1-1",
                             "Marriage 23 20:33:28 of sorts and more",
                             "Nov 31 20:33:28 host",
                             "20:33:28.123 [main]",
                             "{\"a\":1}",
                             "[",
                             "{"}) {
        CAPTURE(line);
        CHECK(read(line) == "nothing");
    }
}

TEST_CASE("timestamp: a time without a year is the nearest one before the reference") {
    const InZone utc("UTC");

    CHECK(read("Dec 31 23:59:59 host x") == "2025-12-31T23:59:59.000Z");
    CHECK(read("Nov 24 10:00:00 host x") == "2026-11-24T10:00:00.000Z");
    CHECK(read("Feb 29 10:00:00 host x") == "2024-02-29T10:00:00.000Z");
}

TEST_CASE("timestamp: on New Year's Eve a zone east of us may already write January") {
    const InZone utc("UTC");
    const Time eve{milliseconds{1'798'757'999'000}};  // 2026-12-31T22:59:59Z

    const auto when = TimestampReader(eve).read("Jan  1 00:30:00 host x");

    REQUIRE(when.has_value());
    CHECK(to_text(*when) == "2027-01-01T00:30:00.000Z");
}

TEST_CASE("timestamp: a time without a zone is local, summer and winter") {
    const InZone berlin("Europe/Berlin");

    CHECK(read("2026-11-23 20:33:28") == "2026-11-23T19:33:28.000Z");
    CHECK(read("2026-07-23 20:33:28") == "2026-07-23T18:33:28.000Z");
    CHECK(read("2026-07-23 20:33:28Z") == "2026-07-23T20:33:28.000Z");
}

TEST_CASE("timestamp: the night the clock goes back counts from its first pass") {
    const InZone berlin("Europe/Berlin");

    CHECK(read("2026-10-25 01:59:59") == "2026-10-24T23:59:59.000Z");
    CHECK(read("2026-10-25 02:30:00") == "2026-10-25T00:30:00.000Z");
    CHECK(read("2026-10-25 03:00:00") == "2026-10-25T02:00:00.000Z");
}

TEST_CASE("timestamp: the hour that spring leaves out still has a place in time") {
    const InZone berlin("Europe/Berlin");

    CHECK(read("2026-03-29 02:30:00") == "2026-03-29T01:30:00.000Z");
    CHECK(read("2026-03-29 03:00:00") == "2026-03-29T01:00:00.000Z");
}

TEST_CASE("timestamp: a logback date pattern is followed") {
    const InZone utc("UTC");
    struct Case {
        std::string pattern;
        std::string line;
        std::string when;
    };
    for (const Case& of : {
             Case{"yyyy-MM-dd HH:mm:ss.SSS", "2026-11-23 20:33:28.123 [main]",
                  "2026-11-23T20:33:28.123Z"},
             Case{"ISO8601", "2026-11-23 20:33:28,123 [main]", "2026-11-23T20:33:28.123Z"},
             Case{"yyyy-MM-dd'T'HH:mm:ss.SSSXXX", "2026-11-23T20:33:28.123-05:00 x",
                  "2026-11-24T01:33:28.123Z"},
             Case{"dd.MM.yyyy HH:mm:ss", "23.11.2026 20:33:28 x", "2026-11-23T20:33:28.000Z"},
             Case{"MM/dd/yy hh:mm:ss a", "11/23/26 08:33:28 PM x", "2026-11-23T20:33:28.000Z"},
             Case{"yyyyMMdd-HHmmssSSS", "20261123-203328123 x", "2026-11-23T20:33:28.123Z"},
             Case{"dd MMM HH:mm:ss", "03 nov. 20:33:28 x", "2026-11-03T20:33:28.000Z"},
             Case{"dd-MMMM-yyyy HH:mm:ss", "03-dezembro-2025 20:33:28 x",
                  "2025-12-03T20:33:28.000Z"},
             Case{"EEE, dd MMM yyyy HH:mm:ss z", "Mon, 23 Nov 2026 20:33:28 GMT x",
                  "2026-11-23T20:33:28.000Z"},
             Case{"yyyy-MM-dd HH 'o''clock' mm:ss", "2026-11-23 20 o'clock 33:28",
                  "2026-11-23T20:33:28.000Z"},
             Case{"dd.MM.yyyy HH:mm:ss", "[http-8080-exec-1] ERROR 23.11.2026 20:33:28 x",
                  "2026-11-23T20:33:28.000Z"},
             Case{"dd.MM.yyyy HH:mm:ss", "[23.11.2026 20:33:28] x", "2026-11-23T20:33:28.000Z"},
             Case{"HH:mm:ss.SSS", "20:33:28.123 [main] x", "nothing"},
             Case{"qq", "2026-11-23 20:33:28 x", "2026-11-23T20:33:28.000Z"},
             Case{"dd.MM.yyyy HH:mm:ss", "2026-11-23 20:33:28 x", "2026-11-23T20:33:28.000Z"},
         }) {
        CAPTURE(of.pattern);
        CAPTURE(of.line);
        CHECK(read(of.line, of.pattern) == of.when);
    }
}

TEST_CASE("timestamp: logback's zone option decides where the line names none") {
    const InZone tokyo("Asia/Tokyo");

    CHECK(read("23.11.2026 20:33:28 x", "dd.MM.yyyy HH:mm:ss, UTC") == "2026-11-23T20:33:28.000Z");
    CHECK(read("23.11.2026 20:33:28,5 x", "\"dd.MM.yyyy HH:mm:ss,SSS\", GMT-3") ==
          "2026-11-23T23:33:28.500Z");
    CHECK(read("23.11.2026 20:33:28 x", "dd.MM.yyyy HH:mm:ss, Australia/Perth") == "nothing");
    CHECK(read("23.11.2026 20:33:28,5 x", "dd.MM.yyyy HH:mm:ss,SSS") == "2026-11-23T11:33:28.500Z");
}
