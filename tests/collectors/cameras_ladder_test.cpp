// SPDX-License-Identifier: Apache-2.0
// The ladder against scripted cameras: from rung to rung, and how it is left.
#include <doctest/doctest.h>

#include "tests/collectors/cameras_climber.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::cameras;
using namespace std::chrono_literals;

namespace {

std::string rtp(unsigned sequence, bool key) {
    std::string packet("\x80\xe0", 2);
    packet += static_cast<char>(sequence >> 8);
    packet += static_cast<char>(sequence & 255);
    packet += std::string("\0\0", 2) + static_cast<char>(sequence) + std::string(1, '\0') + "SSRC";
    packet += key ? '\x65' : '\x41';
    std::string frame("$\0\0", 3);
    return frame + static_cast<char>(packet.size()) + packet;
}

/// Through PLAY.
void begin_playing(Climber& climber) {
    climber.connect();
    climber.say(answer(200));
    climber.say(answer(200, "Content-Base: rtsp://10.9.9.9/cam/\r\n", sdp));
    climber.say(
        answer(200, "Session: 77;timeout=60\r\nTransport: RTP/AVP/TCP;interleaved=0-1\r\n"));
}

}  // namespace

TEST_CASE("cameras: an open camera is climbed to its stream, counted and left in order") {
    Climber climber;
    CHECK(climber.connect().send.starts_with(
        "OPTIONS rtsp://10.0.0.1:554/cam RTSP/1.0\r\nCSeq: 1\r\n"));
    CHECK(climber.say(answer(200, "Public: DESCRIBE, SETUP\r\n")).send.starts_with("DESCRIBE "));
    CHECK(climber.say(answer(200, "", sdp))
              .send.starts_with("SETUP rtsp://10.0.0.1:554/cam/trackID=1 "));
    const auto play = climber.say(answer(200, "Session: 77;timeout=60\r\n"));
    CHECK(play.send.starts_with("PLAY rtsp://10.0.0.1:554/cam "));
    CHECK(play.send.find("Session: 77\r\n") != std::string::npos);
    CHECK(climber.say(rtp(1, true) + answer(200) + rtp(2, false) + rtp(4, false)).patience ==
          5000ms);
    climber.now += 5s;
    const auto teardown = climber.ladder->late(climber.now);
    CHECK(teardown.send.starts_with("TEARDOWN "));
    CHECK(climber.say(answer(200)).done);

    CHECK(climber.record().end == End::ok);
    REQUIRE(climber.record().played);
    CHECK(climber.record().played->figures.packets == 3);
    CHECK(climber.record().played->figures.lost == 1);
    CHECK(climber.record().played->figures.keyframes == 1);
}

TEST_CASE("cameras: without a free slot a camera is described and left, and its slot comes back") {
    Climber climber;
    REQUIRE(climber.slots.take());
    climber.connect();
    climber.say(answer(200));
    CHECK(climber.say(answer(200, "", sdp)).done);
    CHECK(climber.record().end == End::ok);
    CHECK(climber.record().at == Rung::describe);
    CHECK_FALSE(climber.ladder->streamed());
    climber.slots.give_back();

    Climber player;
    begin_playing(player);
    CHECK(player.slots.taken() == 1);
    player.ladder.reset();
    CHECK(player.slots.taken() == 0);
}

TEST_CASE("cameras: each refusal has its own name") {
    const std::pair<int, End> cases[] = {{400, End::bad_request}, {403, End::forbidden},
                                         {404, End::not_found},   {453, End::no_slot},
                                         {461, End::no_tcp},      {503, End::status}};
    for (const auto& [status, end] : cases) {
        CAPTURE(status);
        Climber climber;
        climber.connect();
        climber.say(answer(200));
        CHECK(climber.say(answer(status)).done);
        CHECK(climber.record().end == end);
        CHECK(climber.record().status == status);
    }
}

