// SPDX-License-Identifier: Apache-2.0
// Bundles from the desk's server to an engineer.
#include "desk/pretended_desk.hpp"
#include "exchange/sample.hpp"
#include "platform/digest.hpp"

using namespace diag;
using namespace diag::test;
namespace fs = std::filesystem;

namespace {

const std::string id = "019ab3c4-5d6e-7f80-9123-456789abcdef";
const std::string request = "019ab3b0-5d6e-7f80-9123-456789abcdef";

std::string random_text(std::size_t size) {
    std::string text(size, '\0');
    fill_random({reinterpret_cast<unsigned char*>(text.data()), text.size()});
    return text;
}

/// A bundle for that desk, bigger than two pieces: sealed once, as these are copies of one desk.
const std::string& sealed_for(const std::string& home) {
    static const std::string sealed = [&] {
        const Scratch scratch;
        const std::vector<File> files{{"evidence/disk/a", random_text(9 << 20)}};
        const auto recipient = certificate_from_file(home + "/recipient.pem");
        REQUIRE(recipient);
        return read(bundle(scratch.path(), content_of(files), {*recipient}));
    }();
    return sealed;
}

/// A desk at which a bundle has arrived that comes in three pieces.
struct Sent : PretendedDesk {
    fs::path out = scratch.path() / "out";
    fs::path file = out / (id + ".safrdiag");
    std::string whole = sealed_for(home);

    Sent() {
        REQUIRE(whole.size() > (8 << 20));
        fs::create_directories(out);
        write(world / "files" / id, whole);
        list(sha256_hex(whole));
    }

    void list(const std::string& digest, const std::string& more = "") {
        say("bundles.json", "[" + entry("north 1", digest) + more + "]");
    }
    std::string entry(const std::string& agent_name, const std::string& digest) const {
        return R"({"bundle":")" + id + R"(","agent":")" + agent_name +
               R"(","site":"North","case":"4711","bytes":)" + std::to_string(whole.size()) +
               R"(,"sha256":")" + digest + R"(","request":")" + request +
               R"(","arrived":"2026-11-23T20:33:28.123Z"})";
    }
    ProgramOutput fetch(std::vector<std::string> more = {}) const {
        std::vector<std::string> argv{"fetch", "019ab3c4", "--out", out.native()};
        argv.insert(argv.end(), more.begin(), more.end());
        return run(std::move(argv));
    }
};

}  // namespace

TEST_CASE("desk bundles: what has arrived, of a case where one is named") {
    Sent desk;

    CHECK(says(desk.run({"bundles"}), id));
    CHECK(says(desk.run({"bundles", "--case", "4711"}), "2026-11-23T20:33Z"));
    CHECK_FALSE(says(desk.run({"bundles", "--case", "4712"}), id));
    CHECK(json::parse(desk.run({"bundles", "--json"}).output)->get_array().size() == 1);
    for (const char* agent : {"north 1", "North", "north "})
        CHECK(says(desk.run({"bundles", "--agent", agent}), id));
    CHECK_FALSE(says(desk.run({"bundles", "--agent", "north"}), id));
    desk.say("bundles.json", R"([{"bundle":"../../etc/passwd"}])");
    CHECK(desk.run({"bundles"}).exit_code == 65);
}

TEST_CASE("desk fetch: a bundle comes whole through cuts and a server that fails for a while") {
    Sent desk;
    // The list and the first piece come; the second one at the third time, the last at the second.
    desk.say("faults.txt", "ok\nok\nhalf\ndrop\nok\n503\nok");

    const auto ran = desk.fetch();

    CHECK(ran.exit_code == 0);
    CHECK(read(desk.file) == desk.whole);
    CHECK(ran.output.ends_with(desk.file.native() + "\n"));
    CHECK(names_below(desk.out).size() == 1);
    CHECK(says(ran, "does not vouch for who signed"));
    CHECK(desk.fetch().exit_code == 65);
}

TEST_CASE("desk fetch: what came before is not asked for again") {
    Sent desk;
    write(desk.file.native() + ".part", std::string_view(desk.whole).substr(0, 6'000'000));

    const auto ran = desk.fetch({"--json"});

    CHECK(ran.exit_code == 0);
    CHECK(read(desk.file) == desk.whole);
    const auto log = read(desk.world / "asked.log");
    CHECK(log.find("?agent=north%201 bytes=6000000-") != std::string::npos);
    CHECK(log.find("bytes=0-") == std::string::npos);
    CHECK(json::text_at(*json::parse(ran.output), "sha256") == sha256_hex(desk.whole));
}

TEST_CASE("desk fetch: altered bytes get no name, and are thrown away") {
    Sent desk;
    desk.say("faults.txt", "ok\nok\nwrong");

    const auto ran = desk.fetch();

    CHECK(ran.exit_code == 65);
    CHECK(says(ran, "is not what the desk lists"));
    CHECK(names_below(desk.out).empty());
}

TEST_CASE("desk fetch: a list that lies does not make a bundle of what is none") {
    Sent desk;
    desk.whole[desk.whole.size() / 2] = static_cast<char>(desk.whole[desk.whole.size() / 2] ^ 1);
    write(desk.world / "files" / id, desk.whole);
    desk.list(sha256_hex(desk.whole));

    const auto ran = desk.fetch();

    CHECK(ran.exit_code == 65);
    CHECK(one_sentence(ran));
    CHECK_FALSE(fs::exists(desk.file));
}

