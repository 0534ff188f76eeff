// SPDX-License-Identifier: Apache-2.0
// A new desk, as safr-desk makes it.
#include <sys/stat.h>

#include "desk/run.hpp"
#include "exchange/sample.hpp"
#include "platform/authority.hpp"

using namespace diag;
using namespace diag::test;
namespace fs = std::filesystem;

TEST_CASE("desk init: a desk has its keys, closed to others, and certificates that fit") {
    Scratch scratch;
    const auto directory = scratch.path() / "desk";

    const auto ran = desk_run({"init", directory.native()});

    CHECK(ran.exit_code == 0);
    auto names = names_below(directory);
    CHECK(std::erase_if(names, [](const auto& name) { return name.starts_with("issued/"); }) == 3);
    CHECK(names == std::vector<std::string>{"bundles", "ca.key", "ca.pem", "desk.key", "desk.pem",
                                            "desk.toml", "engineer.key", "engineer.pem", "issued",
                                            "recipient.key", "recipient.pem", "revoked.pem"});
    for (const char* name : {"ca.key", "desk.key", "recipient.key", "engineer.key", "desk.toml"}) {
        struct stat status {};
        REQUIRE(::stat((directory / name).c_str(), &status) == 0);
        CHECK((status.st_mode & 07777) == 0600);
    }
    const auto authority = certificate_from_file(directory / "ca.pem");
    const auto recipient = certificate_from_file(directory / "recipient.pem");
    const auto engineer = certificate_from_file(directory / "engineer.pem");
    REQUIRE((authority && recipient && engineer));
    CHECK((recipient->issued_by(*authority) && engineer->issued_by(*authority)));
    CHECK(may_receive(*recipient, "recipient.pem", system_clock().now()));
    CHECK(engineer->unit() == "engineer L3");
    CHECK(recipient->belongs_to(*private_key_from_file(directory / "recipient.key")));
    const auto server = certificate_from_file(directory / "desk.pem");
    const auto list = RevocationList::from_pem(read(directory / "revoked.pem"), "revoked.pem");
    REQUIRE((server && list));
    CHECK(role_of(*server) == Role::desk);
    CHECK(server->is_for("localhost"));
    CHECK((list->issued_by(*authority) && list->number() == 1 && list->revoked().empty()));
    CHECK(says(ran, "engineer.key is not encrypted"));
}

TEST_CASE("desk init: a desk called localhost listens on loopback, others on every address") {
    Scratch scratch;
    const auto listens = [&](const std::string& host) {
        const auto directory = (scratch.path() / host).native();
        REQUIRE(desk_run({"init", directory, "--host", host, "--port", "18443"}).exit_code == 0);
        const auto text = read(directory + "/desk.toml");
        const auto from = text.find("\nlisten = \"") + 11;
        return text.substr(from, text.find('"', from) - from);
    };

    CHECK(listens("localhost") == "127.0.0.1:18443");
    CHECK(listens("127.0.0.1") == "127.0.0.1:18443");
    CHECK(listens("::1") == "[::1]:18443");
    CHECK(listens("support.example") == "0.0.0.0:18443");
}

TEST_CASE("desk init: a directory that holds anything is refused and not touched") {
    Scratch scratch;
    const auto note = scratch.file("desk/note", "mine");

    for (const auto& place : {note.parent_path(), note}) {
        const auto ran = desk_run({"init", place.native()});
        CHECK(ran.exit_code == 65);
        CHECK(one_sentence(ran));
    }
    CHECK(names_below(note.parent_path()) == std::vector<std::string>{"note"});
    CHECK(desk_run({"init", (scratch.path() / "x").native(), "--name", "a\"b"}).exit_code == 64);
    CHECK(desk_run({"init", (scratch.path() / "x").native(), "--host", "a,b"}).exit_code == 64);
    CHECK_FALSE(fs::exists(scratch.path() / "x"));
}
