// SPDX-License-Identifier: Apache-2.0
// What engineers ask the desk's server, and what they are told.
#include "agent/consent/admission.hpp"
#include "desk/pretended_desk.hpp"
#include "exchange/sample.hpp"
#include "platform/digest.hpp"

using namespace diag;
using namespace diag::test;
namespace fs = std::filesystem;

namespace {

std::vector<std::string> asking(std::vector<std::string> more = {}) {
    std::vector<std::string> argv{"request", "--agent",  "north-1",   "--collect",
                                  "nfs",     "--reason", "it is slow"};
    argv.insert(argv.end(), more.begin(), more.end());
    return argv;
}

}  // namespace

TEST_CASE("desk request: the desk's server gets what the engineer signed, and says what is next") {
    PretendedDesk desk;

    const auto ran = desk.run(asking());

    CHECK(ran.exit_code == 0);
    const auto request =
        exchange::request_from(cms::open_document(read(desk.world / "posted-1.der"))->content);
    REQUIRE(request);
    CHECK(request->agent == "north-1");
    CHECK(says(ran, "safr-desk watch " + request->id + " --desk " + desk.home + " --url " +
                        desk.url() + "\n"));
    CHECK(read(desk.world / "asked.log").find("engineer: POST /v1/requests") != std::string::npos);
}

TEST_CASE("desk request: where an answer is lost the same document is brought again, once more") {
    PretendedDesk desk;
    desk.say("faults.txt", "drop\n503\nok");

    const auto ran = desk.run(asking({"--json"}));

    CHECK(ran.exit_code == 0);
    CHECK(fs::exists(desk.world / "posted-1.der"));
    CHECK_FALSE(fs::exists(desk.world / "posted-2.der"));
    CHECK(json::flag_at(*json::parse(ran.output), "posted") == true);
}

TEST_CASE("desk request: a server that is away costs a sentence that names the way out") {
    PretendedDesk desk;
    desk.stop();

    const auto ran = desk.run(asking());

    CHECK(ran.exit_code == 74);
    CHECK(says(ran, "is not reached"));
    CHECK(says(ran, "The desk does not have the request"));
    CHECK(says(ran, "--out FILE"));
}

TEST_CASE("desk request: what the server does not want is told in its words, and not repeated") {
    PretendedDesk desk;
    desk.say("faults.txt", "403\nok");

    const auto ran = desk.run(asking());

    CHECK(ran.exit_code == 77);
    CHECK(says(ran, "spoilt"));
    desk.say("faults.txt", "drop\ndrop\ndrop");
    const auto lost = desk.run(asking());
    CHECK(lost.exit_code == 74);
    CHECK(says(lost, "is not known: see safr-desk watch"));
}

TEST_CASE("desk request: what to type next works in a shell, wherever the desk lies") {
    PretendedDesk desk;
    const auto odd = (desk.scratch.path() / "Ana's desk").native();
    fs::copy(desk.home, odd, fs::copy_options::recursive);
    auto argv = asking({"--desk", odd, "--url", desk.url(), "--cert", odd + "/engineer.pem"});

    const auto ran = desk_run(std::move(argv));

    CHECK(ran.exit_code == 0);
    const auto quoted = "'" + (desk.scratch.path() / "Ana'\\''s desk").native();
    CHECK(says(ran, " --desk " + quoted + "' --url " + desk.url() + " --cert " + quoted + "/"));
}

TEST_CASE("desk request: an agent may be called by its beginning, or by its site") {
    PretendedDesk desk;
    const auto entry = [](const std::string& agent, const std::string& site,
                          const std::string& more = "") {
        return R"({"agent":")" + agent + R"(","site":")" + site + "\"" + more + "}";
    };
    desk.say("agents.json", "[" + entry("agent-019ab3c4-5d6e", "North") + "," +
                                entry("agent-019ab3c5-5d6e", "South") + "," +
                                entry("agent-019ab3c6-5d6e", "South") + "," +
                                entry("agent-019ab3c7-5d6e", "North", R"(,"revoked":true)") + "]");
    const auto ask = [&](const std::string& agent) {
        desk.say("faults.txt", "404\nok\nok");
        return desk.run({"request", "--agent", agent, "--collect", "nfs", "--reason", "slow"});
    };

    for (const char* word : {"North", "019ab3c4", "agent-019ab3c4"})
        CHECK(says(ask(word), "to the agent agent-019ab3c4-5d6e, signed by"));
    const auto unclear = ask("South");
    CHECK(unclear.exit_code == 65);
    CHECK(says(unclear, "agent-019ab3c5-5d6e (South), agent-019ab3c6-5d6e (South)"));
    const auto unknown = ask("West");
    CHECK(unknown.exit_code == 65);
    CHECK(says(unknown, "no agent and no site West: there are agent-019ab3c4-5d6e (North)"));
}