TEST_CASE("desk fetch: with --open the report is there, and a wrong key is known beforehand") {
    Sent desk;

    const auto none = desk.fetch({"--open", "--key", desk.home + "/nothing.key"});
    CHECK(none.exit_code == 65);
    CHECK(names_below(desk.out).empty());
    CHECK(desk.fetch({"--open"}).exit_code == 64);
    const auto ran = desk.fetch({"--open", "--key", desk.home + "/recipient.key"});

    CHECK(ran.exit_code == 0);
    CHECK(fs::exists(desk.out / id / "contents.json"));
    CHECK(fs::exists(desk.file));
}

TEST_CASE("desk fetch: whose bundle is meant must be said where two sent one of that id") {
    Sent desk;
    desk.list(sha256_hex(desk.whole), "," + desk.entry("south", sha256_hex(desk.whole)));

    const auto unclear = desk.fetch();
    CHECK(unclear.exit_code == 65);
    CHECK(says(unclear, "north 1 and south"));
    CHECK(says(desk.fetch({"--agent", "west"}), "north 1 and south"));
    CHECK(desk.fetch({"--agent", "south"}).exit_code == 0);
    CHECK(desk.run({"fetch", "0199999"}).exit_code == 65);
}

TEST_CASE("desk fetch: a bundle of another agent than --agent is told as what it is") {
    Sent desk;

    const auto other = desk.fetch({"--agent", "west"});
    CHECK(other.exit_code == 65);
    CHECK(says(other, "bundle " + id + " came from north 1 (North), not from west"));
    CHECK_FALSE(says(other, "no bundle"));
    CHECK(desk.run({"fetch", "019ab3b0", "--agent", "west"}).exit_code == 65);
    CHECK(desk.fetch({"--agent", "North"}).exit_code == 0);
}

TEST_CASE("desk fetch: a bundle that comes between two looks is told as here") {
    Sent desk;
    desk.say("bundles.json", "[]");
    desk.say("requests.json", R"([{"id":")" + request +
                                  R"(","agent":"north-1","stage":"done","state":"1","here":true,)"
                                  R"("made":"2026-11-23T20:33:28.123Z",)"
                                  R"("not_after":"2026-11-24T20:33:28.123Z"}])");

    const auto ran = desk.run({"fetch", request});

    CHECK(ran.exit_code == 65);
    CHECK(says(ran, "is here, but was not in the list a moment ago"));
    CHECK_FALSE(says(ran, "no bundle yet"));
}

TEST_CASE(
    "desk fetch: a request's id does as well, and one without a bundle says where it stands") {
    Sent desk;
    const auto asked = [](const std::string& which, const std::string& stage) {
        return R"({"id":")" + which + R"(","agent":"north-1","stage":")" + stage +
               R"(","state":"1","made":"2026-11-23T20:33:28.123Z",)"
               R"("not_after":"2026-11-24T20:33:28.123Z"})";
    };
    desk.say("requests.json", "[" + asked("019ab3d0-0000-7f80-9123-456789abcdef", "waiting") + "," +
                                  asked("019ab3d1-0000-7f80-9123-456789abcdef", "declined") + "]");
    const auto fetch = [&](const std::string& which) {
        return desk.run({"fetch", which, "--out", desk.out.native()});
    };

    CHECK(says(fetch("019ab3d0"), "has no bundle yet: waiting for the site's word. Follow it"));
    CHECK(says(fetch("019ab3d1"), "no bundle comes of the request"));
    CHECK(says(fetch("019ab3d"), "several requests begin with 019ab3d: 019ab3d0-"));
    CHECK(says(fetch("019ab400"), "no bundle and no request 019ab400"));
    CHECK(fetch("019ab").exit_code == 64);
    CHECK(names_below(desk.out).empty());
    CHECK(fetch("019ab3b0").exit_code == 0);
    CHECK(read(desk.file) == desk.whole);
}

TEST_CASE("desk fetch: what could mean several bundles names them") {
    Sent desk;
    auto other = desk.entry("south", sha256_hex(desk.whole));
    other.replace(other.find(id), id.size(), "019ab3c5-5d6e-7f80-9123-456789abcdef");
    desk.list(sha256_hex(desk.whole), "," + other);

    const auto ran = desk.run({"fetch", "019ab3", "--out", desk.out.native()});

    CHECK(ran.exit_code == 65);
    CHECK(says(ran, id + " (North, case 4711), 019ab3c5-"));
    CHECK(desk.fetch().exit_code == 0);
}

TEST_CASE("desk fetch: a directory that is not there does not become a file of its name") {
    Sent desk;
    const auto cases = (desk.scratch.path() / "cases/").native();

    const auto ran = desk.run({"fetch", id, "--out", cases});

    CHECK(ran.exit_code == 65);
    CHECK(says(ran, "there is no directory"));
    CHECK_FALSE(fs::exists(desk.scratch.path() / "cases"));
    fs::create_directory(cases);
    CHECK(desk.run({"fetch", id, "--out", cases}).exit_code == 0);
    CHECK(names_below(cases) == std::vector<std::string>{id + ".safrdiag"});
}
