// SPDX-License-Identifier: Apache-2.0
// JPEG (ITU-T T.81): segments in, a file of tables, one frame and its scans out. What stands in a
// scan is copied as it is: to know what is pixels there one must decode them.
#include <array>

#include "agent/pictures/walk.hpp"

namespace diag::pictures {
namespace {

using namespace std::string_view_literals;

// Markers, the byte behind 0xff (T.81 table B.1).
constexpr unsigned baseline = 0xc0, extended = 0xc1, progressive = 0xc2, huffman = 0xc4;
constexpr unsigned first_restart = 0xd0, last_restart = 0xd7, begin = 0xd8, end = 0xd9;
constexpr unsigned scan = 0xda, quantisation = 0xdb, interval = 0xdd;
constexpr unsigned jfif = 0xe0, adobe = 0xee, last_application = 0xef, comment = 0xfe;

// A progressive picture has about ten scans; each costs whoever looks at it the whole picture.
constexpr unsigned most_scans = 100;

/// JFIF 1.01 without a density and a thumbnail: that colours are meant as luminance and chroma.
constexpr std::string_view plain_jfif = "JFIF\0\1\1\0\0\1\0\1\0\0"sv;
constexpr std::string_view jfif_name = "JFIF\0"sv;
/// Before the last byte, which says how colours are meant.
constexpr std::string_view plain_adobe = "Adobe\0\x64\0\0\0\0"sv;
constexpr std::string_view adobe_name = "Adobe"sv;

unsigned byte_of(std::string_view bytes, std::size_t at) {
    return static_cast<unsigned char>(bytes[at]);
}

void write_segment(std::string& out, unsigned marker, std::string_view data) {
    const auto length = data.size() + 2;
    out += {'\xff', static_cast<char>(marker), static_cast<char>(length >> 8),
            static_cast<char>(length)};
    out += data;
}

/// Whether a segment is filled by its tables to the last byte (T.81 B.2.4.1).
bool is_quantisation(std::string_view data) {
    while (!data.empty()) {
        const auto kind = byte_of(data, 0);
        const std::size_t length = 1 + ((kind >> 4) != 0 ? 128 : 64);
        if ((kind >> 4) > 1 || (kind & 15) > 3 || data.size() < length) return false;
        data.remove_prefix(length);
    }
    return true;
}

/// The same of codes (T.81 B.2.4.2).
bool is_huffman(std::string_view data) {
    while (!data.empty()) {
        const auto kind = byte_of(data, 0);
        if ((kind >> 4) > 1 || (kind & 15) > 3 || data.size() < 17) return false;
        std::size_t codes = 0;
        for (std::size_t i = 1; i <= 16; ++i) codes += byte_of(data, i);
        if (codes > 256 || data.size() < 17 + codes) return false;
        data.remove_prefix(17 + codes);
    }
    return true;
}

class Rewriter {
public:
    /// Takes one segment, its marker and length gone.
    Result<> take(unsigned marker, std::string_view data) {
        if (marker == quantisation || marker == huffman || marker == interval)
            return take_table(marker, data);
        if (marker >= baseline && marker <= progressive) return take_frame(marker, data);
        if (marker == scan) return take_scan(data);
        if (marker >= jfif && marker <= last_application) return take_application(marker, data);
        if (marker != comment) return broken("it is of a kind of JPEG that no screen makes");
        left_behind_ += data.size() + 4;
        return {};
    }

    void take_scan_bytes(std::string_view bytes) { out_ += bytes; }

    Result<Plain> finish(std::size_t behind_end) {
        if (scans_ == 0) return broken("it holds no pixels");
        out_ += "\xff\xd9"sv;
        return Plain{size_, std::move(out_), left_behind_ + behind_end};
    }

private:
    Result<> take_table(unsigned marker, std::string_view data) {
        const bool whole = marker == quantisation ? is_quantisation(data)
                           : marker == huffman    ? is_huffman(data)
                                                  : data.size() == 2;
        if (!whole) return broken("one of its tables is damaged");
        write_segment(out_, marker, data);
        return {};
    }