TEST_CASE("desk agents: a server of another desk is not believed, and nobody is told anything") {
    PretendedDesk desk, other(PretendedDesk::Home::of_its_own);

    const auto ran = desk_run({"agents", "--desk", desk.home, "--url", other.url()});

    CHECK(ran.exit_code == 77);
    CHECK(one_sentence(ran));
    CHECK_FALSE(fs::exists(other.world / "asked.log"));
}

TEST_CASE("desk agents: who is there, and a warning for each thing that is the matter") {
    PretendedDesk desk;
    const auto now = system_clock().now();
    const auto at = [&](std::chrono::hours span) { return to_text(now + span); };
    using std::chrono::hours;
    desk.say("agents.json",
             R"([{"agent":"north-1","site":"North","version":"0.1.0","seen":")" + at(hours{-3}) +
                 R"(","online":false,"doubled":null,"certificate_until":")" + at(hours{2000}) +
                 R"(","clock_ahead_ms":0,"health":null},)"
                 R"({"agent":"south-1","site":"South","version":"0.1.0","seen":")" +
                 at(hours{-1}) + R"(","online":true,"doubled":")" + at(hours{-5}) +
                 R"(","certificate_until":")" + at(hours{49}) +
                 R"(","clock_ahead_ms":-600000,"health":{"findings":[)"
                 R"({"id":"disk.full","severity":"critical","count":1},)"
                 R"({"id":"nfs.slow","severity":"warning","count":7}]}}])");

    const auto ran = desk.run({"agents"});

    CHECK(ran.exit_code == 0);
    CHECK(says(ran, "3 h ago"));
    CHECK(says(ran, "1 critical, 1 warning"));
    CHECK(says(ran, "south-1: two agents shared this identity"));
    CHECK(says(ran, "south-1: its clock is 10 min late"));
    CHECK(says(ran, "south-1: its certificate ends in 2 d"));
    CHECK_FALSE(says(ran, "north-1: "));
    CHECK_FALSE(says(ran, "revoked"));
    CHECK(json::parse(desk.run({"agents", "--json"}).output)->get_array().size() == 2);
}

TEST_CASE("desk agents: one that was taken back is said to be, and not to be late with renewal") {
    PretendedDesk desk;
    desk.say("agents.json", R"([{"agent":"north-1","site":"North","online":false,"revoked":true,)"
                            R"("certificate_until":"2026-01-01T00:00:00.000Z"}])");

    const auto ran = desk.run({"agents"});

    CHECK(ran.exit_code == 0);
    CHECK(says(ran, "revoked"));
    CHECK_FALSE(says(ran, "enrol it again"));
}

TEST_CASE("desk agents: what is no list is refused, and control characters move no cursor") {
    PretendedDesk desk;
    desk.say("agents.json", "{}");
    CHECK(desk.run({"agents"}).exit_code == 65);
    desk.say("agents.json", "<html>");
    CHECK(desk.run({"agents"}).exit_code == 65);
    desk.say("agents.json", R"([{"agent":"a\u001b[2J","site":"s","online":true}])");
    const auto ran = desk.run({"agents"});
    CHECK(ran.exit_code == 0);
    CHECK_FALSE(says(ran, "\x1b"));
}

TEST_CASE("desk token: it is told once, kept as a digest, and its authority is this desk's") {
    PretendedDesk desk;
    const auto file = (desk.scratch.path() / "north.token").native();

    const auto shown = desk.run({"token", "--site", "North plant", "--json"});
    const auto filed = desk.run({"token", "--site", "North plant", "--out", file});

    REQUIRE(shown.exit_code == 0);
    const auto document = *json::parse(shown.output);
    const auto token = *json::text_at(document, "token");
    const auto authority = certificate_from_file(desk.home + "/ca.pem");
    CHECK(token.size() == 43 + 1 + 32);
    CHECK(token.ends_with("." + authority->fingerprint().substr(0, 32)));
    CHECK(json::text_at(document, "command")->starts_with("safr-diag enroll https://127.0.0.1:"));
    CHECK(read(desk.home + "/desk.sqlite").find(token.substr(0, 43)) == std::string::npos);
    CHECK(filed.exit_code == 0);
    CHECK(says(filed, "--token-file north.token"));
    CHECK(fs::status(file).permissions() == fs::perms(0600));
    CHECK_FALSE(says(filed, read(file).substr(0, 43)));
    CHECK(desk.run({"token", "--site", "x", "--out", file}).exit_code == 65);
    CHECK(desk.run({"token"}).exit_code == 64);
    CHECK(desk.run({"token", "--site", "x", "--valid", "90d"}).exit_code == 64);
}
