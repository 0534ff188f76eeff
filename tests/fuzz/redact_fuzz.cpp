// SPDX-License-Identifier: Apache-2.0
// No planted secret survives among arbitrary lines; cut into blocks of any size they become the
// same as in one piece; equal secrets get equal stand-ins; lines stay as many as they were; the
// output is bounded.
//
// Input: lines. One that begins with '!' and a letter plants a secret in that letter's syntax; with
// '+', '&' or '~' a telephone number, a person or a user.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "agent/redact/redactor.hpp"

namespace {

using diag::redact::Redactions;
using diag::redact::Redactor;

/// '@' is where the secret goes.
constexpr std::array<std::string_view, 40> syntaxes{
    "rtsp://admin:@\x01"
    "10.0.0.5:554/s",
    "x password=@ y",
    "db.password: @",
    "{\"token\":\"@\"}",
    "{\"b\":\"{\\\"secret\\\":\\\"@\\\"}\"}",
    "<password>@</password>",
    "<u password=\"@\"/>",
    "{\"name\":\"PASSWORD\",\"value\":\"@\"}",
    "run --password @ -v",
    "a=1&pwd=@&b=2",
    "Server=h;Password=@;D=x",
    "Authorization: Bearer @",
    "X-RPC-AUTHORIZATION: main:@",
    "Cookie: sid=@",
    "curl -u bob:@ https://h",
    "sshpass -p @ ssh h",
    "IDENTIFIED BY '@'",
    "passwords: [a, @]",
    "user-password = \"@\"",
    "<entry key=\"secret\">@</entry>",
    "<property value=\"@\" name=\"password\"/>",
    "Server=h;Password={@};D=x",
    "Authorization: Custom @",
    "GET /x?sig=@&b=2 HTTP/1.1",
    "curl -sku bob:@ https://h",
    "rocommunity @",
    "requirepass @",
    "sqlplus scott/@\x01orcl",
    "net use z: \\\\nas\\x @ /user:d\\anna",
    "localhost:5432:app:svc:@",
    "{\"verificationCode\":\"@\"}",
    "smbclient //nas/x -U bob%@",
    "password:\n  @",
    "geheim: |\n  @\nend: 1",
    "creds:\n  - @\nend: 1",
    "<passwd>\n@\n</passwd>",
    "token=\\\n  @",
    "name: API_KEY\nvalue: @",
    "insert into t (id, password) values\n(7,'@'),\n(8,'@');",
    "machine h\nlogin anna\npassword @"};

constexpr std::array<std::string_view, 7> phone_syntaxes{
    "call @ now", "{\"x\":\"@\"}", "tel:@", "phone=@", "<phone>@</phone>", "SMS to @ sent", "[@]"};
constexpr std::array<std::string_view, 7> person_syntaxes{
    "{\"firstName\":\"@\"}",  "lastName=@",
    "<fullName>@</fullName>", "{\"personId\":\"7\",\"name\":\"@\"}",
    "Recognized @ at lobby",  "XXX 2026-11-23 20:48:19 1.2sec site1 cam1 staff @ m 44 -> Too Late",
    "Person '@' added"};
constexpr std::array<std::string_view, 4> user_syntaxes{
    "/home/@/x", "C:\\Users\\@\\x", "{\"p\":\"C:\\\\Users\\\\@\\\\x\"}", "/Users/@/x"};

const Redactor& redactor() {
    static const auto made = Redactor::create({7});
    return *made;
}

/// A word no input holds by chance, with what people put into passwords.
std::string secret_of(std::string_view input) {
    const auto hash = std::hash<std::string_view>{}(input);
    return "Zq" + std::to_string(hash) + (hash % 2 == 0 ? "!x" : "_x");
}

/// Seven letters that no input holds by chance, made of `secret`.
std::string letters_of(std::string_view secret) {
    auto hash = std::hash<std::string_view>{}(secret);
    std::string letters = "q";
    for (; letters.size() < 8; hash /= 26) letters += static_cast<char>('a' + hash % 26);
    return letters;
}

/// What is planted for a secret: the word itself, or what has the form of the line's family.
struct Values {
    std::string word, phone, person, user;
};

Values values_of(const std::string& secret) {
    const auto number = std::hash<std::string_view>{}(secret) % 9'000'000 + 1'000'000;
    const auto letters = letters_of(secret);
    return {secret, "+49171" + std::to_string(number), "Anna Z" + letters, "z" + letters};
}

template <std::size_t N>
std::string filled(const std::array<std::string_view, N>& all, char which,
                   const std::string& value) {
    std::string text(all[static_cast<unsigned char>(which) % N]);
    for (auto at = text.find('@'); at != text.npos; at = text.find('@', at + value.size()))
        text.replace(at, 1, value);
    std::replace(text.begin(), text.end(), '\x01', '@');
    return text;
}

std::string planted(std::string_view line, const Values& values) {
    switch (line[0]) {
        case '!':
            return filled(syntaxes, line[1], values.word);
        case '+':
            return filled(phone_syntaxes, line[1], values.phone);
        case '&':
            return filled(person_syntaxes, line[1], values.person);
        case '~':
            return filled(user_syntaxes, line[1], values.user);
        default:
            return std::string(line);
    }
}

std::string text_of(std::string_view input, const Values& values) {
    std::string text;
    while (!input.empty()) {
        const auto end = std::min(input.find('\n'), input.size());
        const auto line = input.substr(0, end);
        text += line.size() > 1 ? planted(line, values) : std::string(line);
        text += '\n';
        input.remove_prefix(std::min(end + 1, input.size()));
    }
    return text;
}

void require(bool promise) {
    if (!promise) std::abort();
}

/// `text` redacted; nothing where it is refused, which is dropped and never passes.
std::optional<std::string> checked(std::string_view text, const Values& values) {
    Redactions counts;
    const auto clean = redactor().redact(text, counts);
    if (!clean) return {};
    for (const auto& value : {values.word, values.phone, values.person, values.user})
        require(clean->text().find(value) == std::string::npos);
    require(clean->text().size() <= 16 * text.size() + 64);
    require(std::count(text.begin(), text.end(), '\n') ==
            std::count(clean->text().begin(), clean->text().end(), '\n'));
    return clean->text();
}

/// A block grows where it cannot be cut yet, as those who read streams do.
std::optional<std::string> checked_in_blocks(std::string_view text, std::size_t block,
                                             const Values& values) {
    std::string joined;
    for (auto size = block; size < text.size();) {
        const auto cut = Redactor::safe_cut(text.substr(0, size));
        if (cut == 0) {
            size += block;
            continue;
        }
        const auto piece = checked(text.substr(0, cut), values);
        if (!piece) return {};
        joined += *piece;
        text.remove_prefix(cut);
        size = block;
    }
    const auto rest = checked(text, values);
    return rest ? std::optional(joined + *rest) : std::nullopt;
}

void check_equal_stand_ins(const std::string& secret) {
    Redactions counts;
    const auto first = redactor().redact("password=" + secret, counts);
    const auto other = redactor().redact("{\"token\":\"" + secret + "\"}", counts);
    require(first.has_value() && other.has_value());
    require(other->text().find(first->text().substr(9)) != std::string::npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const auto secret = secret_of(input);
    const auto values = values_of(secret);
    const auto text = text_of(input, values);
    const auto whole = checked(text, values);
    const auto joined = checked_in_blocks(text, 64 + size % 700, values);
    require(!whole || !joined || *whole == *joined);
    check_equal_stand_ins(secret);
    return 0;
}