    Result<> take_frame(unsigned marker, std::string_view data) {
        if (components_ != 0 || data.size() < 6) return broken("its frame is damaged");
        components_ = byte_of(data, 5);
        const bool known = components_ == 1 || components_ == 3 || components_ == 4;
        if (!known || byte_of(data, 0) != 8 || data.size() != 6 + std::size_t{3} * components_)
            return broken("its frame is damaged");
        size_ = {number16(data, 3), number16(data, 1)};
        if (auto fits = check_size(size_); !fits) return fits;
        write_segment(out_, marker, data);
        return {};
    }

    Result<> take_scan(std::string_view data) {
        const auto parts = data.empty() ? 0 : byte_of(data, 0);
        if (parts == 0 || parts > components_ || data.size() != 4 + std::size_t{2} * parts)
            return broken("a scan of it is damaged");
        if (++scans_ > most_scans)
            return Error{Fault::full, "it has more than " + std::to_string(most_scans) + " scans"};
        write_segment(out_, scan, data);
        return {};
    }

    Result<> take_application(unsigned marker, std::string_view data) {
        left_behind_ += data.size() + 4;
        if (components_ != 0) return {};
        if (marker == jfif && data.starts_with(jfif_name) && !has_jfif_) {
            has_jfif_ = true;
            write_segment(out_, jfif, plain_jfif);
        }
        if (marker == adobe && data.starts_with(adobe_name) && data.size() > plain_adobe.size() &&
            byte_of(data, plain_adobe.size()) <= 2 && !has_adobe_) {
            has_adobe_ = true;
            write_segment(out_, adobe, std::string(plain_adobe) + data[plain_adobe.size()]);
        }
        return {};
    }

    std::string out_ = "\xff\xd8";
    Size size_;
    unsigned components_ = 0, scans_ = 0;
    bool has_jfif_ = false, has_adobe_ = false;
    std::uint64_t left_behind_ = 0;
};

/// Takes the marker that comes next off `left`, and the fill bytes before it (T.81 B.1.1.2).
Result<unsigned> next_marker(std::string_view& left) {
    const auto at = left.find_first_not_of('\xff');
    if (at == left.npos) return broken("it ends early");
    if (at == 0) return broken("it is damaged: a part has another length than it says");
    const auto marker = byte_of(left, at);
    left.remove_prefix(at + 1);
    return marker;
}

/// Takes the bytes of a scan off `left`, up to the marker that ends it.
std::string_view next_scan_bytes(std::string_view& left) {
    std::size_t at = 0;
    while ((at = left.find('\xff', at)) != left.npos && at + 1 < left.size()) {
        const auto code = byte_of(left, at + 1);
        if (code != 0 && (code < first_restart || code > last_restart)) break;
        at += 2;
    }
    const auto bytes = left.substr(0, at);
    left.remove_prefix(bytes.size());
    return bytes;
}

}  // namespace

Result<Plain> plain_jpeg(std::string_view bytes) {
    if (!bytes.starts_with("\xff\xd8\xff")) return broken("it is no JPEG file");
    bytes.remove_prefix(2);
    Rewriter rewriter;
    for (;;) {
        const auto marker = next_marker(bytes);
        if (!marker) return marker.error();
        if (*marker == end) return rewriter.finish(bytes.size());
        if (*marker <= 1 || (*marker >= first_restart && *marker <= begin))
            return broken("it is damaged: a mark stands where none may");
        const auto length = bytes.size() < 2 ? 0 : number16(bytes, 0);
        if (length < 2 || length > bytes.size()) return broken("it ends early");
        auto taken = rewriter.take(*marker, bytes.substr(2, length - 2));
        if (!taken) return taken.error();
        bytes.remove_prefix(length);
        if (*marker == scan) rewriter.take_scan_bytes(next_scan_bytes(bytes));
    }
}

}  // namespace diag::pictures
