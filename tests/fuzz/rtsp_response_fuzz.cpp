// SPDX-License-Identifier: Apache-2.0
// Checks that what a camera sends is read within bounds, and alike however it is cut. The first
// byte chooses the protocol and the size of the pieces.
#include <cstddef>
#include <string>
#include <string_view>

#include "collectors/cameras/reader.hpp"

namespace {

using namespace diag::cameras;

std::string told(std::string_view text, std::size_t step, Reader::Speaks speaks) {
    Reader reader(speaks);
    std::string all;
    for (std::size_t at = 0; at < text.size(); at += step) {
        auto bytes = text.substr(at, step);
        while (const auto item = reader.take(bytes)) {
            if (item->frame) {
                if (item->frame->head.size() > Reader::frame_head) __builtin_trap();
                if (item->frame->head.size() > item->frame->size) __builtin_trap();
                all +=
                    "frame " + std::to_string(item->frame->size) + std::string(item->frame->head);
            }
            if (!item->response) continue;
            if (item->response->body.size() > Reader::body_limit) __builtin_trap();
            if (item->response->status < 100 || item->response->status > 999) __builtin_trap();
            all += std::to_string(item->response->status) + item->response->body;
        }
    }
    if (const auto last = reader.finish()) all += last->body;
    return reader.violation() == Violation::none ? all : "";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
    const auto speaks = data[0] % 2 == 0 ? Reader::Speaks::rtsp : Reader::Speaks::http;
    const std::size_t step = 1 + data[0] / 2;

    const auto pieces = told(text, step, speaks);
    const auto whole = told(text, text.size() + 1, speaks);

    if (!pieces.empty() && !whole.empty() && pieces != whole) __builtin_trap();
    return 0;
}
