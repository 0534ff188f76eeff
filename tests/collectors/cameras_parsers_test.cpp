// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "collectors/cameras/challenge.hpp"
#include "collectors/cameras/feeds.hpp"
#include "collectors/cameras/reader.hpp"
#include "collectors/cameras/sdp.hpp"
#include "collectors/cameras/url.hpp"
#include "platform/base64.hpp"
#include "platform/digest.hpp"

using namespace diag;
using namespace diag::cameras;

namespace {

/// Everything in `text` as the reader sees it, `step` bytes at a time.
struct Read {
    std::vector<Response> responses;
    std::vector<std::pair<unsigned, std::size_t>> frames;
    Violation violation = Violation::none;
    std::uint64_t garbage = 0;
};

Read read(std::string_view text, std::size_t step, Reader::Speaks speaks = Reader::Speaks::rtsp) {
    Reader reader(speaks);
    Read all;
    for (std::size_t at = 0; at < text.size(); at += step) {
        auto bytes = text.substr(at, step);
        while (auto item = reader.take(bytes)) {
            if (item->response) all.responses.push_back(std::move(*item->response));
            if (item->frame) all.frames.emplace_back(item->frame->channel, item->frame->size);
        }
    }
    if (auto last = reader.finish()) all.responses.push_back(std::move(*last));
    all.violation = reader.violation();
    all.garbage = reader.garbage();
    return all;
}

const std::string described =
    "RTSP/1.0 200 OK\r\nCSeq: 2\r\nContent-Type: application/sdp\r\nContent-Length: "
    "5\r\n\r\nv=0\r\n";

std::string frame(unsigned channel, const std::string& payload) {
    std::string text = "$";
    text += static_cast<char>(channel);
    text += static_cast<char>(payload.size() >> 8);
    text += static_cast<char>(payload.size() & 255);
    return text + payload;
}

}  // namespace

TEST_CASE("cameras: a stream's URL is taken apart, its login decoded and kept out of requests") {
    const auto url =
        parse_stream_url("RTSP://ad%6Din:p%40ss@10.0.0.7/Streaming/Channels/101?a=b#c");
    REQUIRE(url);
    CHECK(url->whole() == "rtsp://10.0.0.7:554/Streaming/Channels/101?a=b");
    CHECK(url->login->user == "admin");
    CHECK(url->login->password == "p@ss");
}

TEST_CASE("cameras: a '@' in a password that nobody encoded is forgiven") {
    const auto url = parse_stream_url("rtsp://admin:p@ss:1@cam.site:8554/x");
    REQUIRE(url);
    CHECK(url->host == "cam.site");
    CHECK(url->port == 8554);
    CHECK(url->login->password == "p@ss:1");
}

TEST_CASE("cameras: IPv6 hosts stand in brackets, and a zone stays on this machine") {
    const auto url = parse_stream_url("rtsps://[fe80::1%25eth0]/s");
    REQUIRE(url);
    CHECK(url->host == "fe80::1%eth0");
    CHECK(url->port == 322);
    CHECK(url->base() == "rtsps://[fe80::1]:322");
}

TEST_CASE("cameras: what is no URL is refused, not guessed") {
    for (const char* text :
         {"", "rtsp://", "rtsp://:554/x", "cam1", "rtsp://h:0/", "rtsp://h:99999/", "rtsp://[::1/x",
          "rtsp://a b/", "rtsp://h/\r\nX: y"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_stream_url(text));
    }
}

TEST_CASE("cameras: no login is left in a text for evidence, whatever is wrong with its URL") {
    CHECK(without_login("see rtsp://u:p@h/x and rtsp://u:a/b@h2/y.") ==
          "see rtsp://h/x and rtsp://h2/y.");
    CHECK(without_login("rtsp://h/x") == "rtsp://h/x");
    CHECK(without_login("rtsp://u:p'w\"<@h/x") == "rtsp://h/x");
    CHECK_FALSE(parse_stream_url("rtsp://user:12/34@10.0.0.1/x"));
}

TEST_CASE("cameras: of a control URL only the path is taken, so nobody sends us elsewhere") {
    CHECK(control_target("rtsp://10.0.0.1/cam/", "trackID=1") == "/cam/trackID=1");
    CHECK(control_target("/cam", "trackID=1") == "/cam/trackID=1");
    CHECK(control_target("/cam", "rtsp://evil.example:1/steal") == "/steal");
    CHECK(control_target("/cam", "*") == "/cam");
    CHECK_FALSE(control_target("/cam", "a b"));
    CHECK(names_other_host("rtsp://10.0.0.2/", "10.0.0.1"));
    CHECK_FALSE(names_other_host("trackID=1", "10.0.0.1"));
}

