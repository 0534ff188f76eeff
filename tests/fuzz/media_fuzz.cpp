// SPDX-License-Identifier: Apache-2.0
// Among whatever bytes a picture stands, it is found where it begins or before; written as text it
// does not pass; nothing makes the search end in trouble.
#include <cstdlib>
#include <string>
#include <string_view>

#include "agent/redact/binary.hpp"
#include "agent/redact/redactor.hpp"
#include "platform/base64.hpp"

namespace {

using namespace std::string_view_literals;
using namespace diag::redact;

const Redactor& redactor() {
    static const auto made = Redactor::create({7});
    return *made;
}

void require(bool promise) {
    if (!promise) std::abort();
}

/// A picture with `input` in it.
std::string picture_of(std::string_view input) {
    return std::string("\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0"sv) + std::string(input) +
           "\xff\xd9";
}

void check_raw(std::string_view input) {
    if (const auto found = first_foreign(input)) require(found->at < input.size());
    const auto mixed = std::string(input) + picture_of(input);
    const auto found = first_foreign(mixed);
    require(found.has_value() && found->at <= input.size());
}

void check_written(std::string_view input) {
    const auto plain = diag::base64(picture_of(input));
    Redactions counts;
    const auto clean = redactor().redact("{\"face\":\"" + plain + "\"}", counts);
    require(clean.has_value() && counts["image"] == 1);
    require(clean->text().find(plain.substr(0, 24)) == std::string::npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    check_raw(input);
    check_written(input);
    Redactions counts;
    [[maybe_unused]] const auto any = redactor().redact(input, counts);
    return 0;
}
