// SPDX-License-Identifier: Apache-2.0
// Signatures from the formats' own definitions, as file(1) knows them too.
#include "agent/redact/media.hpp"

#include <algorithm>
#include <array>

#include "agent/redact/bytes.hpp"

namespace diag::redact {
namespace {

using namespace std::string_view_literals;

struct Magic {
    std::string_view bytes;
    Form form;
};

constexpr std::array<Magic, 29> magics{
    {{"\x89PNG\r\n\x1a\n"sv, {"PNG image", Kind::image}},
     {"GIF87a"sv, {"GIF image", Kind::image}},
     {"GIF89a"sv, {"GIF image", Kind::image}},
     {"II*\0"sv, {"TIFF image", Kind::image}},
     {"MM\0*"sv, {"TIFF image", Kind::image}},
     {"II+\0"sv, {"TIFF image", Kind::image}},
     {"MM\0+"sv, {"TIFF image", Kind::image}},
     {"\0\0\0\x0cjP  "sv, {"JPEG 2000 image", Kind::image}},
     {"\xff\x4f\xff\x51"sv, {"JPEG 2000 image", Kind::image}},
     {"\0\0\0\x0cJXL "sv, {"JPEG XL image", Kind::image}},
     {"8BPS\0\1"sv, {"Photoshop image", Kind::image}},
     {"\x1a\x45\xdf\xa3"sv, {"Matroska video", Kind::video}},
     {"FLV\1"sv, {"Flash video", Kind::video}},
     {"\x30\x26\xb2\x75\x8e\x66\xcf\x11"sv, {"Windows Media video", Kind::video}},
     {"OggS\0"sv, {"Ogg video or sound", Kind::video}},
     {"IMKH\1"sv, {"camera video", Kind::video}},    // Hikvision
     {"DHAV\xfd"sv, {"camera video", Kind::video}},  // Dahua
     {"\x93NUMPY"sv, {"numbers of numpy", Kind::embedding}},
     {"\x89HDF\r\n\x1a\n"sv, {"numbers in HDF5", Kind::embedding}},
     {"\x7f"
      "ELF"sv,
      {"program", Kind::data}},
     {"\x1f\x8b"sv, {"gzip data", Kind::data}},
     {"PK\3\4"sv, {"zip data", Kind::data}},
     {"\x28\xb5\x2f\xfd"sv, {"zstd data", Kind::data}},
     {"\xfd"
      "7zXZ\0"sv,
      {"xz data", Kind::data}},
     {"7z\xbc\xaf\x27\x1c"sv, {"7z data", Kind::data}},
     {"Rar!\x1a\x07"sv, {"rar data", Kind::data}},
     {"%PDF-"sv, {"PDF document", Kind::data}},
     {"SQLite format 3\0"sv, {"SQLite database", Kind::data}},
     {"\xca\xfe\xba\xbe"sv, {"Java class", Kind::data}}}};

unsigned byte(std::string_view bytes, std::size_t at) {
    return static_cast<unsigned char>(byte_at(bytes, at));
}

bool is_one_of(std::string_view word, std::string_view words) {
    for (std::size_t at = 0; at < words.size(); at += word.size() + 1)
        if (words.substr(at, word.size()) == word) return true;
    return false;
}

/// A JPEG's second marker follows the first at once: APPn, DQT, a frame, a comment (T.81, B.1.1.3).
bool begins_jpeg(std::string_view bytes) {
    return bytes.starts_with("\xff\xd8\xff"sv) && byte(bytes, 3) >= 0xc0 && byte(bytes, 3) != 0xff;
}

/// The four bytes after the size are kept for later and zero in every bitmap.
bool begins_bmp(std::string_view bytes) {
    return bytes.size() >= 10 && bytes.starts_with("BM") && bytes.substr(6, 4) == "\0\0\0\0"sv;
}

/// P4 to P6: a picture of bytes behind three numbers.
bool begins_netpbm(std::string_view bytes) {
    if (bytes.size() < 9 || bytes[0] != 'P' || bytes[1] < '4' || bytes[1] > '6') return false;
    std::size_t at = 2;
    for (int number = bytes[1] == '4' ? 1 : 0; number < 3; ++number) {
        const auto first = skip(bytes, spaces, at, std::min<std::size_t>(bytes.size(), at + 4));
        at = skip(bytes, digits, first, std::min<std::size_t>(bytes.size(), first + 6));
        if (first == at || !in(spaces, bytes[first - 1])) return false;
    }
    return byte_at(bytes, at) == '\n';
}

std::optional<Form> riff(std::string_view bytes) {
    if (bytes.size() < 12 || !bytes.starts_with("RIFF")) return {};
    const auto form = bytes.substr(8, 4);
    if (form == "WEBP") return Form{"WebP image", Kind::image};
    if (form == "AVI ") return Form{"AVI video", Kind::video};
    if (form == "WAVE") return Form{"sound", Kind::data};
    // A size below half a GiB, which no four letters are.
    if (byte(bytes, 7) < 0x20 && !in(spaces, bytes[7])) return Form{"RIFF data", Kind::data};
    return {};
}

/// A box of ISO/IEC 14496-12: its size, then its name.
std::optional<Form> box(std::string_view bytes) {
    if (bytes.size() < 8 || bytes[0] != '\0') return {};
    const auto name = bytes.substr(4, 4);
    if (name == "ftyp") {
        const auto brand = bytes.substr(8, 4);
        if (is_one_of(brand, "heic heix heim heis mif1 mif2 miaf avif avis jxl "))
            return Form{"HEIC or AVIF image", Kind::image};
        return Form{"MP4 video", Kind::video};
    }
    if (is_one_of(name, "styp moov moof mdat sidx")) return Form{"MP4 video", Kind::video};
    return {};
}

/// A start code and the header of a unit of H.264 (7.3.1), H.265 (7.3.1.2) or MPEG.
bool begins_annex_b(std::string_view bytes) {
    const std::size_t code = bytes.starts_with("\0\0\0\1"sv) ? 4
                             : bytes.starts_with("\0\0\1"sv) ? 3
                                                             : 0;
    if (code == 0 || bytes.size() <= code) return false;
    const auto header = byte(bytes, code), second = byte(bytes, code + 1);
    if (header == 0xb3 || header == 0xba || (header >= 0xe0 && header <= 0xef)) return true;
    if (header >= 0x80) return false;
    const auto type = header & 31, weight = header >> 5 & 3;
    if (type == 1 || ((type == 5 || type == 7 || type == 8) && weight != 0)) return true;
    if ((type == 6 || type == 9) && weight == 0) return true;
    const auto newer = header >> 1;
    const bool known = newer <= 9 || (newer >= 16 && newer <= 21) || (newer >= 32 && newer <= 40);
    return known && (header & 1) == 0 && second >= 1 && second <= 7;
}

/// Packets of 188 bytes (ISO/IEC 13818-1), as they are or behind four bytes of time.
bool begins_transport_stream(std::string_view bytes) {
    for (const auto& [first, step] : {std::pair<std::size_t, std::size_t>{0, 188}, {4, 192}}) {
        std::size_t seen = 0;
        // A packet with neither load nor adaptation does not exist.
        while (seen < 3 && byte(bytes, first + seen * step) == 0x47 &&
               (byte(bytes, first + seen * step + 3) & 0x30) != 0)
            ++seen;
        if (seen == 3 && (byte(bytes, first + 1) & 0x80) == 0 && byte(bytes, first + 1) < 0x60)
            return bytes.substr(0, 3 * step).find('\0') != std::string_view::npos;
    }
    return false;
}

}  // namespace

std::optional<Form> form_of(std::string_view bytes) {
    static constexpr Table firsts =
        table_of("\xff\x89\x93\x1a\x30\x7f\x1f\x28\xfd\xca\0GIM8FODPB7R%S"sv, false);
    if (bytes.empty() || (!in(firsts, bytes[0]) && byte(bytes, 4) != 0x47)) return {};
    if (begins_jpeg(bytes)) return Form{"JPEG image", Kind::image};
    for (const auto& magic : magics)
        if (bytes.starts_with(magic.bytes)) return magic.form;
    if (begins_bmp(bytes)) return Form{"BMP image", Kind::image};
    if (begins_netpbm(bytes)) return Form{"Netpbm image", Kind::image};
    if (const auto form = riff(bytes)) return form;
    if (const auto form = box(bytes)) return form;
    if (begins_annex_b(bytes)) return Form{"H.264, H.265 or MPEG video", Kind::video};
    if (begins_transport_stream(bytes)) return Form{"MPEG video", Kind::video};
    if (bytes.starts_with("BZh") && bytes.size() > 10 && bytes.substr(4, 6) == "1AY&SY")
        return Form{"bzip2 data", Kind::data};
    return {};
}

}  // namespace diag::redact