TEST_CASE("cameras: messages and frames are told apart however they are cut") {
    const auto text =
        described + frame(0, std::string(3000, 'x')) + "\r\n" + described + frame(1, "");
    for (const std::size_t step : {1u, 2u, 3u, 7u, 1000u, 100'000u}) {
        CAPTURE(step);
        const auto all = read(text, step);
        REQUIRE(all.responses.size() == 2);
        CHECK(all.responses[1].body == "v=0\r\n");
        REQUIRE(all.frames.size() == 2);
        CHECK(all.frames[0] == std::pair<unsigned, std::size_t>{0, 3000});
        CHECK(all.garbage == 0);
    }
}

TEST_CASE("cameras: garbage between frames is skipped and counted") {
    const auto all = read(described + "xyz" + frame(0, "abc") + "RTSQ\n" + described, 5);

    CHECK(all.responses.size() == 2);
    CHECK(all.frames.size() == 1);
    CHECK(all.garbage >= 5);
}

TEST_CASE("cameras: a header without end, a huge body and another protocol are violations") {
    CHECK(read("RTSP/1.0 200 OK\r\nX: " + std::string(20'000, 'a'), 1000).violation ==
          Violation::long_header);
    CHECK(read("RTSP/1.0 200 OK\r\nContent-Length: 99999999999\r\n\r\n", 9).violation ==
          Violation::long_body);
    CHECK(read("RTSP/1.0 200 OK\r\nContent-Length: -1\r\n\r\n", 9).violation ==
          Violation::bad_length);
    CHECK(read("HTTP/1.1 400 Bad\r\n\r\n", 1).violation == Violation::not_this_protocol);
    CHECK(read("SSH-2.0-OpenSSH_9\r\n", 100).violation == Violation::not_this_protocol);
}

TEST_CASE("cameras: HTTP bodies come by length, in chunks or until the end") {
    const auto http = Reader::Speaks::http;
    const std::string head = "HTTP/1.1 200 OK\r\n";
    for (const std::size_t step : {1u, 4u, 1000u}) {
        CAPTURE(step);
        const auto chunked =
            read(head + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n",
                 step, http);
        REQUIRE(chunked.responses.size() == 1);
        CHECK(chunked.responses[0].body == "abcde");
        const auto until_end = read(head + "\r\nall of it", step, http);
        REQUIRE(until_end.responses.size() == 1);
        CHECK(until_end.responses[0].body == "all of it");
    }
    CHECK(read(head + "Transfer-Encoding: chunked\r\n\r\nffffff\r\n", 9, http).violation ==
          Violation::long_body);
}

TEST_CASE("cameras: Digest answers are those of RFC 7616 3.9.1") {
    const std::string nonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";
    const std::string common =
        "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", nonce=\"" + nonce +
        "\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\", algorithm=";
    const Login login{"Mufasa", "Circle of Life"};
    const auto answer = [&](const std::string& algorithm) {
        const auto header = common + algorithm;
        const auto challenge = strongest(parse_challenges({header}));
        REQUIRE(challenge);
        return Answers(*challenge, login, "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ")
            .header("GET", "/dir/index.html");
    };

    CHECK(answer("MD5").find("response=\"8ca523f5e9506fed4657c9700eebdbec\"") != std::string::npos);
    CHECK(answer("SHA-256").find(
              "response=\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1\"") !=
          std::string::npos);
    CHECK(answer("MD5").find("nc=00000001") != std::string::npos);
}

TEST_CASE("cameras: Digest without qop is that of RFC 2069, as old cameras have it") {
    const auto challenge = strongest(parse_challenges(
        {"Digest realm=\"testrealm@host.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\""}));
    REQUIRE(challenge);
    Answers answers(*challenge, {"Mufasa", "Circle Of Life"}, "x");

    const auto value = answers.header("GET", "/dir/index.html");

    CHECK(value.find("response=\"" +
                     md5_hex_for_digest_access(
                         md5_hex_for_digest_access("Mufasa:testrealm@host.com:Circle Of Life") +
                         ":dcd98b7102dd2f0e8b11d0f600bfb0c093:" +
                         md5_hex_for_digest_access("GET:/dir/index.html")) +
                     "\"") != std::string::npos);
    CHECK(value.find("qop") == std::string::npos);
}

TEST_CASE("cameras: the strongest of several challenges is answered, unknown ones are left out") {
    const std::string all =
        "Negotiate, Basic realm=\"a, b\", Digest realm=\"r\", nonce=\"n\", algorithm=MD5, "
        "Digest realm=\"r\", nonce=\"m\", algorithm=SHA-256, qop=\"auth\", "
        "Digest realm=\"r\", nonce=\"o\", algorithm=SHA-512-256";
    const auto challenges = parse_challenges({all});
    CHECK(challenges.size() == 3);
    CHECK(strongest(challenges)->nonce == "m");
    CHECK(challenges[0].realm == "a, b");
    CHECK_FALSE(strongest(parse_challenges({"Digest realm=\"r\", nonce=\"n\", qop=\"auth-int\""})));
    CHECK(parse_challenges({"Digest realm=r, nonce=n, stale=TRUE"})[0].stale);
}

TEST_CASE("cameras: a quote or a line end in a user's name begins no header of its own") {
    Answers answers({.scheme = Scheme::digest, .realm = "r\r\nX: y", .nonce = "n"},
                    {"a\"b\nc", "p"}, "c");
    const auto value = answers.header("OPTIONS", "rtsp://h/");
    CHECK(value.find('\n') == std::string::npos);
    CHECK(value.find("username=\"a\\\"bc\"") != std::string::npos);
}

TEST_CASE("cameras: Basic is base64, with padding") {
    Answers answers({.scheme = Scheme::basic}, {"Aladdin", "open sesame"}, "");
    CHECK(answers.header("GET", "/") == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
}

TEST_CASE("cameras: a session description tells codec, clock, control and size") {
    const auto sdp = parse_sdp(
        "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=x\r\na=control:*\r\nm=video 0 RTP/AVP 96\r\n"
        "a=rtpmap:96 H264/90000\r\na=framerate:15.0\r\n"
        "a=fmtp:96 "
        "packetization-mode=1;sprop-parameter-sets=Z2QAHqzZQKAv+WEAAAMAAQAAAwAyDxYtlg==,"
        "aOvjyyLA\r\n"
        "a=control:stream=0\r\nm=audio 0 RTP/AVP 8\r\na=control:stream=1\r\n");
    REQUIRE(sdp);
    CHECK(sdp->control == "*");
    const auto* video = sdp->video();
    REQUIRE(video);
    CHECK(video->codec == "H264");
    CHECK(video->clock == 90000);
    CHECK(video->control == "stream=0");
    CHECK(video->frame_rate == doctest::Approx(15));
    REQUIRE(video->size);
    CHECK(video->size->width == 640);
    CHECK(video->size->height == 360);
    CHECK(sdp->media[1].codec == "PCMA");
    CHECK_FALSE(parse_sdp("<html>no</html>"));
}

TEST_CASE("cameras: base64 goes there and back") {
    for (const char* text : {"", "f", "fo", "foo", "foob", "fooba", "foobar"})
        CHECK(from_base64(base64(std::string_view(text))) == text);
    CHECK(base64(std::string_view("fooba")) == "Zm9vYmE=");
    CHECK_FALSE(from_base64("a*b="));
}

TEST_CASE("cameras: feeds are found with keys nested or with dots in them") {
    const auto nested =
        json::parse(R"({"global":{"user-password":"x"},"feeds":{"Lobby":{"enabled":true,
        "input":{"type":"stream","stream":{"url":"rtsp://u:p@10.0.0.1/1","rtsp":{"transport":"tcp"}}}}}})");
    const auto dotted = json::parse(R"({"feeds":{"Gate 2.1":{"enabled":"false",
        "input.stream.url":"rtsp://10.0.0.2/2","input.stream.rtsp.transport":"udp"}}})");
    REQUIRE(nested);
    REQUIRE(dotted);

    const auto lobby = feeds_in(*nested, "virgo-factory");
    const auto gate = feeds_in(*dotted, "virgo-factory");

    REQUIRE(lobby.size() == 1);
    CHECK(lobby[0].name == "Lobby");
    CHECK(lobby[0].transport == "tcp");
    REQUIRE(gate.size() == 1);
    CHECK(gate[0].name == "Gate 2.1");
    CHECK_FALSE(gate[0].enabled);
    CHECK(json::write(without_secrets(*nested)).find("u:p") == std::string::npos);
    CHECK(json::write(without_secrets(*nested)).find("\"x\"") == std::string::npos);
}

TEST_CASE("cameras: VIRGA's status is walked for feeds, errors and dates, whatever holds them") {
    const auto status = json::parse(R"({"processors":[{"machine-id":"m1","png-date":1795463990000,
        "error":{"code":1,"message":"feed ended"},
        "feeds":[{"name":"Lobby","input":{"stream":{"url":"rtsp://u:p@h/1"}},
                  "status":{"error":{"code":8,"message":"rtsp://u:p@h/1 unauthorized","retry-count":3}}}]}]})");
    REQUIRE(status);

    const auto read_of_it = status_in(*status);

    REQUIRE(read_of_it.feeds.size() == 1);
    CHECK(read_of_it.feeds[0].name == "Lobby");
    REQUIRE(read_of_it.errors.size() == 2);
    CHECK(read_of_it.errors[0].where == "m1");
    CHECK(read_of_it.errors[1].code == 8);
    CHECK(read_of_it.errors[1].retries == 3);
    CHECK(read_of_it.errors[1].message == "rtsp://h/1 unauthorized");
    REQUIRE(read_of_it.dates.size() == 1);
    CHECK(read_of_it.dates[0].field == "png-date");
}
