// SPDX-License-Identifier: Apache-2.0
#include "agent/cases/case_file.hpp"
#include "agent/cases/mail.hpp"
#include "platform/text.hpp"
#include "tests/cases/calendars.hpp"
#include "tests/fakes.hpp"

namespace diag::cases {
namespace {

const std::string whole = R"(
number = "4711"
severity = "high"
product = "SAFR"
version = "3.34.0"
problem = "No camera has shown a picture since Monday."
impact = "Nobody gets into the plant by their face."
steps = """
Open the Desktop Client.
Choose any camera."""
contact = "Ana Pérez <ana@example.org>"
on_site = "Luis, +34 600 000 000"
on_site_when = "Mon-Fri 9-14"
opened = "2026-11-23T20:33:28+01:00"
attachments = ["camera.log", "/var/log/other.log"]
)";

TEST_CASE("case file: what people write is read, attachments beside the file") {
    const auto notes = notes_of(whole, "/home/ana/4711.toml");
    REQUIRE_MESSAGE(notes, (notes ? "" : notes.error().what));
    CHECK(notes->problem == "No camera has shown a picture since Monday.");
    CHECK(to_text(*notes->opened) == "2026-11-23T19:33:28.000Z");
    CHECK(notes->attachments ==
          std::vector<std::string>{"/home/ana/camera.log", "/var/log/other.log"});
    CHECK(lacks(*notes, {.bundle = true, .screenshots = true}).empty());
}

TEST_CASE("case file: its own id stays here") {
    const auto notes = notes_of("id = \"01a21edf\"", "/home/ana/c.toml");

    REQUIRE(notes);
    CHECK(notes->id == "01a21edf");
    CHECK(notes->file == "/home/ana/c.toml");
    CHECK(is_empty(*notes));
    CHECK(json::write(to_json(*notes)).find("01a21edf") == std::string::npos);
}

TEST_CASE("case file: a mistake is told with file, line and what was expected") {
    for (const auto& [text, expected] : std::vector<std::pair<std::string, std::string>>{
             {"\nnummer = \"1\"", "c.toml:2: nummer: expected number, problem"},
             {"problem = 1", "c.toml:1: problem: expected a text"},
             {"number = \"a/b\"", "c.toml: number: expected letters"},
             {"id = \"a/b\"", "c.toml: id: expected one"},
             {"severity = \"urgent\"", "c.toml: severity: expected \"high\""},
             {"opened = \"yesterday\"", "c.toml:1: opened: expected a time"},
             {"opened = \"2026-11-23T20:33:28\"", "c.toml:1: opened: "},
             {"attachments = \"a\"", "c.toml:1: attachments: "},
             {"attachments = [\"\"]", "c.toml:1: attachments: "},
             {"screenshots = \"login.png\"", "c.toml:1: screenshots: expected \"none: \""},
             {"screenshots = \"none: \"", "c.toml:1: screenshots: "},
             {"screenshots = [\"none: x\"]", "c.toml:1: screenshots: "},
             {"problem = \"a\x01\"", "c.toml:1: a control character"},
             {"problem = ", "c.toml:1: "}}) {
        const auto notes = notes_of(text, "c.toml");
        REQUIRE_FALSE(notes);
        CHECK(notes.error().fault == Fault::malformed);
        const auto told = notes.error().what;
        CHECK_MESSAGE(told.starts_with(expected.substr(0, expected.find(", problem"))), told);
    }
}

TEST_CASE("case file: a number alone is a case, and none is none") {
    test::FakeFiles files;
    CHECK(notes_in(files, "SAFR-2026-17")->number == "SAFR-2026-17");
    CHECK(is_empty(*notes_in(files, "")));
    CHECK(notes_in(files, "4711.toml").error().fault == Fault::absent);
    // It may have come without that option, as of 'case show'.
    CHECK(notes_in(files, "4711.toml").error().what.find("--case") == std::string::npos);
}

TEST_CASE("case file: a text is written so that it is read again, whatever it holds") {
    for (const std::string text :
         {"plain", "\"quoted\" \\ back", "two\nlines \"\"\" and more\n", "Größe\tand tab", ""}) {
        const auto notes = notes_of("problem = " + toml_text(text), "c.toml");
        REQUIRE(notes);
        CHECK(notes->problem == text);
    }
}

TEST_CASE("case: what an escalation lacks is told thing by thing") {
    const Along nothing;
    CHECK(lacks({}, nothing) == std::vector<std::string_view>{"problem", "impact", "steps",
                                                              "severity", "version", "contact",
                                                              "on_site", "bundle", "screenshots"});
    auto notes = *notes_of(whole, "c.toml");
    notes.contact.clear();
    CHECK(lacks(notes, {.bundle = true, .screenshots = true}) ==
          std::vector<std::string_view>{"contact"});
    notes.alternate = "Luis";
    notes.on_site_when.clear();
    notes.problem = "broken   ";
    CHECK(lacks(notes, {.bundle = true, .screenshots = true}) ==
          std::vector<std::string_view>{"problem", "on_site_when"});
}

TEST_CASE("case: screenshots lack unless there are some, or it is said why there are none") {
    auto notes = *notes_of(whole, "c.toml");
    CHECK(lacks(notes, {.bundle = true}) == std::vector<std::string_view>{"screenshots"});
    notes = *notes_of(whole + "screenshots = \"None: it shows on no screen\"", "c.toml");
    CHECK(notes.no_screenshots == "it shows on no screen");
    CHECK(lacks(notes, {.bundle = true}).empty());
    CHECK(notes_from(json::value(to_json(notes))).no_screenshots == notes.no_screenshots);
    CHECK(notes_of("screenshots = \"\"", "c.toml")->no_screenshots.empty());
}

TEST_CASE("case.json: a case is read again as it was written, clocks too, attachments never") {
    auto notes = *notes_of(whole, "c.toml");
    notes.clocks = {
        {Clock::response, State::met, test::utc("2026-11-24T00:33"), test::utc("2026-11-23T23:00")},
        {Clock::update, State::paused, {}, {}}};
    notes.clocks[0].noted = test::utc("2026-11-24T09:00");
    notes.clocks[1].late = 2;
    const auto again = notes_from(json::value(to_json(notes)));
    for (const auto& [key, text] : texts) CHECK(again.*text == notes.*text);
    CHECK(again.opened == notes.opened);
    REQUIRE(again.clocks.size() == 2);
    CHECK(again.clocks[0].met == notes.clocks[0].met);
    CHECK(again.clocks[0].noted == notes.clocks[0].noted);
    CHECK(again.clocks[1].state == State::paused);
    CHECK(again.clocks[1].late == 2);
    CHECK(json::write(to_json(notes)).find("camera.log") == std::string::npos);
}

Mail mail(std::string subject, std::string text) {
    return {.from = "ana@example.org",
            .to = "safr-support@realnetworks.com",
            .subject = std::move(subject),
            .text = std::move(text),
            .date = test::utc("2026-11-28T00:41"),
            .id = "0190"};
}

TEST_CASE("mail: files go behind the text, each by a plain name") {
    auto with_files = mail("s", "text\n");
    with_files.enclosures = {
        {"a\" b\r\nBcc: eve@example.org.png", "image/png", std::string(100, 'x')}};

    const auto message = message_of(with_files);

    REQUIRE(message);
    CHECK(message->find("Content-Type: multipart/mixed;\r\n boundary=\"=_0190\"\r\n") !=
          std::string::npos);
    CHECK(message->find("filename=\"a__b__Bcc__eve_example.org.png\"\r\n\r\neHh4") !=
          std::string::npos);
    CHECK(message->ends_with("\r\n--=_0190--\r\n"));
}

TEST_CASE("mail: headers and text are as RFC 5322 has them") {
    const auto message = message_of(mail("Case 4711", "It is broken.\n\n.\nFrom here\na=b \n"));
    REQUIRE(message);
    CHECK(*message ==
          "From: ana@example.org\r\nTo: safr-support@realnetworks.com\r\n"
          "Date: Sat, 28 Nov 2026 00:41:00 +0000\r\nMessage-ID: <0190@example.org>\r\n"
          "Subject: Case 4711\r\nMIME-Version: 1.0\r\n"
          "Content-Type: text/plain; charset=utf-8\r\n"
          "Content-Transfer-Encoding: quoted-printable\r\nX-Unsent: 1\r\n\r\n"
          "It is broken.\r\n\r\n=2E\r\n=46rom here\r\na=3Db=20\r\n");
}

TEST_CASE("mail: one that goes on a thread names its first message, and nothing but that") {
    auto second = mail("s", "t\n");
    second.answers = full_id({.from = "luis@example.net", .id = "018f"});
    CHECK(second.answers == "018f@example.net");
    CHECK(message_of(second)->find("Message-ID: <0190@example.org>\r\n"
                                   "In-Reply-To: <018f@example.net>\r\n"
                                   "References: <018f@example.net>\r\n") != std::string::npos);
    for (const auto* const none : {"", "x", "a@b>\r\nBcc: eve@example.org"}) {
        second.answers = none;
        CHECK(message_of(second)->find("In-Reply-To") == std::string::npos);
    }
}

TEST_CASE("mail: of a long first line as many letters are taken as fit whole") {
    CHECK(opening_of("  short\nnot this", 120) == "short");
    CHECK(opening_of(std::string(119, 'x') + "été", 120) == std::string(119, 'x'));
    CHECK(opening_of(std::string(118, 'x') + "été", 120) == std::string(118, 'x') + "é");
    CHECK(opening_of("\n \n", 120).empty());
}

TEST_CASE("mail: no line is too long, no byte is not ASCII, nothing begins another header") {
    const std::string evil = "x\r\nBcc: eve@example.org\r\n\r\nGröße " + std::string(300, 'y') +
                             " =?UTF-8?B?QQ==?= " + std::string(40, 'z');
    const auto message = message_of(mail(evil, evil + std::string(500, '=') + "\n"));
    REQUIRE(message);
    for (const auto line : parts_of(*message, '\n')) {
        CHECK(line.size() <= 79);
        for (const unsigned char byte : line) CHECK(byte < 0x7f);
        if (!line.empty()) CHECK(line.back() == '\r');
    }
    const auto end = message->find("\r\n\r\n");
    const auto head = message->substr(0, end);
    CHECK(head.find("X-Unsent: 1") != std::string::npos);
    CHECK(head.find("Bcc:") == std::string::npos);
}

TEST_CASE("mail: what follows a soft break is at the start of a line, too") {
    for (const auto& [letter, quoted] : std::vector<std::pair<std::string, std::string>>{
             {".", "=2E"}, {"From here", "=46rom here"}}) {
        const auto message = message_of(mail("s", std::string(75, 'x') + letter + "\n"));
        REQUIRE(message);
        const auto end = "\r\n\r\n" + std::string(75, 'x') + "=\r\n" + quoted + "\r\n";
        CHECK_MESSAGE(message->ends_with(end), *message);
    }
    // In the middle of a line neither needs it, and what fits whole is not broken.
    const auto message = message_of(mail("s", std::string(74, 'x') + ".\n"));
    REQUIRE(message);
    CHECK(message->ends_with(std::string(74, 'x') + ".\r\n"));
}

TEST_CASE("mail: an address among words is found, and what is none is not written to") {
    CHECK(address_in("Ana Pérez <ana@example.org>, +34") == "ana@example.org");
    CHECK(address_in("call 5; or: luis.p@example.org.") == "luis.p@example.org");
    CHECK_FALSE(address_in("nobody at all, @, @@"));
    auto to_nobody = mail("s", "t");
    to_nobody.to = "support\r\nBcc: eve@example.org";
    CHECK_FALSE(message_of(to_nobody));
}

}  // namespace
TEST_CASE("case: a message tells whether it is a draft, and who reads the answer") {
    auto letter = mail("s", "text\n");
    CHECK(message_of(letter)->find("X-Unsent: 1\r\n") != std::string::npos);

    letter.handling = Handling::notice;
    letter.reply_to = "else@example.org";
    const auto notice = message_of(letter);
    REQUIRE(notice);
    CHECK(notice->find("X-Unsent") == std::string::npos);
    CHECK(notice->find("\r\nAuto-Submitted: auto-generated\r\n\r\n") != std::string::npos);
    CHECK(notice->find("\r\nReply-To: else@example.org\r\n") != std::string::npos);

    letter.handling = Handling::letter;
    CHECK(message_of(letter)->find("Auto-Submitted") == std::string::npos);
    letter.reply_to = "nobody";
    CHECK_FALSE(message_of(letter));
}

}  // namespace diag::cases
