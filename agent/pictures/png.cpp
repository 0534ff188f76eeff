// SPDX-License-Identifier: Apache-2.0
// PNG (ISO/IEC 15948, W3C PNG third edition): chunks in, a file of five kinds of chunk out. The
// pixels are unpacked and packed again, as a stream of zlib has room for more than them.
#include <algorithm>
#include <array>
#include <vector>

#include "agent/pictures/walk.hpp"
#include "platform/text.hpp"
#include "platform/zlib_stream.hpp"

namespace diag::pictures {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view signature = "\x89PNG\r\n\x1a\n"sv;
constexpr std::size_t around_data = 12;  // length, type and CRC of a chunk
constexpr unsigned last_filter = 4;      // PNG 9.2

struct Chunk {
    std::string_view type, data;
};

/// Ancillary chunks have a small first letter: a picture is whole without them (PNG 5.4).
bool is_needless(std::string_view type) { return type[0] >= 'a' && type[0] <= 'z'; }

/// Takes the next chunk off `left`.
Result<Chunk> next_chunk(std::string_view& left) {
    if (left.size() < around_data) return broken("it ends early");
    const auto length = number32(left, 0);
    if (length > left.size() - around_data) return broken("it ends early");
    const auto checked = left.substr(4, std::size_t{4} + length);
    if (crc32_of(checked) != number32(left, std::size_t{8} + length))
        return broken("a part of it is damaged: its checksum is wrong");
    left.remove_prefix(around_data + length);
    return Chunk{checked.substr(0, 4), checked.substr(4)};
}

std::string number_bytes(std::uint32_t number) {
    return {static_cast<char>(number >> 24), static_cast<char>(number >> 16),
            static_cast<char>(number >> 8), static_cast<char>(number)};
}

void write_chunk(std::string& out, std::string_view type, std::string_view data) {
    const auto checked = std::string(type) + std::string(data);
    out += number_bytes(static_cast<std::uint32_t>(data.size())) + checked +
           number_bytes(crc32_of(checked));
}

/// Colour types by number, and how many samples a pixel has (PNG 11.2.1); 0: no such type.
constexpr std::array<unsigned, 7> samples_of_type{1, 0, 3, 1, 2, 0, 4};
constexpr unsigned grey = 0, true_colour = 2, indexed = 3;

struct Header {
    Size size;
    unsigned depth = 0, colour = 0;
    bool interlaced = false;
    unsigned bits() const { return depth * samples_of_type.at(colour); }
};

bool is_depth(unsigned depth, unsigned colour) {
    if (depth == 8) return true;
    if (depth == 16) return colour != indexed;
    return (depth == 1 || depth == 2 || depth == 4) && (colour == grey || colour == indexed);
}

Result<Header> header_from(const Chunk& chunk) {
    if (chunk.type != "IHDR" || chunk.data.size() != 13) return broken("it has no PNG header");
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(chunk.data[at]); };
    const Header header{.size = {number32(chunk.data, 0), number32(chunk.data, 4)},
                        .depth = byte(8),
                        .colour = byte(9),
                        .interlaced = byte(12) == 1};
    if (header.colour >= samples_of_type.size() || samples_of_type.at(header.colour) == 0 ||
        !is_depth(header.depth, header.colour) || byte(10) != 0 || byte(11) != 0 || byte(12) > 1)
        return broken("its PNG header says what no PNG has");
    if (const auto fits = check_size(header.size); !fits) return fits.error();
    return header;
}

/// The rows of pixels as they are packed, each behind the number of its filter.
class Rows {
public:
    explicit Rows(const Header& header) {
        if (!header.interlaced) {
            add(header.size.width, header.size.height, header.bits());
            return;
        }
        // Adam7: where each pass begins and how far it steps (PNG 8.2).
        constexpr std::array<std::array<std::uint32_t, 4>, 7> passes{{{0, 0, 8, 8},
                                                                      {4, 0, 8, 8},
                                                                      {0, 4, 4, 8},
                                                                      {2, 0, 4, 4},
                                                                      {0, 2, 2, 4},
                                                                      {1, 0, 2, 2},
                                                                      {0, 1, 1, 2}}};
        for (const auto& [x, y, right, down] : passes)
            add(steps(header.size.width, x, right), steps(header.size.height, y, down),
                header.bits());
    }

    /// Fails with malformed for more than all rows, and for a filter that there is none of.
    Result<> take(std::string_view bytes) {
        while (!bytes.empty()) {
            if (is_whole()) return broken("it holds more than its pixels");
            auto& row = kinds_[kind_];
            if (at_ == 0 && static_cast<unsigned char>(bytes.front()) > last_filter)
                return broken("its pixels are damaged");
            const auto part = std::min<std::uint64_t>(row.bytes - at_, bytes.size());
            bytes.remove_prefix(part);
            at_ += part;
            if (at_ < row.bytes) break;
            at_ = 0;
            if (--row.count == 0) ++kind_;
        }
        return {};
    }

    bool is_whole() const { return kind_ == kinds_.size(); }

