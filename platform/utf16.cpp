// SPDX-License-Identifier: Apache-2.0
#include "platform/utf16.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace diag {
namespace {

constexpr auto npos = std::string_view::npos;
constexpr std::size_t looked_at = 8;  ///< units
constexpr std::size_t likely = 6;     ///< of them, before it is UTF-16
constexpr std::size_t checked = 64;   ///< units, behind a mark at the very beginning
constexpr std::size_t ahead = 2 + 2 * checked;
/// Bytes with which UTF-16 may begin.
constexpr std::array<char, 3> hints{'\0', '\xff', '\xfe'};

unsigned byte(std::string_view bytes, std::size_t at) {
    return static_cast<unsigned char>(bytes[at]);
}

bool is_plain(unsigned byte) {
    return (byte >= 0x20 && byte < 0x7f) || (byte >= '\t' && byte <= '\r') || byte == 0x1b;
}

void append_utf8(std::string& text, char32_t point) {
    const auto put = [&](char32_t part) { text += static_cast<char>(part); };
    if (point < 0x80) {
        put(point);
    } else if (point < 0x800) {
        put(0xc0 | point >> 6);
        put(0x80 | (point & 0x3f));
    } else if (point < 0x10000) {
        put(0xe0 | point >> 12);
        put(0x80 | (point >> 6 & 0x3f));
        put(0x80 | (point & 0x3f));
    } else {
        put(0xf0 | point >> 18);
        put(0x80 | (point >> 12 & 0x3f));
        put(0x80 | (point >> 6 & 0x3f));
        put(0x80 | (point & 0x3f));
    }
}

/// Whether units from `at` on look like Latin text. `high_first`: the zero comes first.
bool looks_latin(std::string_view bytes, std::size_t at, bool high_first) {
    std::size_t units = 0, good = 0;
    for (; units < looked_at && at + 1 < bytes.size(); ++units, at += 2) {
        const auto high = byte(bytes, high_first ? at : at + 1);
        const auto low = byte(bytes, high_first ? at + 1 : at);
        if (high == 0 && (is_plain(low) || low >= 0xa0)) ++good;
    }
    return good >= likely;
}

/// Whether units from `at` on could be of any script: no half pairs, nothing private, no controls.
bool looks_written(std::string_view bytes, std::size_t at, bool high_first) {
    bool half = false;
    for (std::size_t i = 0; i < checked && at + 1 < bytes.size(); ++i, at += 2) {
        const auto unit =
            byte(bytes, high_first ? at : at + 1) << 8 | byte(bytes, high_first ? at + 1 : at);
        const bool low = unit >= 0xdc00 && unit < 0xe000;
        const bool control = unit < 0x20 && !is_plain(unit) && unit != 0;
        if (low != half || control || (unit >= 0xe000 && unit < 0xf900)) return false;
        half = unit >= 0xd800 && unit < 0xdc00;
    }
    return true;
}

/// Whether sixteen bytes from `at` on are plain text, or as many as there are.
bool looks_plain(std::string_view bytes, std::size_t at) {
    const auto some = bytes.substr(at, 2 * looked_at);
    return std::all_of(some.begin(), some.end(),
                       [](char c) { return is_plain(static_cast<unsigned char>(c)); });
}

}  // namespace

bool Utf16Reader::passes(std::string_view bytes) {
    if (order_ != Order::bytes || !held_.empty() || bytes.empty()) return false;
    for (const char hint : hints)
        if (bytes.find(hint) != npos) return false;
    before_ = bytes.back();
    started_ = true;
    return true;
}

void Utf16Reader::read(std::string_view bytes, bool last, std::string& text) {
    if (bytes.empty() && !last) return;
    std::string joined;
    if (!held_.empty()) {
        joined = std::exchange(held_, {});
        joined += bytes;
        bytes = joined;
    }
    for (std::size_t at = 0; at < bytes.size();) {
        const auto next = order_ == Order::bytes ? take_bytes(bytes, at, last, text)
                                                 : take_units(bytes, at, last, text);
        if (next == npos) break;
        at = next;
    }
    if (last) end_surrogate(text);
}

