// SPDX-License-Identifier: Apache-2.0
// What a desk issued, and what it takes back.
#include "desk/run.hpp"
#include "exchange/sample.hpp"
#include "platform/authority.hpp"

using namespace diag;
using namespace diag::test;
namespace fs = std::filesystem;

namespace {

struct Office {
    Scratch scratch;
    std::string home = (scratch.path() / "desk").native();

    Office() { copy_of_desk(home, {"--name", "Acme"}); }

    int issue(const std::string& name, const std::string& file) const {
        const auto out = (scratch.path() / file).native();
        return desk_run({"issue", "engineer", name, "--desk", home, "--out", out}).exit_code;
    }
    json::value issued(const std::string& name) const {
        const auto ran = desk_run({"issued", "--desk", home, "--name", name, "--json"});
        REQUIRE(ran.exit_code == 0);
        return *json::parse(ran.output);
    }
    bool is_revoked(const std::string& name) const {
        const auto all = issued(name);
        REQUIRE(all.get_array().size() == 1);
        return json::flag_at(all.get_array()[0], "revoked") == true;
    }
    ProgramOutput revoke(const std::string& word) const {
        return desk_run({"revoke", word, "--desk", home});
    }
    /// With `scratch` as the current directory.
    ProgramOutput revoke_here(const std::string& word) const {
        const auto ran =
            system_programs().run({"env", "-C", scratch.path().native(), DIAG_BIN "/safr-desk",
                                   "revoke", word, "--desk", home},
                                  1 << 20, milliseconds{60'000});
        REQUIRE(ran);
        return *ran;
    }
};

}  // namespace

TEST_CASE("desk issued: every certificate with its serial number, and revoke takes its name") {
    Office office;
    REQUIRE(office.issue("Bob", "bob") == 0);
    REQUIRE(office.issue("Ada", "ada") == 0);
    REQUIRE(office.issue("Ada", "ada2") == 0);
    const auto& scratch = office.scratch;
    const auto issued = [&](const std::string& name) { return office.issued(name); };
    const auto revoke = [&](const std::string& word) { return office.revoke(word); };

    CHECK(says(desk_run({"issued", "--desk", office.home}), "Acme engineer"));
    const auto bob = issued("Bob");
    REQUIRE(bob.get_array().size() == 1);
    const auto serial = serial_of(*certificate_from_file(scratch.path() / "bob.pem"));
    CHECK(json::text_at(bob.get_array()[0], "serial") == serial);
    CHECK(json::flag_at(bob.get_array()[0], "revoked") == false);
    CHECK(revoke("Bob").exit_code == 0);
    CHECK(json::flag_at(issued("Bob").get_array()[0], "revoked") == true);
    CHECK(says(revoke("Bob"), "was revoked before"));

    const auto unclear = revoke("Ada");
    CHECK(unclear.exit_code == 65);
    const auto ada = serial_of(*certificate_from_file(scratch.path() / "ada.pem"));
    CHECK(says(unclear, "several certificates name \"Ada\""));
    CHECK(says(unclear, ada + " (engineer L2, until "));
    CHECK(revoke(ada).exit_code == 0);
    CHECK(revoke("Ada").exit_code == 0);
    CHECK(says(revoke("Eve"), "safr-desk issued --desk " + office.home));
}

TEST_CASE("desk issued: a file that is no certificate of this desk costs itself alone") {
    Office office;
    REQUIRE(office.issue("Ada", "ada") == 0);
    office.scratch.file("desk/issued/notes.pem", "buy milk");
    fs::copy_file(office.home + "/ca.pem", office.home + "/issued/ca.pem");

    const auto ran = desk_run({"issued", "--desk", office.home});

    CHECK(ran.exit_code == 0);
    CHECK(says(ran, "Ada"));
    CHECK(says(ran, "left out: "));
    CHECK(says(ran, "issued/ca.pem is not what it is named"));
    CHECK(office.revoke("Ada").exit_code == 0);
    CHECK(office.is_revoked("Ada"));
}

TEST_CASE("desk revoke: what only happens to be called like an owner does not stand in his way") {
    Office office;
    for (const char* name : {"Ada", "Bob", "Cid", "Dan"}) REQUIRE(office.issue(name, name) == 0);
    fs::create_directory(office.scratch.path() / "Ada");
    office.scratch.file("Bob", "a note about Bob");
    fs::copy_file(office.scratch.path() / "Dan.pem", office.scratch.path() / "Cid");

    CHECK(office.revoke_here("Ada").exit_code == 0);
    CHECK(office.is_revoked("Ada"));
    CHECK(office.revoke_here("Bob").exit_code == 0);
    CHECK(office.is_revoked("Bob"));

    const auto unclear = office.revoke_here("Cid");
    CHECK(unclear.exit_code == 65);
    CHECK(says(unclear, "write ./Cid for the file"));
    CHECK_FALSE(office.is_revoked("Cid"));
    CHECK_FALSE(office.is_revoked("Dan"));
    CHECK(office.revoke_here("./Cid").exit_code == 0);
    CHECK(office.is_revoked("Dan"));
    CHECK_FALSE(office.is_revoked("Cid"));
    CHECK(office.revoke_here("Cid.pem").exit_code == 0);
    CHECK(office.is_revoked("Cid"));
}
