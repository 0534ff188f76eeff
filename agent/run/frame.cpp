// SPDX-License-Identifier: Apache-2.0
#include "agent/run/frame.hpp"

#include <array>

namespace diag::run {
namespace {

constexpr std::size_t head = 5;
constexpr std::string_view kinds = "gadprsnumxz";

}  // namespace

std::string encoded(FrameKind kind, std::string_view text) {
    const auto length = static_cast<std::uint32_t>(text.size() + 1);
    std::string frame;
    frame.reserve(head + text.size());
    for (int shift = 0; shift < 32; shift += 8)
        frame += static_cast<char>((length >> shift) & 0xFF);
    frame += static_cast<char>(kind);
    frame += text;
    return frame;
}

Result<std::optional<Frame>> FrameReader::next() {
    const std::string_view waiting = std::string_view(buffer_).substr(start_);
    if (waiting.size() < head) return std::optional<Frame>{};
    std::uint32_t length = 0;
    for (std::size_t i = 0; i < 4; ++i)
        length |= std::uint32_t{static_cast<unsigned char>(waiting[i])} << (8 * i);
    if (length == 0 || length > frame_limit || kinds.find(waiting[4]) == std::string_view::npos)
        return Error{Fault::malformed, "the worker sent what is no frame"};
    if (waiting.size() < 4 + length) return std::optional<Frame>{};
    Frame frame{static_cast<FrameKind>(waiting[4]), std::string(waiting.substr(head, length - 1))};
    start_ += 4 + length;
    if (start_ == buffer_.size() || start_ > (std::size_t{1} << 20)) {
        buffer_.erase(0, start_);
        start_ = 0;
    }
    return std::optional<Frame>{std::move(frame)};
}

std::string stood_in_text(const StoodIn& told) {
    std::string text(told.kind);
    text += '\0';
    text += told.stand_in;
    text += '\0';
    text += told.original;
    return text;
}

std::optional<StoodIn> stood_in_from(std::string_view text) {
    const auto kind = text.find('\0');
    const auto stand_in = kind == std::string_view::npos ? kind : text.find('\0', kind + 1);
    if (stand_in == std::string_view::npos) return std::nullopt;
    return StoodIn{text.substr(0, kind), text.substr(kind + 1, stand_in - kind - 1),
                   text.substr(stand_in + 1)};
}

std::string given_text(std::string_view name, const Result<std::string>& value) {
    std::string text(name);
    text += '\0';
    if (value) return text + 'v' + *value;
    return text + 'e' + std::string(name_of(value.error().fault)) + ' ' + value.error().what;
}

Result<Given> given_from(std::string_view text) {
    const auto end = text.find('\0');
    if (end == std::string_view::npos || end + 1 >= text.size())
        return Error{Fault::malformed, "the worker gave an item without a value"};
    const std::string name(text.substr(0, end));
    const auto body = text.substr(end + 2);
    if (text[end + 1] == 'v') return Given{name, std::string(body)};
    const auto gap = body.find(' ');
    if (text[end + 1] != 'e' || gap == std::string_view::npos)
        return Error{Fault::malformed, "the worker gave an item that is neither value nor failure"};
    return Given{name, Error{fault_named(body.substr(0, gap)), std::string(body.substr(gap + 1))}};
}

}  // namespace diag::run
