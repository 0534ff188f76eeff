// SPDX-License-Identifier: Apache-2.0
#include "tests/redact/given.hpp"

namespace diag::redact {
namespace {

/// Secrets of every kind that spans lines, among ordinary records.
std::string mixed_log() {
    const std::string records[] = {
        "2026-11-23 20:33:28,123 INFO [main] Service - request from /10.20.30.40:5555\n",
        "2026-11-23 20:33:28,124 ERROR [main] Service - failed\njava.io.IOException: x\n"
        "\tat a.b.C.d(C.java:1)\n\tat a.b.C.e(C.java:2)\n",
        "-----BEGIN RSA PRIVATE KEY-----\nMIIEabcdefghijkl\nMIIEabcdefghijkm\nQUJD\n"
        "-----END RSA PRIVATE KEY-----\n",
        "password: |\n  Hunter2x line\n  Hunter2x more\nnext: 1\n",
        "passwords:\n  - Hunter2x\n  - Hunter2y\nnext: 2\n",
        "env:\n  - name: DB_PASSWORD\n    value: Hunter2x\nend: 1\n",
        "{\n  \"password\":\n    \"Hunter2x\",\n  \"a\": 1\n}\n",
        "<password>\n  Hunter2x\n</password>\n",
        "password=Hunter2x\\\n  Hunter2y\nend=1\n",
        "rtsp://admin:Hunter2x@10.0.0.5/s\n",
        "plain words\n",
        "\n"};
    std::string text;
    for (unsigned i = 0; i < 400; ++i) text += records[(i * 7 + i / 12) % std::size(records)];
    return text;
}

TEST_CASE("redact: a stream cut at any size gives the same as one piece") {
    const auto text = mixed_log();
    const auto whole = clean(text);
    CHECK_FALSE(holds(whole, "Hunter2"));
    CHECK_FALSE(holds(whole, "MIIE"));
    for (std::size_t block = 600; block < 3000; block += 37) {
        CAPTURE(block);
        CHECK(clean_in_blocks(text, block) == whole);
    }
}

TEST_CASE("redact: a buffer is not cut inside a PEM block") {
    const std::string begin = "a\nb\n-----BEGIN PRIVATE KEY-----\n";
    CHECK(Redactor::safe_cut(begin + "QUJD\nQUJD\n") == 4);
    CHECK(Redactor::safe_cut(begin + "QUJD\n-----END PRIVATE KEY-----\nc\nd\n") > begin.size() + 5);
}

TEST_CASE("redact: a buffer without a line's end cannot be cut safely") {
    CHECK(Redactor::safe_cut("") == 0);
    CHECK(Redactor::safe_cut("abc") == 0);
}

TEST_CASE("redact: a forced cut keeps away from names of secrets") {
    std::string line(3000, 'x');
    for (std::size_t i = 0; i < line.size(); i += 10) line[i] = ' ';
    line += " password=\"some words that belong to it";
    const auto cut = Redactor::forced_cut(line);
    CHECK(cut <= 3001);
    CHECK(cut > 2000);
    CHECK(Redactor::forced_cut("x") == 1);
}

/// One line without end, in which a secret begins at `at`.
std::string long_line(const std::string& filler, const std::string& secret, std::size_t at) {
    std::string line;
    while (line.size() + filler.size() <= at) line += filler;
    line += secret;
    while (line.size() < 9000) line += filler;
    return line;
}

TEST_CASE("redact: a secret at any place around a forced cut is not parted") {
    const std::pair<std::string, std::string> kinds[] = {
        {"word ", "password=Hunter2xyz "},
        {"word, ", "rtsp://admin:Hunter2xyz@10.0.0.5/s, "},
        {"\"a\":\"b\",", "\"password\":\"Hunter2xyz\","},
        {"{\"n\":1},", "{\"name\":\"password\",\"value\":\"Hunter2xyz\"},"},
        {"a;b;", "pwd=Hunter2xyz;"}};
    for (const auto& [filler, secret] : kinds)
        for (std::size_t at = 3800; at < 4300; ++at) {
            CAPTURE(filler);
            CAPTURE(at);
            CHECK_FALSE(holds(clean_in_blocks(long_line(filler, secret, at), 4096), "Hunter2x"));
        }
}

TEST_CASE("redact: logs are cut near the end of a buffer, whatever they hold") {
    const auto text = mixed_log();
    for (std::size_t size = 4000; size < text.size(); size += 997)
        CHECK(Redactor::safe_cut(std::string_view(text).substr(0, size)) > size - 1500);
}

}  // namespace
}  // namespace diag::redact
