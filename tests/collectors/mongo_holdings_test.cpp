// SPDX-License-Identifier: Apache-2.0
// What a database is asked of its contents, and what its answers come to.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>

#include "collectors/mongo/holdings.hpp"
#include "platform/json.hpp"

using namespace diag;
using namespace diag::mongo;

namespace {

/// Answers by the command's name, database and collection: "count event.events".
struct FakeDatabase {
    std::map<std::string, Result<std::string>> answers;
    std::vector<std::string> asked;
    std::set<std::string> in_doubt;

    Result<std::string> answer(const std::string& database, const std::string& command) {
        const auto document = json::parse(command);
        REQUIRE(document);
        const auto first = *document->get_object().begin();
        std::string name(first.key());
        name += " " + database;
        if (first.value().is_string()) name += "." + std::string(first.value().get_string());
        if (json::flag_at(*document, "authorizedCollections").value_or(false)) name += " own";
        if (const auto order = json::integer_at(*document, "sort._id"))
            name += *order > 0 ? " least" : " greatest";
        asked.push_back(name);
        const auto found = answers.find(name);
        return found == answers.end() ? Result<std::string>{R"({"ok": 1, "n": 0})"} : found->second;
    }

    Result<std::string> holdings(std::size_t most = 1000) {
        return ask_holdings(
            [&](const auto& database, const auto& command) { return answer(database, command); },
            [&](const auto&, const auto& name) { return in_doubt.contains(name); },
            [&] { return asked.size() >= most; });
    }
};

FakeDatabase two_collections() {
    FakeDatabase fake;
    fake.answers = {
        {"listDatabases admin",
         R"({"ok": 1, "databases": [{"name": "event"}, {"name": "local"}, {"name": "config"}]})"},
        {"listCollections event",
         R"({"ok": 1, "cursor": {"id": 0, "firstBatch": [
            {"name": "events", "type": "collection", "options": {}},
            {"name": "log", "type": "collection", "options": {"capped": true}},
            {"name": "all", "type": "view"}, {"name": "system.views", "type": "collection"}]}})"},
        {"count event.events", R"({"ok": 1, "n": 1200})"},
        {"count event.log", R"({"ok": 1, "n": {"$numberLong": "7"}})"},
        {"listIndexes event.events",
         R"({"ok": 1, "cursor": {"id": 0, "firstBatch": [{"name": "_id_"},
            {"name": "start_-1"}, {"name": "soon", "buildUUID": "x"}]}})"},
        {"listIndexes event.log", R"({"ok": 1, "cursor": {"id": 0, "firstBatch": []}})"},
    };
    return fake;
}

/// What an interview brings, as conduct() writes it.
std::string outcome(std::string_view login, std::string_view hello,
                    const Result<std::string>& holdings) {
    json::array answers{
        json::object{{"name", "hello"}, {"text", hello}},
        json::object{{"name", "status"}, {"text", R"({"ok": 1})"}},
    };
    json::object last{{"name", "holdings"}};
    if (holdings)
        last["text"] = *holdings;
    else
        last["fault"] = name_of(holdings.error().fault), last["what"] = holdings.error().what;
    answers.push_back(std::move(last));
    return json::write({{"tls", false}, {"login", login}, {"answers", std::move(answers)}});
}

constexpr std::string_view primary = R"({"ok": 1, "isWritablePrimary": true})";
const std::string here = "127.0.0.1:27017";

}  // namespace

TEST_CASE("mongo: holdings are collections, their counts, finished indexes, and which are capped") {
    auto fake = two_collections();
    const auto told = fake.holdings();
    REQUIRE(told);
    const auto holdings = holdings_from(outcome("accepted", primary, *told), here);

    REQUIRE(holdings);
    REQUIRE(holdings->collections.size() == 2);
    const auto& events = holdings->collections[0];
    CHECK(events.database + "." + events.collection == "event.events");
    CHECK(events.documents == 1200);
    CHECK(events.indexes == 2);
    CHECK_FALSE(events.capped);
    CHECK(holdings->collections[1].documents == 7);
    CHECK(holdings->collections[1].capped);
    for (const auto& each : fake.asked) {
        CAPTURE(each);
        CHECK(each.find("local") == std::string::npos);
        CHECK(each.find("config") == std::string::npos);
        CHECK(each.find("system.") == std::string::npos);
    }
}

