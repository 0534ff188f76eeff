// SPDX-License-Identifier: Apache-2.0
#include "agent/upgrade/taken_back.hpp"

#include <doctest/doctest.h>

#include "tests/upgrade/sample.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::upgrade;

TEST_CASE("a proof that is taken back ends the permits that rest on it, and no others") {
    const auto permit = sample_permit();
    const auto& backup = permit.backup;
    const json::value told(taken_back(backup.file.path, backup.sha256, "a read error"));
    CHECK(takes_back(told, permit));

    auto other = permit;
    other.backup.file.path += "x";
    CHECK_FALSE(takes_back(told, other));
    other = permit;
    other.backup.sha256 = std::string(64, 'd');
    CHECK_FALSE(takes_back(told, other));
    other = permit;
    other.with_backup = false;
    CHECK_FALSE(takes_back(told, other));
}

TEST_CASE("an answer that was given since carries that the proof was taken back") {
    const auto permit = sample_permit();
    json::object answer{{"state", "refused"}, {"permit", permit.id}};
    CHECK_FALSE(takes_back(json::value(answer), permit));
    carry_taken_back(permit.backup, answer);
    CHECK(takes_back(json::value(answer), permit));
    CHECK(json::text_at(json::value(answer), "state") == "refused");
}

TEST_CASE("an answer about an older permit leaves one that was written anew over the same bytes") {
    const auto older = sample_permit();
    auto anew = older;
    anew.id = "another";
    json::object answer{{"state", "refused"}, {"permit", older.id}};
    carry_taken_back(older.backup, answer);
    CHECK(takes_back(json::value(answer), older));
    CHECK_FALSE(takes_back(json::value(answer), anew));
}

TEST_CASE("entries of other things take no proof back") {
    const auto permit = sample_permit();
    for (const std::string_view text :
         {"{}", "[]", R"({"state":"taken_back"})", R"({"taken_back":1})",
          R"({"state":"written","backup":"/backups/SAFR-backup-20261127-100000.tgz"})"})
        CHECK_FALSE(takes_back(*json::parse(text), permit));
}
