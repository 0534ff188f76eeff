// SPDX-License-Identifier: Apache-2.0
// Whatever bytes come, a picture is refused or becomes one that stays as it is when it is made once
// more, that is no longer than it may be, and that says the same size.
#include <cstdlib>
#include <string>

#include "agent/pictures/picture.hpp"

using namespace diag::pictures;

namespace {

void require(bool promise) {
    if (!promise) std::abort();
}

void check(std::string_view bytes, Form form) {
    const auto picture = plain_picture(bytes, form);
    if (!picture) return;
    const auto& size = picture->size();
    require(size.width > 0 && size.width <= most_on_a_side);
    require(size.height > 0 && std::uint64_t{size.width} * size.height <= most_pixels);
    const auto again = plain_picture(picture->bytes(), form);
    require(again && again->bytes() == picture->bytes());
    require(again->size().width == size.width && again->size().height == size.height);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    check(bytes, Form::png);
    check(bytes, Form::jpeg);
    return 0;
}