TEST_CASE("mongo: holdings that time cuts are a failure, but for indexes") {
    auto fake = two_collections();
    const auto cut = fake.holdings(3);
    REQUIRE(cut);
    const auto partial = holdings_from(outcome("none", primary, *cut), here);
    REQUIRE_FALSE(partial);
    CHECK(partial.error().what.find("in part only") != std::string::npos);

    fake = two_collections();
    const auto told = fake.holdings(4);
    REQUIRE(told);
    const auto holdings = holdings_from(outcome("none", primary, *told), here);
    REQUIRE(holdings);
    CHECK_FALSE(holdings->collections[0].indexes);
}

TEST_CASE("mongo: more collections than are counted are a failure, and none of them is counted") {
    for (const bool more : {true, false}) {
        auto fake = two_collections();
        json::array many;
        for (std::size_t i = 0; i < most_collections_counted + (more ? 0 : 1); ++i)
            many.push_back(json::object{{"name", "c" + std::to_string(i)}});
        fake.answers.insert_or_assign(
            "listCollections event",
            json::write(
                {{"ok", 1},
                 {"cursor", json::object{{"id", more ? 7 : 0}, {"firstBatch", std::move(many)}}}}));
        const auto told = fake.holdings();
        REQUIRE(told);
        CHECK(told->find("more collections than are counted") != std::string::npos);
        CHECK(fake.asked.size() == 2);
    }
}

TEST_CASE("mongo: a refusal names what was refused and the role that is missing") {
    auto fake = two_collections();
    const std::string denied = R"({"ok": 0, "code": 13, "errmsg": "not authorized"})";
    for (const auto* name : {"count event.events", "collStats event.events"})
        fake.answers.insert_or_assign(name, denied);
    const auto told = fake.holdings();
    REQUIRE(told);
    const auto refused = holdings_from(outcome("accepted", primary, *told), here);

    REQUIRE_FALSE(refused);
    CHECK(refused.error().fault == Fault::denied);
    CHECK(refused.error().what ==
          "127.0.0.1:27017 does not let us ask for what it holds (count): the account lacks the "
          "action find on event; grant its user the role readAnyDatabase or backup on the "
          "database admin");

    for (const auto* name : {"listCollections event", "listCollections event own"})
        fake.answers.insert_or_assign(name, denied);
    const auto unlisted = holdings_from(outcome("accepted", primary, *fake.holdings()), here);
    REQUIRE_FALSE(unlisted);
    CHECK(unlisted.error().what.find("lacks the action listCollections on event;") !=
          std::string::npos);
}

TEST_CASE("mongo: what clusterMonitor may not list or count it tells by statistics") {
    auto fake = two_collections();
    const std::string denied = R"({"ok": 0, "code": 13, "errmsg": "not authorized"})";
    fake.answers.insert_or_assign("listCollections event", denied);
    fake.answers.insert_or_assign(
        "listCollections event own",
        R"({"ok": 1, "cursor": {"id": 0, "firstBatch": [{"name": "events", "type": "collection"},
            {"name": "log", "type": "collection"}, {"name": "all", "type": "view"}]}})");
    fake.answers.insert_or_assign("count event.events", denied);
    fake.answers.insert_or_assign(
        "collStats event.events",
        R"({"ok": 1, "count": 1200, "nindexes": 3, "capped": false, "indexBuilds": ["soon"]})");
    fake.answers.insert_or_assign("collStats event.log",
                                  R"({"ok": 1, "count": 7, "nindexes": 1, "capped": true})");
    fake.answers.insert_or_assign("listIndexes event.events", denied);
    const auto told = fake.holdings();
    REQUIRE(told);
    const auto holdings = holdings_from(outcome("accepted", primary, *told), here);

    REQUIRE(holdings);
    REQUIRE(holdings->collections.size() == 2);
    CHECK(holdings->collections[0].documents == 1200);
    // One of the three is being built.
    CHECK_FALSE(holdings->collections[0].indexes);
    CHECK(holdings->collections[1].capped);
    CHECK(holdings->collections[1].indexes == 1);
    CHECK(holdings->lacks == std::vector<std::string>{"find", "listCollections", "listIndexes"});
    CHECK(std::ranges::count(fake.asked, "count event.log") == 0);
}

