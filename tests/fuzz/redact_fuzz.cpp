// SPDX-License-Identifier: Apache-2.0
// No planted secret survives among arbitrary lines, whole or cut into blocks; equal secrets get
// equal stand-ins; lines stay as many as they were; the output is bounded.
//
// Input: lines. One that begins with '!' and a letter plants a secret in that letter's syntax.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>
#include <string_view>

#include "agent/redact/redactor.hpp"

namespace {

using diag::redact::Redactions;
using diag::redact::Redactor;

/// '@' is where the secret goes.
constexpr std::array<std::string_view, 20> syntaxes{
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
    "<entry key=\"secret\">@</entry>"};

const Redactor& redactor() {
    static const auto made = Redactor::create({7});
    return *made;
}

/// A word no input holds by chance, with what people put into passwords.
std::string secret_of(std::string_view input) {
    const auto hash = std::hash<std::string_view>{}(input);
    return "Zq" + std::to_string(hash) + (hash % 2 == 0 ? "!x" : "_x");
}

std::string planted(std::string_view line, const std::string& secret) {
    std::string text(syntaxes[static_cast<unsigned char>(line[1]) % syntaxes.size()]);
    text.replace(text.find('@'), 1, secret);
    std::replace(text.begin(), text.end(), '\x01', '@');
    return text;
}

std::string text_of(std::string_view input, const std::string& secret) {
    std::string text;
    while (!input.empty()) {
        const auto end = std::min(input.find('\n'), input.size());
        const auto line = input.substr(0, end);
        text += line.size() > 1 && line[0] == '!' ? planted(line, secret) : std::string(line);
        text += '\n';
        input.remove_prefix(std::min(end + 1, input.size()));
    }
    return text;
}

void require(bool promise) {
    if (!promise) std::abort();
}

void check(std::string_view text, const std::string& secret) {
    Redactions counts;
    const auto clean = redactor().redact(text, counts);
    if (!clean) return;  // refused: dropped, never passed
    require(clean->text().find(secret) == std::string::npos);
    require(clean->text().size() <= 16 * text.size() + 64);
    require(std::count(text.begin(), text.end(), '\n') ==
            std::count(clean->text().begin(), clean->text().end(), '\n'));
}

void check_in_blocks(std::string_view text, std::size_t block, const std::string& secret) {
    while (text.size() > block) {
        auto cut = Redactor::safe_cut(text.substr(0, block));
        if (cut == 0) return;  // no promise for a line longer than a block
        check(text.substr(0, cut), secret);
        text.remove_prefix(cut);
    }
    check(text, secret);
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
    const auto text = text_of(input, secret);
    check(text, secret);
    check_in_blocks(text, 256 + size % 512, secret);
    check_equal_stand_ins(secret);
    return 0;
}
