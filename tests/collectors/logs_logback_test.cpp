// SPDX-License-Identifier: Apache-2.0
#include <doctest.h>

#include "collectors/logs/logback.hpp"
#include "tests/fakes.hpp"

using namespace diag;
using namespace diag::logs;

TEST_CASE("logback: file, rotated names, date pattern, retention and levels are read") {
    const auto logback = parse_logback(test::fixture("logs/logback-event.xml"));

    REQUIRE(logback);
    REQUIRE(logback->appenders.size() == 3);
    const auto& app = logback->appenders[0];
    CHECK(app.file == "/data/safr/cv-event/logs/app.log");
    CHECK(app.file_pattern == "/data/safr/cv-event/logs/app.%d{yyyy-MM-dd}.%i.log.gz");
    CHECK(app.date_pattern == "dd.MM.yyyy HH:mm:ss.SSS, UTC");
    CHECK(app.kept_days == 14);
    CHECK(app.total_cap == "10GB");
    CHECK(logback->appenders[1].kept_days == 2);
    CHECK_FALSE(logback->appenders[2].rolls);
    REQUIRE(logback->loggers.size() == 3);
    CHECK(logback->loggers[0].level == "DEBUG");
    CHECK(logback->loggers[1].level == "TRACE");
    CHECK(logback->loggers[2].name.empty());
}

TEST_CASE("logback: a file belongs to the appender that wrote or rotated it") {
    const auto logback = parse_logback(test::fixture("logs/logback-event.xml"));
    REQUIRE(logback);

    REQUIRE(logback->appender_of("app.2026-11-22.0.log.gz") != nullptr);
    CHECK(logback->appender_of("app.2026-11-22.0.log.gz")->name == "APP");
    CHECK(logback->appender_of("sync.log")->name == "SYNC");
    CHECK(logback->appender_of("other.log") == nullptr);
}

TEST_CASE("logback: an appender whose file is all unknown owns nothing") {
    const auto logback = parse_logback(
        "<configuration><appender name='A'><file>${LOG_FILE}</file></appender></configuration>");

    REQUIRE(logback);
    CHECK(logback->appenders[0].file == "${LOG_FILE}");
    CHECK(logback->appender_of("app.log") == nullptr);
}

TEST_CASE("logback: a date without option is ISO 8601, and a pattern without a date is none") {
    const auto date_of = [](const std::string& pattern) {
        const auto logback =
            parse_logback("<configuration><appender name='A'><encoder><pattern>" + pattern +
                          "</pattern></encoder></appender></configuration>");
        return logback ? logback->appenders[0].date_pattern : logback.error().what;
    };

    CHECK(date_of("%d %-5level %msg%n") == "ISO8601");
    CHECK(date_of("%date{HH:mm:ss} %msg") == "HH:mm:ss");
    CHECK(date_of("%-5level %msg") == "");
    CHECK(date_of("%d{unclosed") == "unclosed");
}

TEST_CASE("logback: properties that name each other in a circle come to an end") {
    const auto logback = parse_logback(
        "<configuration><property name='a' value='${b}${b}'/><property name='b' value='${a}${a}'/>"
        "<appender name='A'><file>${a}</file></appender></configuration>");

    REQUIRE(logback);
    CHECK(logback->appenders[0].file.size() <= 8192);
}

TEST_CASE("logback: entities are not followed") {
    const auto logback = parse_logback(
        "<!DOCTYPE c [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
        "<configuration><appender name='A'><file>&x;</file></appender></configuration>");

    REQUIRE(logback);
    CHECK(logback->appenders[0].file == "&x;");
}

TEST_CASE("logback: what is no configuration is refused with the reason") {
    const auto cut = parse_logback("<configuration><root level='WARN'>");
    REQUIRE_FALSE(cut);
    CHECK(cut.error().fault == Fault::malformed);
    CHECK_FALSE(parse_logback("<html/>"));
    CHECK_FALSE(parse_logback(""));
    CHECK_FALSE(parse_logback(std::string(logback_limit + 1, ' ')));
}

TEST_CASE("logback: nesting as deep as the file is long does not exhaust the stack") {
    std::string deep;
    for (int i = 0; i < 30'000; ++i) deep += "<a>";

    CHECK_FALSE(parse_logback(deep));
    std::string closed = deep;
    for (int i = 0; i < 30'000; ++i) closed += "</a>";
    CHECK_FALSE(parse_logback(closed));
}

TEST_CASE("logback: rotated names become a pattern with stars") {
    CHECK(glob_of("app.%d{yyyy-MM-dd}.%i.log.gz") == "app.*.*.log.gz");
    CHECK(glob_of("app.%date.log") == "app.*.log");
    CHECK(glob_of("${X}/app.log") == "*/app.log");
    CHECK(glob_of("100%") == "100%");
    CHECK(glob_of("a%d{open") == "a*");
}
