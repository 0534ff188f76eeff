// SPDX-License-Identifier: Apache-2.0
// Whatever is planted, wherever and however: it never survives, the output stays bounded, and the
// same value is called the same in a stream cut anywhere.
#include <algorithm>
#include <array>

#include "tests/redact/given.hpp"

namespace diag::redact {
namespace {

/// splitmix64: small, and the same everywhere, which std:: distributions are not.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : state_(seed) {}
    std::size_t below(std::size_t bound) {
        auto z = state_ += 0x9e3779b97f4a7c15u;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        return (z ^ (z >> 31)) % bound;
    }
    template <std::size_t N>
    std::string of(const std::array<std::string_view, N>& words) {
        return std::string(words[below(N)]);
    }
    std::string run(std::string_view letters, std::size_t length) {
        std::string text;
        while (text.size() < length) text += letters[below(letters.size())];
        return text;
    }

private:
    std::uint64_t state_;
};

/// '@' is where the value goes.
constexpr std::array<std::string_view, 34> for_secrets{
    "x password=@ y",
    "db.password: @",
    "user-password = \"@\"",
    "{\"token\":\"@\"}",
    "{\"b\":\"{\\\"secret\\\":\\\"@\\\"}\"}",
    "<password>@</password>",
    "<u password=\"@\"/>",
    "<property value=\"@\" name=\"password\"/>",
    "{\"name\":\"PASSWORD\",\"value\":\"@\"}",
    "run --password @ -v",
    "run --client-secret=@",
    "a=1&pwd=@&b=2",
    "GET /x?sig=@&b=2 HTTP/1.1",
    "Server=h;Password=@;D=x",
    "Server=h;Password={@};D=x",
    "Authorization: Bearer @",
    "Authorization: Custom @",
    "X-RPC-AUTHORIZATION: main:@",
    "Cookie: sid=@",
    "curl -sku bob:@ https://h",
    "sshpass -p @ ssh h",
    "IDENTIFIED BY '@'",
    "passwords: [a, @]",
    "<entry key=\"secret\">@</entry>",
    "rtsp://admin:@\x01"
    "cam.example.net:554/s",
    "u=rtsp%3A%2F%2Fadmin%3A@%40cam.example.net%2Fs",
    "rocommunity @",
    "requirepass @",
    "net use z: \\\\nas\\x @ /user:d\\anna",
    "sqlplus scott/@\x01orcl",
    "mongosh -u a -p @",
    "localhost:5432:app:svc:@",
    "password: |\n  @\n  @\nnext: 1",
    "passwords:\n  - @\n  - @\nnext: 1"};
constexpr std::array<std::string_view, 8> for_phones{
    "call @ now",       "{\"x\":\"@\"}", "tel:@", "phone=@",
    "<phone>@</phone>", "SMS to @ sent", "[@]",   "to=@;n=1"};
constexpr std::array<std::string_view, 9> for_persons{
    "{\"firstName\":\"@\"}",
    "lastName=@",
    "personName: @",
    "<fullName>@</fullName>",
    "{\"personId\":\"7\",\"name\":\"@\"}",
    "Person(id=7, name=@)",
    "Recognized @ at lobby",
    "XXX 2026-11-23 20:48:19 1.2sec site1 cam1 staff @ m 44 -> Too Late",
    "Person '@' added"};
constexpr std::array<std::string_view, 6> for_users{
    "/home/@/x",  "C:\\Users\\@\\x", "{\"p\":\"C:\\\\Users\\\\@\\\\x\"}",
    "/Users/@/x", "~@/bin",          "file:///home/@/x"};
constexpr std::array<std::string_view, 8> plain_lines{
    "2026-11-23 20:33:28,123 INFO [main] c.r.covi.Service - Started in 12.345 seconds",
    "\tat com.real.covi.service.PersonService.find(PersonService.java:142)",
    "",
    "java.io.IOException: Stream closed",
    "[23/Nov/2026:20:33:28 +0000] \"GET /x HTTP/1.1\" 200 88",
    "{\"t\":1,\"msg\":\"Connection accepted\"}",
    "feed lobby ok",
    "path=/opt/x"};

struct Planted {
    std::string text;
    std::vector<std::string> values;
};

void plant(Dice& dice, std::string_view syntax, const std::string& value, Planted& planted) {
    for (const char c : syntax)
        planted.text += c == '@' ? value : std::string(1, c == '\x01' ? '@' : c);
    planted.text += '\n';
    planted.values.push_back(value);
    for (auto count = dice.below(4); count > 0; --count)
        planted.text += dice.of(plain_lines) + '\n';
}

Planted planted_text(Dice& dice) {
    constexpr std::string_view letters = "abcdefghkmnprstuvwxyzABCDEFGHKMNPRSTUVWXYZ";
    constexpr std::string_view figures = "123456789";
    Planted planted;
    for (auto count = 6 + dice.below(30); count > 0; --count) {
        switch (dice.below(6)) {
            case 0:
                plant(dice, dice.of(for_phones), "+49171" + dice.run(figures, 7), planted);
                break;
            case 1:
                plant(dice, dice.of(for_persons), "Anna Q" + dice.run(letters.substr(0, 21), 7),
                      planted);
                break;
            case 2:
                plant(dice, dice.of(for_users), "u" + dice.run(letters, 8), planted);
                break;
            default:
                plant(dice, dice.of(for_secrets),
                      dice.run(letters, 4) + dice.run(figures, 3) + dice.run("!_-x", 2) + "q",
                      planted);
        }
    }
    return planted;
}

TEST_CASE("redact: what is planted at random never survives, and the output stays bounded") {
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        Dice dice(seed);
        const auto planted = planted_text(dice);
        CAPTURE(planted.text);
        const auto result = clean(planted.text);
        for (const auto& value : planted.values) {
            CAPTURE(value);
            CHECK_FALSE(holds(result, value));
        }
        CHECK(result.size() <= 16 * planted.text.size() + 64);
        CHECK(std::count(result.begin(), result.end(), '\n') ==
              std::count(planted.text.begin(), planted.text.end(), '\n'));
    }
}

TEST_CASE("redact: what is planted at random is called the same in blocks of every size") {
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        Dice dice(seed);
        const auto planted = planted_text(dice);
        const auto whole = clean(planted.text);
        for (std::size_t block = 400; block < 2000; block += 97 + dice.below(60)) {
            CAPTURE(block);
            CHECK(clean_in_blocks(planted.text, block) == whole);
        }
    }
}

TEST_CASE("redact: one value has one stand-in, whatever the syntax around it") {
    Dice dice(7);
    const auto mark = clean("x password=Zeppelin77q y").substr(19, 8);
    for (const auto syntax : for_secrets) {
        Planted planted;
        plant(dice, syntax, "Zeppelin77q", planted);
        if (syntax.find("Cookie") == 0 || syntax.find("X-RPC") == 0 || syntax.find("Custom") < 20 ||
            syntax.find('[') < syntax.size() || syntax.find('{') < 20)
            continue;  // more than the value is taken there
        CAPTURE(planted.text);
        CHECK(holds(clean(planted.text), mark));
    }
}

}  // namespace
}  // namespace diag::redact
