// SPDX-License-Identifier: Apache-2.0
#include "agent/cases/entry.hpp"

#include "platform/authority.hpp"
#include "tests/cases/calendars.hpp"

namespace diag::cases {
namespace {

using test::utc;

struct Signer {
    PrivateKey key = *PrivateKey::generate();
    Certificate certificate = *self_signed({.role = Role::engineer,
                                            .name = "Ruth",
                                            .level = "L2",
                                            .host = {},
                                            .from = utc("2024-01-01T00:00"),
                                            .until = utc("2036-01-01T00:00")},
                                           key);
};

/// Entries as one person signs them, one after the other.
struct Book {
    Signer ruth;
    std::vector<std::string> documents;

    History::Belief belief() const {
        return [this](const cms::Signed& signer) -> Result<> {
            if (signer.signer.fingerprint() == ruth.certificate.fingerprint()) return {};
            return Error{Fault::refused, "signed by a stranger"};
        };
    }
    Result<History> history() const { return History::from("4711", documents, belief()); }

    Result<> add(Kind kind, const char* at, std::string reason = "",
                 std::optional<Severity> severity = {}) {
        const auto before = history();
        if (!before) return before.error();
        const auto entry = before->next(kind, utc(at), "Ruth", std::move(reason), severity);
        if (!entry) return entry.error();
        auto document = History::signed_document(*entry, ruth.certificate, ruth.key);
        if (!document) return document.error();
        documents.push_back(std::move(*document));
        return {};
    }
};

TEST_CASE("case entries: what happened becomes the course of the case") {
    Book book;
    REQUIRE(book.add(Kind::opened, "2024-11-23T08:00", "", Severity::medium));
    REQUIRE(book.add(Kind::responded, "2024-11-23T10:00"));
    REQUIRE(book.add(Kind::paused, "2024-11-23T11:00", "the customer is away"));
    REQUIRE(book.add(Kind::resumed, "2024-11-24T11:00"));
    REQUIRE(book.add(Kind::updated, "2024-11-24T12:00"));
    REQUIRE(book.add(Kind::severity, "2024-11-24T12:00", "", Severity::high));
    const auto history = book.history();
    REQUIRE(history);
    CHECK(history->is_open());
    CHECK_FALSE(history->is_paused());
    const auto course = history->course();
    CHECK(course.severity == Severity::high);
    CHECK(course.opened == utc("2024-11-23T08:00"));
    CHECK(course.responded == utc("2024-11-23T10:00"));
    CHECK(course.updates == std::vector{utc("2024-11-24T12:00")});
    REQUIRE(course.pauses.size() == 1);
    CHECK(course.pauses.front().until == utc("2024-11-24T11:00"));
    CHECK(history->entries()[2].reason == "the customer is away");
}

TEST_CASE("case entries: what cannot have happened is refused") {
    Book book;
    CHECK_FALSE(book.add(Kind::responded, "2024-11-23T08:00"));
    CHECK_FALSE(book.add(Kind::opened, "2024-11-23T08:00"));
    REQUIRE(book.add(Kind::opened, "2024-11-23T08:00", "", Severity::low));
    CHECK_FALSE(book.add(Kind::opened, "2024-11-23T09:00", "", Severity::low));
    CHECK_FALSE(book.add(Kind::resumed, "2024-11-23T09:00"));
    CHECK_FALSE(book.add(Kind::paused, "2024-11-23T09:00"));
    CHECK_FALSE(book.add(Kind::paused, "2024-11-23T09:00", "two\nlines"));
    CHECK_FALSE(book.add(Kind::updated, "2024-11-23T07:59"));
    REQUIRE(book.add(Kind::paused, "2024-11-23T09:00", "parts are on their way"));
    CHECK_FALSE(book.add(Kind::paused, "2024-11-23T10:00", "again"));
    REQUIRE(book.add(Kind::closed, "2024-11-23T11:00"));
    CHECK_FALSE(book.history()->is_paused());
    CHECK_FALSE(book.add(Kind::updated, "2024-11-23T12:00"));
    REQUIRE(book.add(Kind::opened, "2024-11-24T08:00", "it is back", Severity::high));
    const auto course = book.history()->course();
    CHECK(course.pauses.empty());
    CHECK_FALSE(course.closed);
}

TEST_CASE("case entries: one that is altered, moved, taken out or signed by another is found") {
    Book book;
    REQUIRE(book.add(Kind::opened, "2024-11-23T08:00", "", Severity::high));
    REQUIRE(book.add(Kind::paused, "2024-11-23T09:00", "waiting"));
    REQUIRE(book.add(Kind::resumed, "2024-11-23T10:00"));
    auto moved = book.documents;
    std::swap(moved[1], moved[2]);
    CHECK_FALSE(History::from("4711", moved, book.belief()));
    auto without = book.documents;
    without.erase(without.begin() + 1);
    CHECK_FALSE(History::from("4711", without, book.belief()));
    CHECK_FALSE(History::from("4712", book.documents, book.belief()));
    auto altered = book.documents;
    const auto at = altered[1].find("waiting");
    REQUIRE(at != std::string::npos);
    altered[1][at] = 'W';
    CHECK_FALSE(History::from("4711", altered, book.belief()));

    const Signer other;
    auto entry = *entry_from(cms::open_document(book.documents[2])->content);
    auto forged = book.documents;
    forged[2] = *History::signed_document(entry, other.certificate, other.key);
    const auto read = History::from("4711", forged, book.belief());
    REQUIRE_FALSE(read);
    CHECK(read.error().what.find("entry 3 of case 4711") != std::string::npos);
    // Nor does one count in which somebody names another.
    entry.by = "Anna";
    forged[2] = *History::signed_document(entry, book.ruth.certificate, book.ruth.key);
    CHECK_FALSE(History::from("4711", forged, book.belief()));
}

TEST_CASE("case entries: what was noted only later is told with when it was noted") {
    Book book;
    REQUIRE(book.add(Kind::opened, "2024-11-23T08:00", "", Severity::high));
    REQUIRE(book.add(Kind::responded, "2024-11-23T10:00"));
    const auto now = system_clock().now();
    const auto history = book.history();
    REQUIRE(history);

    const auto clocks = history->clocks(test::calendar("zone = \"UTC\""), now);

    REQUIRE(clocks);
    const auto& response = clocks->front();
    CHECK(response.state == State::met);
    REQUIRE(response.noted);
    CHECK(*response.noted > now - std::chrono::minutes{5});
    CHECK_FALSE(clocks->back().noted);
    const auto told = history->to_json();
    CHECK(json::text_at(told[1], "noted") == to_text(*response.noted));
    CHECK(json::text_at(told[0], "severity") == "high");
    CHECK_FALSE(json::text_at(told[1], "severity"));
}

TEST_CASE("case entries: what is noted within five minutes was noted in time") {
    Entry entry{.case_number = "4711", .at = utc("2024-11-23T08:00")};
    CHECK_FALSE(entry.noted_later());
    entry.noted = utc("2024-11-23T08:05");
    CHECK_FALSE(entry.noted_later());
    entry.noted = utc("2024-11-23T08:06");
    CHECK(entry.noted_later() == entry.noted);
}

TEST_CASE("case entries: one that tells of what was to come when it was signed is refused") {
    Book book;
    const auto opened = *History("4711").next(
        Kind::opened, system_clock().now() + std::chrono::hours{1}, "Ruth", "", Severity::high);
    book.documents = {*History::signed_document(opened, book.ruth.certificate, book.ruth.key)};

    const auto read = book.history();

    REQUIRE_FALSE(read);
    CHECK(read.error().fault == Fault::refused);
    CHECK(read.error().what.find("before what it tells") != std::string::npos);
}

TEST_CASE("case entries: none is signed before what it tells or before the one ahead of it") {
    const Entry entry{.case_number = "4711", .at = utc("2024-11-23T08:00")};
    CHECK(timely(entry, utc("2024-11-23T08:00"), {}));
    CHECK(timely(entry, utc("2024-11-23T07:55"), utc("2024-11-23T08:00")));
    CHECK_FALSE(timely(entry, utc("2024-11-23T07:54"), {}));
    CHECK(timely(entry, utc("2024-11-24T08:00"), utc("2024-11-24T08:05")));
    CHECK_FALSE(timely(entry, utc("2024-11-24T08:00"), utc("2024-11-24T08:06")));
}

TEST_CASE("case entries: a text is an entry as we write it, or none") {
    const Entry entry{.case_number = "4711",
                      .n = 1,
                      .kind = Kind::opened,
                      .at = utc("2024-11-23T08:00"),
                      .by = "Ruth",
                      .reason = {},
                      .severity = Severity::high,
                      .previous = {}};
    const auto text = text_of(entry);
    REQUIRE(entry_from(text));
    CHECK(text_of(*entry_from(text)) == text);
    const auto with = [&](std::string_view what, std::string_view instead) {
        auto changed = text;
        const auto place = changed.find(what);
        REQUIRE(place != std::string::npos);
        return entry_from(changed.replace(place, what.size(), instead));
    };
    CHECK(with("\"format\":1", "\"format\":2").error().fault == Fault::unsupported);
    for (const auto& [what, instead] : std::vector<std::pair<const char*, const char*>>{
             {"\"4711\"", "\"\""},
             {"\"4711\"", "\"../x\""},
             {"\"n\":1", "\"n\":0"},
             {"\"n\":1", "\"n\":2"},
             {"opened", "forgotten"},
             {"\"high\"", "\"1\""},
             {"\"Ruth\"", "\"Ruth\\nAnna\""},
             {"\"reason\":\"\"", "\"reason\":\"\",\"more\":1"}})
        CHECK_FALSE_MESSAGE(with(what, instead), instead);
}

}  // namespace
}  // namespace diag::cases
