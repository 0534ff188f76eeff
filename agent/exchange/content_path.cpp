// SPDX-License-Identifier: Apache-2.0
// From names collectors give to names files may have.
#include "agent/exchange/contents.hpp"
#include "agent/exchange/tar.hpp"
#include "platform/digest.hpp"

namespace diag::exchange {
namespace {

// Longest file name of an encoded item: leaves room in ustar's 100 bytes, also for a temporary's
// dot.
constexpr std::size_t name_limit = 96;

std::string encoded(std::string_view name) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    const bool dots_only = name == "." || name == "..";
    std::string out;
    for (const char byte : name) {
        const auto number = static_cast<unsigned char>(byte);
        if (safe_byte(byte) && !dots_only)
            out += byte;
        else
            (out += '%').append({digits[number >> 4], digits[number & 15]});
    }
    if (out.empty()) out = "%";
    if (out.size() <= name_limit) return out;
    return out.substr(0, name_limit - 17) + "-" + sha256_hex(name).substr(0, 16);
}

std::string below(const std::string& directory, std::string_view name) {
    auto path = directory + std::string(name);
    const bool clean = safe_path(name) && name.find('%') == std::string_view::npos;
    if (clean && tar_header(path, 0)) return path;
    return directory + encoded(name);
}

}  // namespace

std::string content_path(std::string_view collector, std::string_view item) {
    return below("evidence/" + encoded(collector) + "/", item);
}

std::string attachment_path(std::string_view name) { return below("attachments/", name); }

}  // namespace diag::exchange