TEST_CASE("cameras: a redirect is noted and not followed") {
    Climber climber(with_login());
    climber.connect();
    const auto turn = climber.say(answer(302, "Location: rtsp://u:p@evil.example/x\r\n"));
    CHECK(turn.done);
    CHECK(turn.send.empty());
    CHECK(climber.record().end == End::redirected);
    CHECK(climber.record().other_host);
    CHECK(climber.record().words == "rtsp://evil.example/x");
}

TEST_CASE("cameras: of a base on another host only the path is used") {
    Climber climber(with_login());
    begin_playing(climber);
    CHECK(climber.record().other_host);
    CHECK(
        climber.ladder->hurry(climber.now).send.starts_with("TEARDOWN rtsp://10.0.0.1:554/cam/ "));
}

TEST_CASE("cameras: no session stays behind, whatever ends the climb") {
    Climber refused(with_login());
    begin_playing(refused);
    const auto turn = refused.say(answer(453));
    CHECK(turn.done);
    CHECK(turn.send.starts_with("TEARDOWN "));
    CHECK(refused.record().end == End::no_slot);

    Climber broken(with_login());
    begin_playing(broken);
    broken.say(answer(200));
    const auto flood =
        broken.say("$" + std::string(1, '\0') + "\xff\xff" + std::string(70'000, 'x') +
                   "RTSP/1.0 200\r\n" + std::string(70'000, 'y'));
    CHECK(flood.send.find("TEARDOWN ") != std::string::npos);
}

TEST_CASE("cameras: a stream that stays empty is waited for 10 s, then named") {
    Climber climber(with_login());
    begin_playing(climber);
    climber.say(answer(200));
    climber.now += 5s;
    CHECK(climber.ladder->late(climber.now).patience.has_value());
    climber.now += 5s;
    CHECK(climber.ladder->late(climber.now).send.starts_with("TEARDOWN "));
    climber.ladder->failed(Failure::closed, climber.now);
    CHECK(climber.record().end == End::no_packets);
}

TEST_CASE("cameras: a stream whose wait was cut short is not said to have sent nothing") {
    for (const bool answered : {false, true}) {
        CAPTURE(answered);
        Climber climber(with_login());
        begin_playing(climber);
        climber.say(answer(200));
        climber.now += 1s;
        CHECK(climber.ladder->hurry(climber.now).send.starts_with("TEARDOWN "));
        if (answered)
            climber.say(answer(200));
        else
            climber.ladder->late(climber.now);
        CHECK(climber.record().end == End::time_up);
        CHECK_FALSE(climber.record().played);
    }

    Climber sending(with_login());
    begin_playing(sending);
    sending.say(answer(200) + rtp(1, true));
    sending.ladder->hurry(sending.now);
    sending.say(answer(200));
    CHECK(sending.record().end == End::ok);
    CHECK(sending.record().played);
}

TEST_CASE("cameras: what is no RTSP, breaks it or goes silent is told apart") {
    Climber web;
    web.connect();
    CHECK(web.say("HTTP/1.1 400 Bad Request\r\n\r\n").done);
    CHECK(web.record().end == End::wrong_service);

    Climber endless;
    endless.connect();
    endless.say("RTSP/1.0 200 OK\r\n");
    CHECK(endless.say("X: " + std::string(20'000, 'a')).done);
    CHECK(endless.record().end == End::violation);

    Climber slow;
    slow.connect();
    slow.say("RT");
    CHECK(slow.ladder->late(slow.now).done);
    CHECK(slow.record().end == End::silent);
    CHECK(slow.record().words == "an answer was begun");

    Climber gone;
    gone.connect();
    CHECK(gone.ladder->failed(Failure::reset, gone.now).done);
    CHECK(gone.record().end == End::lost);
}

TEST_CASE("cameras: a session id that would begin a header of its own is refused") {
    Climber climber;
    climber.connect();
    climber.say(answer(200));
    climber.say(answer(200, "", sdp));
    CHECK(climber.say(answer(200, "Session: a b\r\n")).done);
    CHECK(climber.record().end == End::violation);
}
