// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "collectors/cameras/device.hpp"
#include "collectors/cameras/soap.hpp"

using namespace diag;
using namespace diag::cameras;
using namespace std::chrono_literals;

namespace {

const Time noon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23} + std::chrono::hours{12}};

std::string soap(const std::string& body) {
    return "<?xml version=\"1.0\"?><SOAP-ENV:Envelope xmlns:SOAP-ENV=\"x\"><SOAP-ENV:Body>" + body +
           "</SOAP-ENV:Body></SOAP-ENV:Envelope>";
}

std::string clock_says(int hour, int minute, int second) {
    const auto row = [](const char* name, int value) {
        return "<tt:" + std::string(name) + ">" + std::to_string(value) + "</tt:" + name + ">";
    };
    return soap(
        "<tds:GetSystemDateAndTimeResponse><tds:SystemDateAndTime><tt:DateTimeType>NTP</"
        "tt:DateTimeType>"
        "<tt:UTCDateTime><tt:Time>" +
        row("Hour", hour) + row("Minute", minute) + row("Second", second) + "</tt:Time><tt:Date>" +
        row("Year", 2026) + row("Month", 11) + row("Day", 23) +
        "</tt:Date></tt:UTCDateTime></tds:SystemDateAndTime></tds:GetSystemDateAndTimeResponse>");
}

const std::string refused = soap(
    "<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>ter:NotAuthorized</s:Value>"
    "</s:Subcode></s:Code><s:Reason><s:Text>no</s:Text></s:Reason></s:Fault>");

struct Visitor {
    std::uint64_t changes = 0;
    LoginGate gate{changes};
    std::optional<Device> device;
    Instant now{1'000'000};

    explicit Visitor(std::optional<Login> login) {
        Visit visit{.url = *parse_stream_url("http://10.0.0.1/onvif/device_service"),
                    .peer = {"10.0.0.1", 80, false, ""},
                    .login = std::move(login),
                    .patience = 5000ms,
                    .wall = noon,
                    .wall_at = now};
        DeviceRecord record;
        record.host = "10.0.0.1";
        device.emplace(std::move(visit), std::move(record), gate,
                       [] { return std::string(16, 'n'); });
    }
    /// Connects, takes the question, answers it 100 ms later. Returns the question.
    std::string answer(int status, const std::string& body, const std::string& headers = {}) {
        const auto asked = device->connected(now, nullptr).send;
        now += 100ms;
        last = device->received("HTTP/1.1 " + std::to_string(status) + " x\r\n" + headers +
                                    "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
                                    body,
                                now);
        return asked;
    }
    Turn last;
};

}  // namespace

TEST_CASE("cameras: the username token is that of the ONVIF programmer's guide's rule") {
    // Base64(SHA-1(nonce + created + password)), computed apart with openssl.
    const auto token = username_token({"user", "userpassword"}, "LKqI6G/AikKCQrN0zqZFlg==", noon);
    CHECK(token.find("<Username>user</Username>") != std::string::npos);
    CHECK(token.find("userpassword") == std::string::npos);
    CHECK(token.find(">2026-11-23T12:00:00.000Z</Created>") != std::string::npos);
    CHECK(username_token({"a<b", "p"}, "n", noon).find("<Username>a&lt;b<") != std::string::npos);
}

TEST_CASE("cameras: the camera's clock is placed on ours in the middle of the round trip") {
    Visitor visitor({});
    visitor.answer(200, clock_says(12, 0, 42));
    CHECK(visitor.last.again);
    REQUIRE(visitor.device->record().clock_offset);
    // 42 s cut off mean 42.5 s, against noon and half of the 100 ms.
    CHECK(*visitor.device->record().clock_offset == doctest::Approx(42.45));
    visitor.answer(200, soap("<tds:GetCapabilitiesResponse/>"));
    CHECK(visitor.last.done);
    CHECK(visitor.device->record().end == "no_login");
}

