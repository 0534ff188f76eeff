// SPDX-License-Identifier: Apache-2.0
// Vectors that stand for faces go; figures that tell of a server stay.
#include "agent/redact/vectors.hpp"

#include "tests/redact/given.hpp"
#include "tests/redact/samples.hpp"

namespace diag::redact {
namespace {

/// Ways in which vectors get into logs.
std::vector<std::string> written_ways(const std::vector<double>& vector) {
    const auto f32 = raw<float, std::uint32_t>(vector);
    const auto f64 = raw<double, std::uint64_t>(vector);
    return {"{\"embedding\":[" + written(vector, "%.6f", ",") + "],\"id\":1}",
            "{\"embedding\":[" + written(vector, "%.9g", ", ") + "]}",
            "{\"embedding\":[\n    " + written(vector, "%.8f", ",\n    ") + "\n]}",
            "{\"a\":\"{\\\"e\\\":[" + written(vector, "%.5f", ",") + "]}\"}",
            "\"" + written(vector, "%.5f", ",\\n") + "\"",
            "array([[" + written(vector, "% .8f", " ") + "]], dtype=float32)",
            "vec " + written(vector, "%.4f", " ") + " end",
            "vec " + written(vector, "%.4f", "\t") + " end",
            "vec " + written(vector, "%.17g", ";") + " end",
            "vec " + written(vector, "%.4e", ",") + " end",
            "column\n" + written(vector, "%.18e", "\n") + "\nend",
            "f=" + base64(f32),
            "{\"f\":\"" + replaced(base64(f32), '/', "\\/") + "\"}",
            "f=" + base64(raw<float, std::uint32_t>(vector, true)),
            "f=" + base64(f64),
            "f=\n" + wrapped(base64(f32), 76, "\n") + "\n",
            "f=" + hex_text(f32),
            "f=0x" + hex_text(f64)};
}

TEST_CASE("redact: vectors of faces are cut out, however they are written") {
    std::size_t tried = 0, cut = 0;
    for (const std::size_t count : {128, 256, 512})
        for (const double scale : {1.0, 12.0})
            for (unsigned seed = 0; seed < 4; ++seed) {
                const auto ways = written_ways(vector_of(count, seed, scale));
                for (std::size_t way = 0; way < ways.size(); ++way) {
                    CAPTURE(count);
                    CAPTURE(scale);
                    CAPTURE(way);
                    Redactions counts;
                    const auto result = redactor().redact("x\n" + ways[way] + "\ny\n", counts);
                    REQUIRE(result.has_value());
                    CAPTURE(result->text());
                    CHECK(counts == Redactions{{"embedding", 1}});
                    CHECK(result->text().size() < 200 + count);
                    ++tried;
                    if (counts.count("embedding") > 0) ++cut;
                }
            }
    MESSAGE(cut << " of " << tried << " vectors were cut");
}

TEST_CASE("redact: raw vectors are refused and counted as such") {
    const auto vector = vector_of(512, 3);
    for (const auto& bytes : {raw<float, std::uint32_t>(vector), raw<double, std::uint64_t>(vector),
                              raw<float, std::uint32_t>(vector, true),
                              "\x93NUMPY\1" + raw<float, std::uint32_t>(vector)}) {
        Redactions counts;
        CHECK_FALSE(redactor().redact(bytes, counts).has_value());
        CHECK(counts == Redactions{{"embedding", 1}});
        counts.clear();
        CHECK_FALSE(redactor().redact("a line\n" + bytes, counts).has_value());
    }
}

TEST_CASE("redact: a list of JSON stays one when its vector is gone") {
    const auto list = written(vector_of(128, 1), "%.6f", ",");
    CHECK(holds(clean("{\"e\":[" + list + "],\"id\":1}"), "{\"e\":[\"[embedding:"));
    CHECK(holds(clean("{\"e\":[" + list + "],\"id\":1}"), "]\"],\"id\":1}"));
    CHECK(holds(clean("{\"a\":\"{\\\"e\\\":[" + list + "]}\"}"), "[\\\"[embedding:"));
}

/// Rows of figures made of a pattern in which '#' is a number up to `most` with `decimals`.
std::string table(const std::string& head, const std::string& row, int rows, double most,
                  int decimals) {
    std::mt19937 random(7);
    std::uniform_real_distribution<double> uniform(0, most);
    std::string text = head;
    for (int i = 0; i < rows; ++i) {
        for (const char each : row) {
            char word[40];
            std::snprintf(word, sizeof word, "%.*f", decimals, uniform(random));
            text += each == '#' ? std::string(word) : std::string(1, each);
        }
        text += '\n';
    }
    return text;
}

/// Lists and logs made line by line.
std::vector<std::string> long_texts() {
    std::string manifest, hashes, ids, stack, loopstats, polygon = "[";
    for (int i = 0; i < 200; ++i) {
        const auto sum = sha256_hex(std::to_string(i));
        manifest += sum + "  lib/file" + std::to_string(i) + ".jar\n";
        hashes += sum + "\n";
        ids += sum.substr(0, 8) + "-" + sum.substr(8, 4) + "-4" + sum.substr(13, 3) + "-a" +
               sum.substr(17, 3) + "-" + sum.substr(20, 12) + "\n";
        stack += "\tat com.real.covi.Service.lambda$run$" + std::to_string(i) +
                 "(Service.java:" + std::to_string(i * 7) + ") ~[app.jar:3.34." +
                 std::to_string(i) + "]\n";
        loopstats += "61367 " + std::to_string(75440 + 64 * i) + ".031 " + (i % 2 == 0 ? "-" : "") +
                     "0.000006019 13.778190 0.000351733 0.013380 6\n";
        polygon += std::string(i > 0 ? "," : "") + "[-3.7" + std::to_string(1000 + i) + ",40.4" +
                   std::to_string(2000 + i) + "]";
    }
    return {manifest, hashes, ids, stack, loopstats, polygon + "]"};
}

std::vector<std::string> figures() {
    std::mt19937 random(9);
    std::exponential_distribution<double> exponential(20);
    std::vector<double> latencies;
    for (int i = 0; i < 256; ++i) latencies.push_back(exponential(random));
    auto all = long_texts();
    const std::vector<std::string> others{
        "{\"ms\":[" + written({latencies.begin(), latencies.begin() + 64}, "%.3f", ",") + "]}",
        "{\"s\":[" + written(latencies, "%.6f", ",") + "]}",
        table("iostat\n", "sda # # # # # # # # # # # #", 60, 900, 2),
        table("iostat without names\n", "# # # # # # # # # # # #", 60, 900, 2),
        table("shares\n", "# # # # # # # #", 100, 1, 4),
        table("vmstat\n", " 1  0      0 # # #    0    0     5    12   55  101  2  1 97  0  0", 80,
              9000000, 0),
        table("mountstats\n", "\tREAD: # # 0 # # # # # 0", 60, 100000000, 0),
        table("load\n", "2026-11-23 20:33:28 # # #", 200, 8, 2),
        table("csv\n", "2026-11-23T20:33:28Z,#,#,#,#", 200, 1, 6),
        table("sar\n", "20:33:28 all # # # # # #", 200, 100, 2),
        table("top\n", " 1234 root 20 0 # # # S # # 0:01.02 java", 100, 99, 1),
        table("histogram\n", "le=# count=#", 100, 10, 4),
        "[" + written(latencies, "%.0f", ", ") + "]",
        "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ" + std::string(60, 'x') + "C7 a comment",
        std::string(600, '-') + "\n" + std::string(600, '_') + "\n" + std::string(200, '=') + "\n",
        "classpath=" +
            [&] {
                std::string path;
                for (int i = 0; i < 100; ++i)
                    path += "/opt/RealNetworks/SAFR/covi/lib/part-" + std::to_string(i) + ".jar:";
                return path;
            }(),
        "\"main\" #1 prio=5 os_prio=0 tid=0x00007f2c8400a800 nid=0x1b03 runnable "
        "[0x00007f2c8b5fe000]\n   java.lang.Thread.State: RUNNABLE\n",
        "00:1a:2b " +
            std::string(
                "0 0 1 5 0 0 0 1 7 0 0 1 103 0 0 1 101 0 0 1 65 0 0 1 0 0 1 9 0 0 0 1 2 3 0 0 1\n"),
        "7f2c8b000000-7f2c8b021000 rw-p 00000000 00:00 0 \n7f2c8b021000-7f2c8f000000 ---p 00000000 "
        "00:00 0 \n",
        "GET /objs/main/90d7a28a5dc04bfeaf615c8e74616796/90d7a28a5dc04bfeaf615c8e74616796 200",
        "etag W/\"5d8c72a5edda8d6a3c1f2e4b5a697887\" c5f1e2d3a4b5968778695a4b3c2d1e0f",
        "mod_pagespeed ETAG-aGVsbG8gd29ybGQgdGhpcyBpcyB0ZXh0IG9ubHkgYW5kIG5vdGhpbmcgZWxzZQ==",
    };
    all.insert(all.end(), others.begin(), others.end());
    return all;
}

TEST_CASE("redact: tables, lists, manifests and dumps of threads stay as they are") {
    std::size_t kept = 0;
    const auto all = figures();
    for (const auto& text : all) {
        CAPTURE(text.substr(0, 60));
        Redactions counts;
        const auto result = redactor().redact(text, counts);
        REQUIRE(result.has_value());
        CHECK(counts.count("embedding") + counts.count("image") + counts.count("video") +
                  counts.count("data") ==
              0);
        if (result->text() == text) ++kept;
    }
    MESSAGE(kept << " of " << all.size() << " texts of figures stayed byte for byte");
    CHECK(kept == all.size());
}

TEST_CASE("redact: a vector is told by its numbers") {
    const auto row = [](std::size_t fine, std::size_t negative, double squares) {
        return Row{.count = 128,
                   .fine = fine,
                   .coarse = 128 - fine,
                   .negative = negative,
                   .positive = 128 - negative,
                   .squares = squares};
    };
    CHECK(is_embedding(row(128, 60, 1)));
    CHECK(is_embedding(row(128, 60, 900)));
    CHECK(is_embedding(row(128, 0, 1)));        // of unit length, though all of one sign
    CHECK(is_embedding(row(0, 60, 1)));         // of unit length, though rounded
    CHECK_FALSE(is_embedding(row(128, 0, 3)));  // shares and seconds are of one sign
    CHECK_FALSE(is_embedding(row(0, 60, 900)));
    CHECK_FALSE(
        is_embedding(Row{.count = 63, .fine = 63, .negative = 30, .positive = 33, .squares = 1}));
}

}  // namespace
}  // namespace diag::redact
