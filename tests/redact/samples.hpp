// SPDX-License-Identifier: Apache-2.0
// Real pictures and films, made by ffmpeg, vectors as networks give them, and the ways in which all
// of them get into logs.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base64.hpp"
#include "platform/digest.hpp"

namespace diag::redact {

struct Sample {
    std::string name;
    std::string kind;
};

inline std::vector<Sample> media() {
    return {{"still.jpg", "image"},  {"still.png", "image"},  {"still.webp", "image"},
            {"still.gif", "image"},  {"still.bmp", "image"},  {"still.tiff", "image"},
            {"still.avif", "image"}, {"still.heic", "image"}, {"film.h264", "video"},
            {"film.h265", "video"},  {"film.mp4", "video"},   {"film.mkv", "video"},
            {"film.avi", "video"},   {"film.ts", "video"}};
}

/// A HEIC is an AVIF by another brand, as far as its beginning goes.
inline std::string bytes_of_sample(std::string name) {
    const bool heic = name == "still.heic";
    if (heic) name = "still.avif";
    std::ifstream file(std::string(DIAG_FIXTURES) + "/media/" + name, std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(file), {}};
    if (heic) bytes.replace(bytes.find("avif"), 4, "heic");
    return bytes;
}

/// A vector of unit length times `scale`, of `count` numbers; the same for the same `seed`.
inline std::vector<double> vector_of(std::size_t count, unsigned seed, double scale = 1) {
    std::mt19937 random(seed);
    std::normal_distribution<double> normal;
    std::vector<double> all(count);
    double squares = 0;
    for (auto& each : all) {
        each = normal(random);
        squares += each * each;
    }
    for (auto& each : all) each *= scale / std::sqrt(squares);
    return all;
}

template <class Float, class Word>
std::string raw(const std::vector<double>& vector, bool big = false) {
    std::string bytes;
    for (const auto each : vector) {
        const auto word = std::bit_cast<Word>(static_cast<Float>(each));
        for (std::size_t i = 0; i < sizeof(Word); ++i)
            bytes += static_cast<char>(word >> 8 * (big ? sizeof(Word) - 1 - i : i) & 255);
    }
    return bytes;
}

inline std::string written(const std::vector<double>& vector, const char* form,
                           const std::string& between) {
    std::string text;
    for (const auto each : vector) {
        char word[40];
        std::snprintf(word, sizeof word, form, each);
        text += (text.empty() ? "" : between) + word;
    }
    return text;
}

inline std::string hex_text(std::string_view bytes, std::string_view before = "",
                            std::string_view between = "") {
    std::string text;
    for (const char byte : bytes) {
        if (!text.empty()) text += between;
        text += before;
        text += hex({reinterpret_cast<const unsigned char*>(&byte), 1});
    }
    return text;
}

inline std::string wrapped(const std::string& text, std::size_t width, const std::string& end) {
    std::string result;
    for (std::size_t at = 0; at < text.size(); at += width)
        result += (at > 0 ? end : "") + text.substr(at, width);
    return result;
}

inline std::string replaced(std::string text, char from, const std::string& to) {
    std::string result;
    for (const char each : text) result += each == from ? to : std::string(1, each);
    return result;
}

}  // namespace diag::redact
