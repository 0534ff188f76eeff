// SPDX-License-Identifier: Apache-2.0
#include "collectors/cameras/reader.hpp"

#include <algorithm>

#include "platform/text.hpp"

namespace diag::cameras {
namespace {

constexpr auto npos = std::string_view::npos;
/// Between messages a camera may send stray line ends; more than this of other bytes means that we
/// lost the thread.
constexpr std::uint64_t garbage_limit = 64 << 10;

std::optional<std::uint64_t> hexadecimal(std::string_view text) {
    if (text.empty() || text.size() > 8) return {};
    std::uint64_t number = 0;
    for (const char c : text) {
        const auto digit = std::string_view("0123456789abcdef").find(static_cast<char>(c | 32));
        if (digit == npos) return {};
        number = number * 16 + digit;
    }
    return number;
}

}  // namespace

std::string_view name_of(Violation violation) {
    switch (violation) {
        case Violation::none:
            return "none";
        case Violation::not_this_protocol:
            return "not this protocol";
        case Violation::long_header:
            return "a header without end";
        case Violation::long_body:
            return "a body too long";
        case Violation::bad_length:
            return "a length that is none";
    }
    return "none";
}

bool Reader::fail(Violation violation) {
    violation_ = violation;
    return false;
}

/// Takes line ends, then decides by the first byte. False when nothing begins yet.
bool Reader::take_between(std::string_view& bytes) {
    const std::string_view protocol = http_ ? "HTTP/" : "RTSP/";
    while (!bytes.empty()) {
        const char first = bytes.front();
        if (!http_ && first == '$') {
            bytes.remove_prefix(1);
            held_.clear();
            state_ = State::frame_length;
            return true;
        }
        if (first == protocol.front() || (!any_ && first != '\r' && first != '\n')) {
            held_.clear();
            state_ = State::header;
            return true;
        }
        bytes.remove_prefix(1);
        if (first != '\r' && first != '\n' && ++garbage_ > garbage_limit)
            return fail(Violation::not_this_protocol);
    }
    return false;
}

/// Adds to held_ through the end of a line. False while there is none.
bool Reader::take_line(std::string_view& bytes) {
    const auto end = bytes.find('\n');
    const auto count = end == npos ? bytes.size() : end + 1;
    if (held_.size() + count > header_limit) return fail(Violation::long_header);
    held_ += bytes.substr(0, count);
    bytes.remove_prefix(count);
    return end != npos;
}

/// Takes the protocol's name byte by byte, so that what is skipped does not depend on how the input
/// was cut. False when it turns out to be something else.
bool Reader::take_name(std::string_view& bytes) {
    const std::string_view protocol = http_ ? "HTTP/" : "RTSP/";
    while (held_.size() < protocol.size() && !bytes.empty()) {
        if (bytes.front() != protocol[held_.size()]) {
            if (!any_) return fail(Violation::not_this_protocol);
            garbage_ += held_.size();
            state_ = State::between;
            if (garbage_ > garbage_limit) return fail(Violation::not_this_protocol);
            return false;
        }
        held_ += bytes.front();
        bytes.remove_prefix(1);
    }
    return true;
}

bool Reader::take_header(std::string_view& bytes) {
    const std::string_view protocol = http_ ? "HTTP/" : "RTSP/";
    if (!take_name(bytes)) return violation_ == Violation::none;
    while (!bytes.empty()) {
        const bool line = take_line(bytes);
        if (violation_ != Violation::none) return false;
        if (!line) continue;
        const std::string_view all(held_);
        const auto start = all.substr(0, all.size() - 1).rfind('\n') + 1;
        if (start == 0 || !trimmed(all.substr(start)).empty()) continue;
        auto header = parse_header(held_, protocol);
        if (!header) return fail(Violation::not_this_protocol);
        response_ = std::move(*header);
        held_.clear();
        any_ = true;
        return begin_body();
    }
    return false;
}

bool Reader::begin_body() {
    const auto chunked = response_.header("Transfer-Encoding");
    const auto length = response_.header("Content-Length");
    left_ = 0;
    state_ = State::body;
    const bool bodiless =
        response_.status < 200 || response_.status == 204 || response_.status == 304;
    if (http_ && !bodiless && lowered(chunked) == "chunked") {
        state_ = State::chunk_size;
    } else if (!length.empty()) {
        const auto number = natural(length);
        if (!number) return fail(Violation::bad_length);
        if (*number > body_limit) return fail(Violation::long_body);
        left_ = *number;
    } else if (http_ && !bodiless) {
        state_ = State::until_close;
    }
    return true;
}

void Reader::keep(std::string_view& bytes, std::uint64_t most) {
    const auto count = std::min<std::uint64_t>(bytes.size(), most);
    response_.body += bytes.substr(0, count);
    bytes.remove_prefix(count);
    left_ -= std::min(left_, count);
}

Reader::Item Reader::whole() {
    state_ = State::between;
    held_.clear();
    Item item;
    item.response = std::move(response_);
    response_ = {};
    return item;
}

std::optional<Reader::Item> Reader::take_body(std::string_view& bytes) {
    if (state_ == State::until_close) {
        if (response_.body.size() + bytes.size() > body_limit) {
            fail(Violation::long_body);
            return {};
        }
        keep(bytes, bytes.size());
        return {};
    }
    keep(bytes, left_);
    if (left_ > 0) return {};
    return whole();
}

std::optional<Reader::Item> Reader::take_chunks(std::string_view& bytes) {
    if (state_ == State::chunk) {
        keep(bytes, left_);
        if (left_ == 0) state_ = State::chunk_end;
        return {};
    }
    if (!take_line(bytes)) return {};
    const std::string line(trimmed(held_));
    held_.clear();
    if (state_ == State::chunk_end) {
        state_ = State::chunk_size;
    } else if (state_ == State::trailer) {
        if (line.empty()) return whole();
    } else if (const auto size = hexadecimal(trimmed(line.substr(0, line.find(';')))); !size) {
        fail(Violation::bad_length);
    } else if (*size + response_.body.size() > body_limit) {
        fail(Violation::long_body);
    } else {
        left_ = *size;
        state_ = *size == 0 ? State::trailer : State::chunk;
    }
    return {};
}

std::optional<Reader::Item> Reader::take_frame(std::string_view& bytes) {
    if (state_ == State::frame_length) {
        const auto count = std::min(bytes.size(), 3 - held_.size());
        held_ += bytes.substr(0, count);
        bytes.remove_prefix(count);
        if (held_.size() < 3) return {};
        const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(held_[at]); };
        frame_ = {.channel = byte(0),
                  .size = static_cast<std::size_t>(byte(1) << 8 | byte(2)),
                  .head = {}};
        left_ = frame_.size;
        held_.clear();
        state_ = State::frame;
    }
    const auto count = std::min<std::uint64_t>(bytes.size(), left_);
    held_ += bytes.substr(0, std::min<std::uint64_t>(count, frame_head - held_.size()));
    bytes.remove_prefix(count);
    left_ -= count;
    if (left_ > 0) return {};
    state_ = State::between;
    any_ = true;
    frame_.head = held_;
    Item item;
    item.frame = frame_;
    return item;
}

std::optional<Reader::Item> Reader::take(std::string_view& bytes) {
    while (violation_ == Violation::none) {
        std::optional<Item> item;
        switch (state_) {
            case State::between:
                if (!take_between(bytes)) return {};
                continue;
            case State::header:
                if (!take_header(bytes)) return {};
                // A response without a body is whole with its header.
                if (state_ != State::body || left_ > 0) {
                    if (bytes.empty()) return {};
                    continue;
                }
                return whole();
            case State::body:
            case State::until_close:
                item = take_body(bytes);
                break;
            case State::chunk_size:
            case State::chunk:
            case State::chunk_end:
            case State::trailer:
                item = take_chunks(bytes);
                break;
            case State::frame_length:
            case State::frame:
                item = take_frame(bytes);
                break;
        }
        if (item || bytes.empty()) return item;
    }
    return {};
}

std::optional<Response> Reader::finish() {
    if (state_ != State::until_close || violation_ != Violation::none) return {};
    return whole().response;
}

}  // namespace diag::cameras
