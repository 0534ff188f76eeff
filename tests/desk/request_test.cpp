// SPDX-License-Identifier: Apache-2.0
// What safr-desk asks, and what a site makes of it.
#include <sys/stat.h>

#include "agent/consent/admission.hpp"
#include "desk/run.hpp"
#include "exchange/sample.hpp"
#include "platform/cms.hpp"
#include "platform/json.hpp"

using namespace diag;
using namespace diag::test;
namespace fs = std::filesystem;

namespace {

std::string secret_in(const Scratch& scratch, const std::string& name, std::string_view text) {
    const auto file = scratch.file(name, text);
    REQUIRE(::chmod(file.c_str(), 0600) == 0);
    return file.native();
}

/// Desk and engineer as the program makes them: once, for Desk to copy.
const Scratch& made() {
    static const Scratch scratch;
    static const int code = [] {
        const auto home = (scratch.path() / "desk").native();
        const auto pass = secret_in(scratch, "pass", "hunter2\n");
        REQUIRE(desk_run({"init", home, "--passphrase-file", pass}).exit_code == 0);
        const auto bob = (scratch.path() / "bob").native();
        return desk_run({"issue", "engineer", "Bob", "--desk", home, "--out", bob}).exit_code;
    }();
    REQUIRE(code == 0);
    return scratch;
}

/// A desk whose engineer's key is locked, and one further engineer.
struct Desk {
    Scratch scratch;
    std::string home = at("desk");
    std::string passphrase = at("pass");

    Desk() { fs::copy(made().path(), scratch.path(), fs::copy_options::recursive); }

    std::string at(const std::string& name) const { return (scratch.path() / name).native(); }
    std::string secret(const std::string& name, std::string_view text) const {
        return secret_in(scratch, name, text);
    }

    ProgramOutput ask(const std::string& out, std::vector<std::string> more = {}) const {
        std::vector<std::string> argv{
            "request",  "--agent",           "agent 7", "--collect", "nfs,logs",
            "--reason", "cameras drop out",  "--desk",  home,        "--out",
            at(out),    "--passphrase-file", passphrase};
        argv.insert(argv.end(), more.begin(), more.end());
        return desk_run(argv);
    }
    ProgramOutput countersign(const std::string& file, const std::string& out) const {
        return desk_run({"countersign", at(file), "--desk", home, "--key", at("bob.key"), "--cert",
                         at("bob.pem"), "--out", at(out)});
    }

    exchange::Trust trust() const {
        const auto authority = certificate_from_file(home + "/ca.pem");
        const auto list = RevocationList::from_pem(read(home + "/revoked.pem"), "revoked.pem");
        REQUIRE((authority && list));
        return {*authority, *list};
    }
    Result<consent::Admitted> admitted(const std::string& file, bool two = false) const {
        const consent::SiteRules rules{.agent = "agent 7",
                                       .site = "North plant",
                                       .two_signatures = two,
                                       .collectors = {"nfs", "logs", "cameras"},
                                       .parameters = {{"nfs.tries", 0, 5000}}};
        return consent::admit(read(at(file)), trust(), rules, system_clock().now());
    }
};

}  // namespace

TEST_CASE(
    "desk request: a site admits what an engineer asked, and a later one is numbered higher") {
    const Desk desk;
    REQUIRE(desk.ask("a.safrreq", {"--set", "nfs.tries=2s", "--max-bytes", "1MiB"}).exit_code == 0);
    REQUIRE(desk.ask("b.safrreq").exit_code == 0);

    const auto first = desk.admitted("a.safrreq");
    const auto second = desk.admitted("b.safrreq");

    REQUIRE(first);
    REQUIRE(second);
    CHECK(first->request.parameters.at("nfs.tries") == 2000);
    CHECK(first->request.bytes == 1 << 20);
    CHECK(first->engineers.front().level == "L3");
    CHECK(first->request.sequence < second->request.sequence);
    CHECK_FALSE(desk.admitted("a.safrreq", true));
}

TEST_CASE(
    "desk request: one command asks several agents, each for itself, and their ids begin alike") {
    const Desk desk;
    const auto ran = desk_run({"request", "--agent", "agent 7", "north-1", "north-1", "--collect",
                               "nfs", "--reason", "failover", "--desk", desk.home, "--out",
                               desk.at("all"), "--passphrase-file", desk.passphrase, "--json"});
    REQUIRE(ran.exit_code == 0);
    const auto told = json::parse(ran.output);
    REQUIRE(told);
    const auto& requests = json::list_at(*told, "requests");
    REQUIRE(requests.size() == 2);

    const auto file = [&](std::size_t at) { return *json::text_at(requests[at], "file"); };
    const auto first = desk.admitted(fs::path(file(0)).lexically_relative(desk.scratch.path()));
    const auto other = cms::open_document(read(file(1)));

    REQUIRE(first);
    REQUIRE(other);
    const auto second = exchange::request_from(other->content);
    REQUIRE(second);
    const auto group = *json::text_at(*told, "group");
    CHECK(group.size() == 18);
    CHECK(first->request.id.starts_with(group));
    CHECK(second->id.starts_with(group));
    CHECK(first->request.id != second->id);
    CHECK(second->agent == "north-1");
    CHECK(second->until == first->request.until);
    CHECK(second->sequence > first->request.sequence);
    CHECK_FALSE(desk.admitted(fs::path(file(1)).lexically_relative(desk.scratch.path())));
}

