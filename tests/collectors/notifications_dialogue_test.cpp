// SPDX-License-Identifier: Apache-2.0
#include <doctest.h>

#include "collectors/notifications/dialogue.hpp"
#include "platform/base64.hpp"

using namespace diag;
using namespace diag::notifications;

namespace {

constexpr milliseconds soon{5};
const std::string greeting = "220 mail.example ESMTP\r\n";
const std::string can_all = "250-mail.example\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN\r\n";

Errand errand(Security security = Security::unsaid) {
    return {.host = "mail.example", .port = 587, .security = security, .own_name = "here.example"};
}

Dialogue begun(Errand what) {
    Dialogue dialogue(std::move(what), milliseconds{1'000});
    dialogue.connected(milliseconds{1}, "10.0.0.5");
    return dialogue;
}

Letter letter() {
    return {.sender = {{"safr", "pw-of-safr"}, "safr@site.example"},
            .to = "guard@site.example",
            .message = "Subject: test\r\n\r\n.hidden\r\n"};
}

/// Up to TLS, which stands with a certificate that holds.
Dialogue secured(Errand what) {
    auto dialogue = begun(std::move(what));
    dialogue.received(greeting, soon);
    dialogue.received(can_all, soon);
    dialogue.received("220 go ahead\r\n", soon);
    dialogue.secured({.version = "TLSv1.3", .names_host = true}, soon);
    return dialogue;
}

}  // namespace

TEST_CASE(
    "notifications: a server is asked what it can, in the clear and in TLS, and left politely") {
    auto dialogue = begun(errand());

    CHECK(dialogue.received(greeting, soon).send == "EHLO here.example\r\n");
    CHECK(dialogue.received(can_all, soon).send == "STARTTLS\r\n");
    CHECK(dialogue.received("220 go ahead\r\n", soon).secure);
    CHECK(dialogue.secured({.version = "TLSv1.3"}, soon).send == "EHLO here.example\r\n");
    CHECK(dialogue.received("250-mail.example\r\n250 AUTH LOGIN\r\n", soon).send == "QUIT\r\n");
    CHECK(dialogue.received("221 bye\r\n", soon).done);

    CHECK(!dialogue.visit().fault);
    CHECK(dialogue.visit().auth == std::vector<std::string>{"LOGIN"});
    CHECK(dialogue.visit().auth_clear == std::vector<std::string>{"PLAIN", "LOGIN"});
}

TEST_CASE("notifications: a reply in pieces and in many lines is one reply") {
    auto dialogue = begun(errand(Security::none));
    const std::string banner = "220-mail.example\r\n220-no spam\r\n220 please\r\n";

    std::string sent;
    for (const char c : banner) sent += dialogue.received({&c, 1}, soon).send;

    CHECK(sent == "EHLO here.example\r\n");
    REQUIRE(dialogue.visit().said.size() == 1);
    CHECK(dialogue.visit().said[0].text == "mail.example no spam please");
}

TEST_CASE("notifications: a server that is busy is told good-bye, and its words are kept") {
    auto dialogue = begun(errand());

    const auto turn = dialogue.received("421 4.3.2 come again later\r\n", soon);

    CHECK(turn.send == "QUIT\r\n");
    CHECK(turn.done);
    CHECK(dialogue.visit().fault == Fault::refused);
    CHECK(dialogue.visit().said.at(0).code == 421);
    CHECK(dialogue.visit().said.at(0).status == "4.3.2");
}

TEST_CASE("notifications: a greeting without an end is ended by its size") {
    for (const auto& line : {std::string(3'000, 'x'), "220-" + std::string(300, 'x') + "\r\n"}) {
        auto dialogue = begun(errand());
        Turn turn;
        for (int i = 0; i < 1'000 && !turn.done; ++i) turn = dialogue.received(line, soon);

        CHECK(turn.done);
        CHECK((dialogue.visit().fault == Fault::full));
    }
}

TEST_CASE("notifications: what speaks no SMTP is recognised by its first line") {
    auto dialogue = begun(errand());

    CHECK(dialogue.received("SSH-2.0-OpenSSH_9.2\r\n", soon).done);

    CHECK(dialogue.visit().fault == Fault::malformed);
    CHECK(dialogue.visit().reason == "no SMTP: SSH-2.0-OpenSSH_9.2");
}

TEST_CASE("notifications: replies slipped in before TLS count for nothing") {
    auto dialogue = begun(errand(Security::starttls));
    dialogue.received(greeting, soon);
    dialogue.received(can_all, soon);

    const auto turn = dialogue.received("220 go\r\n250 AUTH PLAIN\r\n", soon);

    CHECK(!turn.secure);
    CHECK(turn.done);
    CHECK(dialogue.visit().fault == Fault::malformed);
}

TEST_CASE("notifications: a server from before EHLO is asked by HELO") {
    auto dialogue = begun(errand());
    dialogue.received(greeting, soon);

    CHECK(dialogue.received("502 unknown command\r\n", soon).send == "HELO here.example\r\n");
    CHECK(dialogue.received("250 hello\r\n", soon).send == "QUIT\r\n");
}

TEST_CASE("notifications: whoever falls silent is still told good-bye") {
    auto dialogue = begun(errand());
    dialogue.received(greeting, soon);

    const auto turn = dialogue.failed(Fault::timed_out, "no answer within 1000 ms");

    CHECK(turn.send == "QUIT\r\n");
    CHECK(dialogue.visit().step == "ehlo");
}

TEST_CASE("notifications: a test mail logs in within TLS and is delivered") {
    auto what = errand();
    what.letter = letter();
    auto dialogue = secured(what);

    const auto login = dialogue.received("250-mail.example\r\n250 AUTH PLAIN\r\n", soon).send;
    CHECK(login == "AUTH PLAIN " + base64(std::string("\0safr\0pw-of-safr", 16)) + "\r\n");
    CHECK(dialogue.received("235 2.7.0 welcome\r\n", soon).send ==
          "MAIL FROM:<safr@site.example>\r\n");
    CHECK(dialogue.received("250 ok\r\n", soon).send == "RCPT TO:<guard@site.example>\r\n");
    CHECK(dialogue.received("250 ok\r\n", soon).send == "DATA\r\n");
    CHECK(dialogue.received("354 go\r\n", soon).send == "Subject: test\r\n\r\n..hidden\r\n.\r\n");
    CHECK(dialogue.received("250 queued\r\n", soon).send == "QUIT\r\n");
    CHECK(dialogue.visit().delivered);
}

TEST_CASE(
    "notifications: a password goes neither in the clear nor to a certificate nobody vouches for") {
    auto what = errand(Security::none);
    what.letter = letter();
    auto clear = begun(what);
    clear.received(greeting, soon);
    CHECK(clear.received(can_all, soon).send == "QUIT\r\n");
    CHECK(clear.visit().withheld == "clear");

    what = errand();
    what.letter = letter();
    auto unknown = begun(what);
    unknown.received(greeting, soon);
    unknown.received(can_all, soon);
    unknown.received("220 go\r\n", soon);
    unknown.secured({.names_host = true, .distrust = "self-signed certificate"}, soon);
    CHECK(unknown.received("250-x\r\n250 AUTH PLAIN\r\n", soon).send == "QUIT\r\n");
    CHECK(unknown.visit().withheld == "untrusted");
}

TEST_CASE(
    "notifications: what is confidential goes only where TLS holds, unless somebody said so") {
    auto what = errand();
    what.letter = letter();
    what.letter->sender.login = {};
    what.letter->confidential = true;
    auto clear = begun(what);
    clear.received(greeting, soon);
    CHECK(clear.received("250 mail.example\r\n", soon).send == "QUIT\r\n");
    CHECK(clear.visit().withheld == "clear");

    auto unknown = begun(what);
    unknown.received(greeting, soon);
    unknown.received(can_all, soon);
    unknown.received("220 go\r\n", soon);
    unknown.secured({.names_host = true, .distrust = "self-signed certificate"}, soon);
    CHECK(unknown.received("250 mail.example\r\n", soon).send == "QUIT\r\n");
    CHECK(unknown.visit().withheld == "untrusted");

    what.letter->in_clear = true;
    auto said = begun(what);
    said.received(greeting, soon);
    CHECK(said.received("250 mail.example\r\n", soon).send == "MAIL FROM:<safr@site.example>\r\n");
}

TEST_CASE("notifications: a letter longer than the server says it takes does not leave") {
    auto what = errand();
    what.letter = letter();
    what.letter->sender.login = {};
    const auto answer_to = [&](const std::string& size) {
        auto dialogue = secured(what);
        return dialogue.received("250-mail.example\r\n250 SIZE" + size + "\r\n", soon).send;
    };

    CHECK(answer_to(" 25") == "QUIT\r\n");
    for (const char* enough : {" 26", " 0", "", " much"})
        CHECK(answer_to(enough) == "MAIL FROM:<safr@site.example>\r\n");
}

TEST_CASE("notifications: a letter whose verdict does not come is in doubt, and is waited for") {
    auto what = errand();
    what.letter = letter();
    what.letter->sender.login = {};
    auto dialogue = secured(what);
    dialogue.received("250 mail.example\r\n", soon);
    for (int i = 0; i < 2; ++i) dialogue.received("250 ok\r\n", soon);
    CHECK(dialogue.patience_factor() == 1);
    dialogue.received("354 go\r\n", soon);
    CHECK(dialogue.patience_factor() > 1);

    dialogue.failed(Fault::timed_out, "no answer");

    CHECK(dialogue.visit().in_doubt());
    CHECK_FALSE(dialogue.visit().delivered);
}

TEST_CASE("notifications: a server that repeats the password is not quoted") {
    auto what = errand();
    what.letter = letter();
    auto dialogue = secured(what);
    dialogue.received("250-x\r\n250 AUTH PLAIN\r\n", soon);

    dialogue.received("535 5.7.8 wrong password pw-of-safr for safr\r\n", soon);

    const auto told = json::write(to_json(dialogue.visit()));
    CHECK(told.find("pw-of-safr") == told.npos);
    CHECK(dialogue.visit().exchange("auth")->code == 535);
}

TEST_CASE("notifications: a visit is the same after its journey as evidence") {
    auto dialogue = secured(errand());
    dialogue.received("250-x\r\n250 AUTH PLAIN\r\n", soon);

    const auto told = json::write(to_json(dialogue.visit()));

    const auto document = json::parse(told);
    REQUIRE(document);
    CHECK(json::write(to_json(visit_from(*document))) == told);
}