/// Bytes up to where UTF-16 begins, if it does. npos when the rest is kept back or taken.
std::size_t Utf16Reader::take_bytes(std::string_view bytes, std::size_t at, bool last,
                                    std::string& text) {
    const auto pass_to = [&](std::size_t to) {
        if (to > at) before_ = bytes[to - 1];
        text.append(bytes.substr(at, to - at));
        started_ = started_ || to > at;
        at = to;
    };
    std::array<std::size_t, hints.size()> next{};  // from 1: where each hint comes next
    while (at < bytes.size()) {
        auto hint = bytes.size();
        for (std::size_t i = 0; i < hints.size(); ++i) {
            if (next[i] <= at) next[i] = std::min(bytes.find(hints[i], at), bytes.size()) + 1;
            hint = std::min(hint, next[i] - 1);
        }
        pass_to(hint);
        if (hint == bytes.size()) return npos;
        if (hint + ahead > bytes.size() && !last) {
            held_ = bytes.substr(hint);
            return npos;
        }
        if (const auto first = begin(bytes, hint); order_ != Order::bytes) {
            met_ = true;
            return first;
        }
        pass_to(hint + 1);
    }
    return npos;
}

/// Decides whether UTF-16 begins at a hint; where its first unit is.
std::size_t Utf16Reader::begin(std::string_view bytes, std::size_t at) {
    const auto mark = bytes.substr(at, 2);
    if (mark == "\xff\xfe" &&
        (started_ ? looks_latin(bytes, at + 2, false) : looks_written(bytes, at + 2, false))) {
        order_ = Order::little;
        return at + 2;
    }
    if (mark == "\xfe\xff" &&
        (started_ ? looks_latin(bytes, at + 2, true) : looks_written(bytes, at + 2, true))) {
        order_ = Order::big;
        return at + 2;
    }
    if (bytes[at] != '\0') return at;
    // The zero of a letter that has passed already, or that of the letter to come.
    if (before_ != '\n' && is_plain(static_cast<unsigned char>(before_)) &&
        looks_latin(bytes, at + 1, false)) {
        order_ = Order::little;
        return at + 1;
    }
    if (looks_latin(bytes, at, true)) order_ = Order::big;
    return at;
}

/// Units up to where UTF-16 ends. npos when the rest is kept back or taken.
std::size_t Utf16Reader::take_units(std::string_view bytes, std::size_t at, bool last,
                                    std::string& text) {
    for (; at + 1 < bytes.size(); at += 2) {
        const auto first = byte(bytes, at), second = byte(bytes, at + 1);
        if (first != 0 && second != 0 && is_plain(first) && is_plain(second)) {
            if (at + 2 * looked_at > bytes.size() && !last) break;
            if (looks_plain(bytes, at)) {
                end_surrogate(text);
                order_ = Order::bytes;
                before_ = '\n';
                return at;
            }
        }
        take(order_ == Order::little ? second << 8 | first : first << 8 | second, text);
    }
    if (!last) {
        held_ = bytes.substr(at);
    } else if (at < bytes.size() && bytes[at] != '\0') {
        end_surrogate(text);
        text += bytes[at];  // a unit of which only half is there
    }
    return npos;
}

void Utf16Reader::end_surrogate(std::string& text) {
    if (std::exchange(high_, 0) != 0) append_utf8(text, U'\ufffd');
}

void Utf16Reader::take(char32_t unit, std::string& text) {
    if (unit == 0xfeff) return;  // a mark again, where something was appended
    if (unit == 0xfffe) {
        order_ = order_ == Order::little ? Order::big : Order::little;
        return;
    }
    const bool low = unit >= 0xdc00 && unit < 0xe000;
    if (low && high_ != 0) {
        append_utf8(text, 0x10000 + ((high_ - 0xd800) << 10) + (unit - 0xdc00));
        high_ = 0;
        return;
    }
    end_surrogate(text);
    if (unit >= 0xd800 && unit < 0xdc00)
        high_ = unit;
    else
        append_utf8(text, low ? U'\ufffd' : unit);
}

}  // namespace diag