TEST_CASE(
    "desk request: of several agents nothing is written over, and nothing in place of a "
    "directory") {
    const Desk desk;
    const auto ask = [&](const std::string& out) {
        return desk_run({"request", "--agent", "a", "b", "--collect", "nfs", "--reason", "why",
                         "--desk", desk.home, "--out", out, "--passphrase-file", desk.passphrase});
    };
    fs::create_directory(desk.at("all"));
    desk.scratch.file("all/b.safrreq", "mine");

    CHECK(ask(desk.at("all")).exit_code == 65);
    CHECK_FALSE(fs::exists(desk.at("all/a.safrreq")));
    CHECK(read(desk.at("all/b.safrreq")) == "mine");
    CHECK(ask(desk.at("all/b.safrreq")).exit_code == 65);
    CHECK(ask(desk.at("new")).exit_code == 0);
    CHECK(fs::exists(desk.at("new/a.safrreq")));
}

TEST_CASE("desk request: numbers grow even where the clock went back") {
    const Desk desk;
    write(desk.home + "/sequence", "99999999999999\n");

    REQUIRE(desk.ask("a.safrreq").exit_code == 0);

    CHECK(desk.admitted("a.safrreq")->request.sequence == 100'000'000'000'000);
}

TEST_CASE("desk countersign: a second engineer's signature is what a strict site wants, once") {
    const Desk desk;
    REQUIRE(desk.ask("a.safrreq").exit_code == 0);

    CHECK(desk.countersign("a.safrreq", "both.safrreq").exit_code == 0);

    const auto both = desk.admitted("both.safrreq", true);
    REQUIRE(both);
    CHECK(both->engineers.front().name == "support desk engineer");
    const auto again = desk.countersign("both.safrreq", "three.safrreq");
    CHECK(again.exit_code == 65);
    CHECK(one_sentence(again));
    CHECK_FALSE(fs::exists(desk.at("three.safrreq")));
}

TEST_CASE("desk revoke: neither the desk nor a site takes a revoked engineer's word") {
    const Desk desk;
    REQUIRE(desk.ask("a.safrreq").exit_code == 0);
    REQUIRE(desk_run({"revoke", desk.home + "/engineer.pem", "--desk", desk.home}).exit_code == 0);

    CHECK_FALSE(desk.admitted("a.safrreq"));
    const auto ran = desk.ask("b.safrreq");
    CHECK(ran.exit_code == 65);
    CHECK(says(ran, "was revoked"));
    CHECK(desk.countersign("a.safrreq", "both.safrreq").exit_code == 65);
    CHECK(desk.trust().revoked->number() == 2);
    CHECK(desk_run({"revoked", "--renew", "--desk", desk.home}).exit_code == 0);
    CHECK(desk.trust().revoked->number() == 3);
    CHECK(desk.trust().revoked->revoked().size() == 1);
}

TEST_CASE("desk request: what no site would take is refused before it is signed") {
    const Desk desk;
    const std::vector<std::pair<std::vector<std::string>, std::string>> wrong{
        {{"--collect", "nsf"}, "did you mean 'nfs'"},
        {{"--reason", " "}, "--reason"},
        {{"--set", "mongo.x=1"}, "belongs to no collector"},
        {{"--set", "nfs.x"}, "cameras.play=2s"},
        {{"--since", "1h", "--until", "2h"}, "not after --since"},
        {{"--valid", "0s"}, "--valid"},
        {{"--max-time", "25h"}, "--max-time"},
        {{"--max-bytes", "0"}, "--max-bytes"},
        {{"--not-before", "soon"}, "--not-before"},
        {{"--agent", "a\nb"}, "--agent"},
        {{"--agent", ""}, "which agent"},
        {{"--disclosure", "all"}, "--disclosure"}};
    for (const auto& [more, words] : wrong) {
        CAPTURE(words);
        const auto ran = desk.ask("a.safrreq", more);
        CHECK(ran.exit_code == 64);
        CHECK(says(ran, words));
    }
    const auto recipient = desk.ask("a.safrreq", {"--to", desk.at("bob.pem")});
    CHECK(recipient.exit_code == 65);
    CHECK(says(recipient, "bob.pem"));
    CHECK_FALSE(fs::exists(desk.at("a.safrreq")));
}

TEST_CASE("desk passphrase: a key is locked, locked anew and opened, and stays the same key") {
    const Desk desk;
    const auto key = desk.home + "/engineer.key";
    const auto other = desk.secret("other", "another one\r\nnot this");
    const auto run = [&](std::vector<std::string> more) {
        more.insert(more.begin(), {"passphrase", key});
        return desk_run(more).exit_code;
    };

    CHECK(run({"--passphrase-file", other, "--remove"}) == 77);
    CHECK(run({"--passphrase-file", desk.passphrase, "--new-passphrase-file", other}) == 0);
    CHECK(desk.ask("a.safrreq").exit_code == 77);
    CHECK(private_key_from_file(key, "another one"));
    CHECK(run({"--passphrase-file", other, "--remove"}) == 0);
    const auto open = private_key_from_file(key);
    REQUIRE(open);
    CHECK(certificate_from_file(desk.home + "/engineer.pem")->belongs_to(*open));
    CHECK(run({}) == 64);
}