    /// Of all rows, before the first was taken.
    std::uint64_t bytes() const {
        std::uint64_t all = 0;
        for (const auto& each : kinds_) all += each.bytes * each.count;
        return all;
    }

private:
    struct Kind {
        std::uint64_t bytes = 0;
        std::uint32_t count = 0;
    };

    static std::uint32_t steps(std::uint32_t all, std::uint32_t from, std::uint32_t step) {
        return all > from ? (all - from + step - 1) / step : 0;
    }

    void add(std::uint32_t width, std::uint32_t height, unsigned bits) {
        if (width == 0 || height == 0) return;
        kinds_.push_back({1 + (std::uint64_t{width} * bits + 7) / 8, height});
    }

    std::vector<Kind> kinds_;
    std::size_t kind_ = 0;
    std::uint64_t at_ = 0;  ///< in a row
};

/// Writes the new file, chunk by chunk of the old.
class Rewriter {
public:
    Rewriter(const Header& header, const Rows& rows, std::string_view first)
        : header_(header), rows_(rows) {
        write_chunk(out_, "IHDR", first);
    }

    Result<> take(const Chunk& chunk) {
        const bool pixels = chunk.type == "IDAT";
        if (pixels && behind_pixels_) return broken("its pixels stand in two places");
        behind_pixels_ = has_pixels_ && !pixels;
        if (pixels && !has_pixels_) write_colours();
        has_pixels_ = has_pixels_ || pixels;
        if (pixels) return unpacker_.write(chunk.data);
        // For other types it only says which colours to use where there are few (PNG 11.2.2).
        const bool is_needed = chunk.type == "PLTE" && header_.colour == indexed;
        if (is_needed) return take_palette(chunk.data);
        if (chunk.type == "tRNS") return take_transparency(chunk.data);
        if (!is_needless(chunk.type) && chunk.type != "PLTE")
            return broken("it has a part that no PNG of a screen has");
        left_behind_ += around_data + chunk.data.size();
        return {};
    }

    Result<Plain> finish(std::size_t behind_end) {
        if (!has_pixels_) return broken("it holds no pixels");
        if (header_.colour == indexed && palette_.empty()) return broken("it lacks its colours");
        if (const auto whole = unpacker_.finish(); !whole || !rows_.is_whole())
            return broken("its pixels end early");
        if (auto packed = packer_.finish(); !packed) return packed.error();
        if (auto ended = write("IEND", {}); !ended) return ended.error();
        return Plain{header_.size, std::move(out_), left_behind_ + behind_end};
    }

private:
    Result<> take_palette(std::string_view data) {
        if (has_pixels_ || !palette_.empty() || data.empty() || data.size() % 3 != 0 ||
            data.size() > 768)
            return broken("its list of colours is damaged");
        palette_ = data;
        return {};
    }

    Result<> take_transparency(std::string_view data) {
        const bool fits = header_.colour == grey          ? data.size() == 2
                          : header_.colour == true_colour ? data.size() == 6
                          : header_.colour == indexed
                              ? !data.empty() && data.size() <= palette_.size() / 3
                              : false;
        if (has_pixels_ || !transparency_.empty() || !fits)
            return broken("what it says of transparency is damaged");
        transparency_ = data;
        return {};
    }

    void write_colours() {
        if (!palette_.empty()) write_chunk(out_, "PLTE", palette_);
        if (!transparency_.empty()) write_chunk(out_, "tRNS", transparency_);
    }

    /// Packed anew, pixels may need many times the room that they had.
    Result<> write(std::string_view type, std::string_view data) {
        if (out_.size() + around_data + data.size() > most_bytes) return grown();
        write_chunk(out_, type, data);
        return {};
    }

    Result<> take_rows(std::string_view bytes) {
        if (auto fits = rows_.take(bytes); !fits) return fits;
        return packer_.write(bytes);
    }

    Header header_;
    Rows rows_;
    std::string_view palette_, transparency_;
    std::string out_{signature};
    ZlibPacker packer_{[this](std::string_view packed) { return write("IDAT", packed); }};
    ZlibUnpacker unpacker_{[this](std::string_view bytes) { return take_rows(bytes); }};
    bool has_pixels_ = false, behind_pixels_ = false;
    std::uint64_t left_behind_ = 0;
};

}  // namespace

Result<Plain> plain_png(std::string_view bytes) {
    if (!bytes.starts_with(signature)) return broken("it is no PNG file");
    bytes.remove_prefix(signature.size());
    const auto first = next_chunk(bytes);
    if (!first) return first.error();
    const auto header = header_from(*first);
    if (!header) return header.error();
    const Rows rows(*header);
    if (rows.bytes() > most_pixel_bytes)
        return Error{Fault::full, "its pixels have " + bytes_text(rows.bytes()) + ", more than " +
                                      bytes_text(most_pixel_bytes)};
    Rewriter rewriter(*header, rows, first->data);
    for (;;) {
        const auto chunk = next_chunk(bytes);
        if (!chunk) return chunk.error();
        if (chunk->type == "IEND") return rewriter.finish(bytes.size());
        if (auto taken = rewriter.take(*chunk); !taken) return taken.error();
    }
}

}  // namespace diag::pictures
