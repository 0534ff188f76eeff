// SPDX-License-Identifier: Apache-2.0
#include "agent/redact/binary.hpp"

#include <algorithm>
#include <array>

#include "agent/redact/bytes.hpp"

namespace diag::redact {
namespace {

struct Magic {
    std::size_t at;
    std::string_view bytes;
    std::string_view name;
};

using namespace std::string_view_literals;

/// From the formats' own definitions, as file(1) knows them.
constexpr std::array<Magic, 22> magics{{{0, "\xff\xd8\xff"sv, "JPEG image"},
                                        {0, "\x89PNG\r\n\x1a\n"sv, "PNG image"},
                                        {0, "GIF87a"sv, "GIF image"},
                                        {0, "GIF89a"sv, "GIF image"},
                                        {6, "\0\0\0\0"sv, "BMP image"},
                                        {8, "WEBP"sv, "WebP image"},
                                        {4, "ftyp"sv, "HEIC image or MP4 video"},
                                        {0, "II*\0"sv, "TIFF image"},
                                        {0, "MM\0*"sv, "TIFF image"},
                                        {8, "AVI "sv, "AVI video"},
                                        {0, "\x1a\x45\xdf\xa3"sv, "Matroska video"},
                                        {0, "\0\0\0\1"sv, "H.264 or H.265 video"},
                                        {0, "\0\0\1"sv, "MPEG video"},
                                        {0,
                                         "\x7f"
                                         "ELF"sv,
                                         "program"},
                                        {0, "\x1f\x8b"sv, "gzip data"},
                                        {0, "PK\3\4"sv, "zip data"},
                                        {0, "\x28\xb5\x2f\xfd"sv, "zstd data"},
                                        {0,
                                         "\xfd"
                                         "7zXZ\0"sv,
                                         "xz data"},
                                        {0, "BZh"sv, "bzip2 data"},
                                        {0, "%PDF-"sv, "PDF document"},
                                        {0, "SQLite format 3\0"sv, "SQLite database"},
                                        {0, "\xca\xfe\xba\xbe"sv, "Java class"}}};

constexpr std::size_t window = 512;
constexpr std::size_t windows = 16;

bool is_control(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 32 && !in(spaces, c) && c != '\b' && c != '\x1b') || byte == 127;
}

/// How many bytes the UTF-8 sequence at `at` has, 0 when it is none (RFC 3629, overlong forms
/// aside).
std::size_t utf8_length(std::string_view bytes, std::size_t at) {
    const auto lead = static_cast<unsigned char>(bytes[at]);
    const std::size_t length = lead >= 0xf5 || lead < 0xc2 ? 0
                               : lead < 0xe0               ? 2
                               : lead < 0xf0               ? 3
                                                           : 4;
    if (length == 0) return 0;
    if (at + length > bytes.size()) return bytes.size() - at;  // cut by the sample
    for (std::size_t i = 1; i < length; ++i)
        if ((static_cast<unsigned char>(bytes[at + i]) & 0xc0) != 0x80) return 0;
    return length;
}

std::size_t strange_bytes(std::string_view sample) {
    std::size_t strange = 0;
    bool before = false;  // the byte before was strange
    for (std::size_t at = 0; at < sample.size();) {
        std::size_t length = 1;
        bool now = is_control(sample[at]);
        if (static_cast<unsigned char>(sample[at]) >= 0x80) {
            length = utf8_length(sample, at);
            now = length == 0;
            length = std::max<std::size_t>(length, 1);
        }
        if (now && (before || sample[at] != '\0')) ++strange;
        before = now;
        at += length;
    }
    return strange;
}

bool begins_as(std::string_view bytes, const Magic& magic) {
    if (bytes.size() < magic.at || !bytes.substr(magic.at).starts_with(magic.bytes)) return false;
    if (magic.name == "BMP image") return bytes.starts_with("BM");
    if (magic.at == 8) return bytes.starts_with("RIFF");
    if (magic.bytes == "BZh") return bytes.size() > 10 && bytes.substr(4, 6) == "1AY&SY";
    return true;
}

}  // namespace

std::optional<std::string_view> binary_reason(std::string_view bytes) {
    for (const auto& magic : magics)
        if (begins_as(bytes, magic)) return magic.name;
    std::size_t strange = 0, sampled = 0;
    const auto step = std::max(bytes.size() / windows, window);
    for (std::size_t at = 0; at < bytes.size(); at += step) {
        const auto sample = bytes.substr(at, window);
        strange += strange_bytes(sample);
        sampled += sample.size();
    }
    if (strange >= 8 && strange * 8 > sampled) return "binary data";
    return {};
}

}  // namespace diag::redact
