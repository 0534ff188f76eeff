// SPDX-License-Identifier: Apache-2.0
// Who is given a login on the ladder, how often, and what is made of a refusal.
#include <doctest/doctest.h>

#include "tests/collectors/cameras_climber.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::cameras;
using namespace std::chrono_literals;

TEST_CASE("cameras: a 401 is answered once; the password shows nowhere in the record") {
    Climber climber(with_login());
    climber.connect();
    climber.say(answer(200));
    const auto login = climber.say(answer(401, asks_digest));
    CHECK(login.send.find("Authorization: Digest username=\"admin\"") != std::string::npos);
    const auto end = climber.say(answer(401, asks_digest));

    CHECK(end.done);
    CHECK(end.send.empty());
    CHECK(climber.record().end == End::wrong_login);
    CHECK(climber.record().algorithm == "SHA-256");
    CHECK(climber.own_gate.refused());
    CHECK(json::write(to_json(climber.record())).find("right") == std::string::npos);
}

TEST_CASE("cameras: a stale nonce is no wrong password and is renewed once") {
    Climber climber(with_login());
    climber.connect();
    climber.say(answer(200));
    climber.say(answer(401, asks_digest));
    const auto stale = "WWW-Authenticate: Digest realm=\"cam\", nonce=\"n2\", stale=true\r\n";
    CHECK(climber.say(answer(401, stale)).send.find("nonce=\"n2\"") != std::string::npos);
    CHECK(climber.say(answer(401, stale)).done);
    CHECK(climber.record().end == End::wrong_login);
}

TEST_CASE("cameras: a camera that describes to all and wants a login for its stream gets it once") {
    Climber climber(with_login());
    climber.connect();
    climber.say(answer(200));
    CHECK(climber.say(answer(200, "", sdp)).send.starts_with("SETUP "));
    const auto again = climber.say(answer(401, asks_digest));
    CHECK(again.send.starts_with("SETUP "));
    CHECK(again.send.find("Authorization: Digest username=\"admin\"") != std::string::npos);
    SUBCASE("taken") {
        CHECK(climber.say(answer(200, "Session: 77\r\n")).send.starts_with("PLAY "));
        CHECK(climber.record().logged_in);
        CHECK_FALSE(climber.own_gate.refused());
    }
    SUBCASE("refused") {
        CHECK(climber.say(answer(401, asks_digest)).done);
        CHECK(climber.record().end == End::wrong_login);
        CHECK(climber.own_gate.refused());
    }
}

TEST_CASE("cameras: without a login a SETUP that wants one refuses nothing") {
    Climber climber;
    climber.connect();
    climber.say(answer(200));
    climber.say(answer(200, "", sdp));
    CHECK(climber.say(answer(401, asks_digest)).done);
    CHECK(climber.record().end == End::no_login);
    CHECK_FALSE(climber.own_gate.refused());
}

TEST_CASE("cameras: a camera with a nonce for each request is answered each time, once") {
    const auto nonce = [](const std::string& text) {
        return answer(401, "WWW-Authenticate: Digest realm=\"cam\", nonce=\"" + text + "\"\r\n");
    };
    Climber climber(with_login());
    climber.connect();
    climber.say(answer(200));
    climber.say(nonce("n1"));
    CHECK(climber.say(answer(200, "", sdp)).send.find("nonce=\"n1\"") != std::string::npos);
    const auto set_up = climber.say(nonce("n2"));
    CHECK(set_up.send.starts_with("SETUP "));
    CHECK(set_up.send.find("nonce=\"n2\"") != std::string::npos);
    climber.say(answer(200, "Session: 77\r\n"));
    const auto play = climber.say(nonce("n3"));
    CHECK(play.send.starts_with("PLAY "));
    CHECK(play.send.find("nonce=\"n3\"") != std::string::npos);
    // And no more: this one means it.
    CHECK(climber.say(nonce("n4")).done);
    CHECK(climber.record().end == End::wrong_login);
    CHECK_FALSE(climber.record().played);
    CHECK(climber.own_gate.refused());
}

TEST_CASE("cameras: of one host's cameras one tries the login, the others wait and then do not") {
    std::uint64_t changes = 0;
    LoginGate gate(changes);
    Climber first(with_login(), &gate), second(with_login(), &gate);
    for (auto* each : {&first, &second}) {
        each->connect();
        each->say(answer(200));
    }
    CHECK_FALSE(first.say(answer(401, asks_digest)).send.empty());
    CHECK(second.say(answer(401, asks_digest)).send.empty());
    first.say(answer(401, asks_digest));
    CHECK(changes > 0);

    CHECK(second.ladder->resume(second.now).done);

    CHECK(first.record().end == End::wrong_login);
    CHECK(second.record().end == End::not_tried);
}

TEST_CASE("cameras: once a login is proven the others use it at once") {
    std::uint64_t changes = 0;
    LoginGate gate(changes);
    Climber first(with_login(), &gate), second(with_login(), &gate);
    for (auto* each : {&first, &second}) {
        each->connect();
        each->say(answer(200));
        each->say(answer(401, asks_digest));
    }
    first.say(answer(200, "", sdp));

    CHECK(second.ladder->resume(second.now).send.find("Authorization:") != std::string::npos);
}

TEST_CASE("cameras: two logins that got no verdict count as refused") {
    std::uint64_t changes = 0;
    LoginGate gate(changes);
    for (int i = 0; i < 2; ++i) {
        Climber climber(with_login(), &gate);
        climber.connect();
        climber.say(answer(200));
        climber.say(answer(401, asks_digest));
        climber.ladder->late(climber.now);
        CHECK(climber.record().end == End::silent);
    }
    CHECK(gate.refused());
}

TEST_CASE("cameras: without a login, or when none may be given, nothing is tried") {
    Climber without;
    without.connect();
    without.say(answer(200));
    CHECK(without.say(answer(401, asks_digest)).done);
    CHECK(without.record().end == End::no_login);

    auto brief = with_login();
    brief.may_log_in = false;
    Climber shy(std::move(brief));
    shy.connect();
    shy.say(answer(200));
    CHECK(shy.say(answer(401, asks_digest)).done);
    CHECK(shy.record().end == End::wants_login);
}
