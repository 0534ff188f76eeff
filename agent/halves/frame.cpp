// SPDX-License-Identifier: Apache-2.0
#include "agent/halves/frame.hpp"

#include <utility>

namespace diag::halves {
namespace {

constexpr std::size_t length_bytes = 4;

void put_length(std::string& to, std::size_t length) {
    for (int shift = 24; shift >= 0; shift -= 8)
        to += static_cast<char>(static_cast<unsigned char>(length >> shift & 0xff));
}

std::size_t length_at(std::string_view bytes, std::size_t at) {
    std::size_t length = 0;
    for (std::size_t i = at; i < at + length_bytes; ++i)
        length = length << 8 | static_cast<unsigned char>(bytes[i]);
    return length;
}

}  // namespace

std::string bytes_of(const Frame& frame) {
    const auto head = json::write(frame.head);
    std::string bytes;
    bytes.reserve(2 * length_bytes + head.size() + frame.body.size());
    put_length(bytes, head.size());
    put_length(bytes, frame.body.size());
    return bytes.append(head).append(frame.body);
}

void Frames::feed(std::string_view bytes) {
    bytes_.erase(0, std::exchange(done_, 0));
    bytes_ += bytes;
}

Result<std::optional<Frame>> Frames::next() {
    const auto all = std::string_view(bytes_).substr(done_);
    if (all.size() < 2 * length_bytes) return std::optional<Frame>{};
    const auto head = length_at(all, 0), body = length_at(all, length_bytes);
    if (head > longest_head || body > longest_body_)
        return Error{Fault::full, "a frame is longer than it may be"};
    const auto whole = 2 * length_bytes + head + body;
    if (all.size() < whole) return std::optional<Frame>{};
    auto document = json::parse(all.substr(2 * length_bytes, head));
    if (!document || !document->is_object())
        return Error{Fault::malformed, "a frame whose head is no JSON object"};
    if (head > longest_plain_head && !document->get_object().contains("headers"))
        return Error{Fault::malformed, "a frame with a long head for nothing"};
    Frame frame{std::move(document->get_object()), std::string(all.substr(whole - body, body))};
    done_ += whole;
    // An idle line keeps no memory.
    if (done_ == bytes_.size()) {
        done_ = 0;
        std::string().swap(bytes_);
    }
    return std::optional{std::move(frame)};
}

}  // namespace diag::halves