TEST_CASE("cameras: tokens are dated by the camera's clock, and all is asked in turn") {
    Visitor visitor(Login{"admin", "right"});
    CHECK(visitor.answer(200, clock_says(10, 0, 0)).find("UsernameToken") == std::string::npos);
    visitor.answer(200, soap("<GetCapabilitiesResponse><Capabilities><Media><XAddr>"
                             "http://192.168.1.1/onvif/Media</XAddr></Media></Capabilities></"
                             "GetCapabilitiesResponse>"));
    const auto who =
        visitor.answer(200, soap("<tds:GetDeviceInformationResponse><tds:Manufacturer>AXIS</"
                                 "tds:Manufacturer><tds:Model>P1448-LE"
                                 "</tds:Model><tds:FirmwareVersion>9.80</tds:FirmwareVersion></"
                                 "tds:GetDeviceInformationResponse>"));
    CHECK(who.find("2026-11-23T10:00:00") != std::string::npos);
    const auto profiles = visitor.answer(
        200,
        soap("<r:GetProfilesResponse><r:Profiles><t:VideoEncoderConfiguration><t:Encoding>H264</"
             "t:Encoding>"
             "<t:Resolution><t:Width>1920</t:Width><t:Height>1080</t:Height></"
             "t:Resolution><t:RateControl>"
             "<t:FrameRateLimit>25</t:FrameRateLimit></t:RateControl></t:VideoEncoderConfiguration>"
             "</r:Profiles></r:GetProfilesResponse>"));
    CHECK(profiles.starts_with("POST /onvif/Media HTTP/1.1\r\nHost: 10.0.0.1:80\r\n"));
    visitor.answer(200, soap("<GetNTPResponse><NTPInformation><FromDHCP>false</FromDHCP></"
                             "NTPInformation></GetNTPResponse>"));
    visitor.answer(
        200,
        soap("<GetUsersResponse><User><Username>admin</Username><UserLevel>Operator</UserLevel>"
             "</User></GetUsersResponse>"));

    CHECK(visitor.last.done);
    const auto& record = visitor.device->record();
    CHECK(record.end == "ok");
    CHECK(record.model == "P1448-LE");
    REQUIRE(record.profiles.size() == 1);
    CHECK(record.profiles[0].size.width == 1920);
    CHECK(record.has_ntp == false);
    CHECK(record.level == "Operator");
}

TEST_CASE("cameras: after one refusal no login is tried again") {
    Visitor visitor(Login{"admin", "wrong"});
    visitor.answer(200, clock_says(12, 0, 0));
    visitor.answer(200, soap("<GetCapabilitiesResponse/>"));
    visitor.answer(400, refused);
    CHECK(visitor.last.done);
    CHECK(visitor.device->record().end == "not_authorized");
    CHECK_FALSE(visitor.gate.refused());

    Visitor barred(Login{"admin", "right"});
    barred.gate.wrong();
    barred.answer(200, clock_says(12, 0, 0));
    barred.answer(200, soap("<GetCapabilitiesResponse/>"));
    CHECK(barred.last.done);
    CHECK(barred.device->record().end == "not_tried");
}

TEST_CASE("cameras: what ONVIF refuses does not spoil a login that is right for streams") {
    const Login login{"admin", "right"};
    Visitor visitor(login);
    visitor.gate.right(login);
    visitor.answer(200, clock_says(12, 0, 0));
    visitor.answer(200, soap("<GetCapabilitiesResponse/>"));
    visitor.answer(400, refused);
    CHECK(visitor.device->record().end == "not_authorized");
    CHECK(visitor.gate.ask(login) == LoginGate::Answer::proven);

    visitor.gate.wrong();  // another login
    CHECK(visitor.gate.ask(login) == LoginGate::Answer::proven);
    CHECK(visitor.gate.ask({"admin", "other"}) == LoginGate::Answer::no);
}

TEST_CASE("cameras: a camera that wants its login in HTTP has refused none") {
    Visitor visitor(Login{"admin", "right"});
    visitor.answer(200, clock_says(12, 0, 0));
    visitor.answer(200, soap("<GetCapabilitiesResponse/>"));
    visitor.answer(401, "", "WWW-Authenticate: Digest realm=\"cam\", nonce=\"n\"\r\n");
    CHECK(visitor.last.done);
    CHECK(visitor.device->record().end == "other_scheme");
    CHECK(visitor.device->record().words == "Digest");

    Visitor shy(Login{"admin", "right"});
    shy.answer(401, refused);
    CHECK(shy.device->record().end == "no_login");
}

TEST_CASE("cameras: a redirect is not followed, and what is no ONVIF is told") {
    Visitor sent_away(Login{"admin", "right"});
    const auto turn = [&] {
        sent_away.device->connected(sent_away.now, nullptr);
        return sent_away.device->received(
            "HTTP/1.1 302 Found\r\nLocation: http://evil/\r\nContent-Length: 0\r\n\r\n",
            sent_away.now);
    }();
    CHECK(turn.done);
    CHECK(sent_away.device->record().end == "redirected");

    Visitor web({});
    web.answer(404, "<html>no</html>");
    CHECK(web.device->record().end == "no_service");

    Visitor ssh({});
    ssh.device->connected(ssh.now, nullptr);
    CHECK(ssh.device->received("SSH-2.0\r\n", ssh.now).done);
    CHECK(ssh.device->record().end == "no_service");
}

TEST_CASE("cameras: absurd dates are no dates") {
    CHECK_FALSE(parse_device_time("<a/>"));
    auto xml = clock_says(25, 0, 0);
    REQUIRE(parse_device_time(xml));
    CHECK_FALSE(parse_device_time(xml)->utc);
}