TEST_CASE("mongo: of a collection in doubt the oldest document's time is told, of no other") {
    auto fake = two_collections();
    const auto id = [](const std::string& value) {
        return R"({"ok": 1, "cursor": {"id": 0, "firstBatch": [{"_id": )" + value + "}]}}";
    };
    const auto oldest = [&]() -> std::optional<Time> {
        const auto holdings = holdings_from(outcome("accepted", primary, *fake.holdings()), here);
        REQUIRE(holdings);
        CHECK_FALSE(holdings->collections[1].oldest);
        return holdings->collections[0].oldest;
    };
    fake.answers.insert_or_assign("find event.events least",
                                  id(R"({"$oid": "6b0346a00123456789abcdef"})"));
    fake.answers.insert_or_assign("find event.events greatest",
                                  id(R"({"$oid": "6b0346b00123456789abcdef"})"));
    CHECK_FALSE(oldest());
    fake.in_doubt = {"events"};
    REQUIRE(oldest());
    CHECK(to_text(*oldest()) == to_text(Time{std::chrono::seconds{0x6b0346a0}}));

    // Where only some are ObjectIds, none of the others tells its time.
    fake.answers.insert_or_assign("find event.events greatest", id("true"));
    CHECK_FALSE(oldest());
    for (const auto* odd : {R"({"$oid": "6b0346a0"})", R"({"$oid": "zz0346a00123456789abcdef"})",
                            "5", R"("person@example.org")"}) {
        for (const std::string end : {"least", "greatest"})
            fake.answers.insert_or_assign("find event.events " + end, id(odd));
        CHECK_FALSE(oldest());
    }
    CHECK(fake.holdings()->find("example.org") == std::string::npos);
}

TEST_CASE("mongo: an account that may read no document spoils nothing, and is asked once") {
    auto fake = two_collections();
    fake.in_doubt = {"events", "log"};
    fake.answers.insert_or_assign("find event.events greatest",
                                  R"({"ok": 0, "code": 13, "errmsg": "not authorized"})");
    const auto holdings = holdings_from(outcome("accepted", primary, *fake.holdings()), here);
    REQUIRE(holdings);
    CHECK(holdings->collections[0].indexes == 2);
    CHECK(holdings->lacks == std::vector<std::string>{"find"});
    CHECK(std::ranges::count_if(
              fake.asked, [](const std::string& each) { return each.starts_with("find"); }) == 1);
}

TEST_CASE("mongo: indexes that are not told spoil nothing") {
    auto fake = two_collections();
    fake.answers.insert_or_assign("listIndexes event.events", Error{Fault::io, "cut"});
    const auto told = fake.holdings();
    REQUIRE(told);
    const auto holdings = holdings_from(outcome("accepted", primary, *told), here);

    REQUIRE(holdings);
    CHECK(holdings->collections.size() == 2);
    CHECK_FALSE(holdings->collections[0].indexes);
}

TEST_CASE("mongo: a collection that is dropped between two questions is left out") {
    auto fake = two_collections();
    fake.answers.insert_or_assign("count event.log",
                                  R"({"ok": 0, "code": 26, "errmsg": "ns not found"})");
    const auto told = fake.holdings();
    REQUIRE(told);
    const auto holdings = holdings_from(outcome("accepted", primary, *told), here);

    REQUIRE(holdings);
    CHECK(holdings->collections.size() == 1);
}

TEST_CASE("mongo: a connection that is cut while counting is that failure") {
    auto fake = two_collections();
    fake.answers.insert_or_assign("count event.log", Error{Fault::io, "cut"});

    const auto told = fake.holdings();
    REQUIRE_FALSE(told);
    const auto holdings = holdings_from(outcome("accepted", primary, told.error()), here);
    REQUIRE_FALSE(holdings);
    CHECK(holdings.error().what == "127.0.0.1:27017: cut");
}

TEST_CASE("mongo: why a database tells nothing of what it holds is a sentence") {
    const Result<std::string> none = Error{Fault::absent, "it was not asked"};
    struct Case {
        std::string_view login, hello, words;
    };
    const Case cases[] = {
        {"missing", primary, "asks for a login"},
        {"refused", primary, "refused the login"},
        {"withheld", primary, "certificate is not believed"},
        {"unvouched", primary, "not proven to be the site's own"},
        {"none", R"({"ok": 1, "arbiterOnly": true})", "is an arbiter"},
        {"none", R"({"ok": 1, "ismaster": false})", "neither primary nor secondary"},
        {"none", "no JSON", "does not answer as a database does"},
    };
    for (const auto& each : cases) {
        CAPTURE(each.words);
        const auto holdings = holdings_from(outcome(each.login, each.hello, none), here);
        REQUIRE_FALSE(holdings);
        CHECK(holdings.error().what.find(each.words) != std::string::npos);
    }
    CHECK_FALSE(holdings_from("", here));
}
