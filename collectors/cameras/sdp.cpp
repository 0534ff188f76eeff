// SPDX-License-Identifier: Apache-2.0
#include "collectors/cameras/sdp.hpp"

#include <algorithm>
#include <array>

#include "platform/base64.hpp"
#include "platform/text.hpp"

namespace diag::cameras {
namespace {

constexpr auto npos = std::string_view::npos;
constexpr std::size_t most_media = 32;
constexpr std::size_t longest_word = 64;

std::string raised(std::string_view text) {
    std::string result = printable(text.substr(0, longest_word));
    for (auto& c : result)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    return result;
}

unsigned small_number(std::string_view text, unsigned most) {
    const auto number = natural(text);
    return number && *number <= most ? static_cast<unsigned>(*number) : 0;
}

/// Codecs of static payload types (RFC 3551 6) that cameras use.
void set_static_type(Media& media) {
    struct Static {
        unsigned payload;
        const char* codec;
        unsigned clock;
    };
    constexpr std::array known{Static{0, "PCMU", 8000}, Static{8, "PCMA", 8000},
                               Static{26, "JPEG", 90000}, Static{32, "MPV", 90000},
                               Static{33, "MP2T", 90000}};
    for (const auto& each : known)
        if (each.payload == media.payload && media.kind != "application") {
            media.codec = each.codec;
            media.clock = each.clock;
        }
}

/// "m=video 0 RTP/AVP 96"
Media begin_media(std::string_view value) {
    const auto words = words_of(value);
    Media media;
    if (!words.empty()) media.kind = printable(words[0].substr(0, longest_word));
    if (words.size() > 3) media.payload = small_number(words[3], 127);
    set_static_type(media);
    return media;
}

/// "96 H264/90000/1"
void read_map(std::string_view value, Media& media) {
    const auto words = words_of(value);
    if (words.size() < 2 || natural(words[0]) != media.payload) return;
    const auto parts = parts_of(words[1], '/');
    media.codec = raised(parts[0]);
    if (media.codec == "HEVC") media.codec = "H265";
    if (parts.size() > 1) media.clock = small_number(parts[1], 10'000'000);
}

/// "96 640-360"
void read_frame_size(std::string_view value, Media& media) {
    const auto words = words_of(value);
    if (words.size() < 2) return;
    const auto parts = parts_of(words[1], '-');
    if (parts.size() != 2) return;
    const PictureSize size{small_number(parts[0], 16384), small_number(parts[1], 16384)};
    if (size.width > 0 && size.height > 0 && !media.size) media.size = size;
}

/// "96 packetization-mode=1;sprop-parameter-sets=Z0IAH...,aM4...": the first set is the sequence's.
void read_format(std::string_view value, Media& media) {
    constexpr std::string_view name = "sprop-parameter-sets=";
    const auto at = value.find(name);
    if (at == npos || media.codec != "H264") return;
    const auto rest = value.substr(at + name.size());
    const auto set = from_base64(rest.substr(0, rest.find_first_of(",; \t")));
    if (!set) return;
    if (const auto size = h264_size(*set)) media.size = size;
}

void read_attribute(std::string_view line, Description& description) {
    const auto colon = line.find(':');
    if (colon == npos) return;
    const auto name = line.substr(0, colon);
    const auto value = trimmed(line.substr(colon + 1));
    auto* media = description.media.empty() ? nullptr : &description.media.back();
    if (name == "control") (media ? media->control : description.control) = std::string(value);
    if (!media) return;
    if (name == "rtpmap") read_map(value, *media);
    if (name == "fmtp") read_format(value, *media);
    if (name == "framesize") read_frame_size(value, *media);
    if (name == "framerate") {
        const auto rate = real(value);
        if (rate && *rate > 0 && *rate < 1000) media->frame_rate = rate;
    }
}

/// Bits of a parameter set, from the highest of each byte. Past the end it fails for good.
class Bits {
public:
    explicit Bits(std::string_view bytes) : bytes_(bytes) {}
    unsigned take(unsigned count) {
        unsigned value = 0;
        for (; count > 0; --count) {
            if (at_ / 8 >= bytes_.size()) {
                failed_ = true;
                return 0;
            }
            const auto byte = static_cast<unsigned char>(bytes_[at_ / 8]);
            value = value << 1 | (byte >> (7 - at_ % 8) & 1);
            ++at_;
        }
        return value;
    }
    /// Exp-Golomb, unsigned.
    unsigned golomb() {
        unsigned zeros = 0;
        while (!failed_ && take(1) == 0)
            if (++zeros > 31) failed_ = true;
        if (failed_) return 0;
        return ((1u << zeros) - 1) + take(zeros);
    }
    bool failed() const { return failed_; }
    void fail() { failed_ = true; }

private:
    std::string_view bytes_;
    std::size_t at_ = 0;
    bool failed_ = false;
};

/// The payload of a NAL unit: emulation prevention bytes taken out.
std::string unescaped(std::string_view nal) {
    std::string bytes;
    for (std::size_t i = 0; i < nal.size(); ++i) {
        const bool escape = nal[i] == 3 && i >= 2 && nal[i - 1] == 0 && nal[i - 2] == 0;
        if (!escape) bytes += nal[i];
    }
    return bytes;
}

void skip_scaling(Bits& bits, unsigned size) {
    int last = 8;
    int next = 8;
    for (unsigned i = 0; i < size && !bits.failed(); ++i) {
        if (next != 0) {
            const auto code = bits.golomb();
            const int delta =
                (code & 1) != 0 ? static_cast<int>(code / 2 + 1) : -static_cast<int>(code / 2);
            next = (last + (delta & 255) + 256) & 255;
        }
        last = next == 0 ? last : next;
    }
}

/// What only the high profiles carry. Returns chroma_format_idc.
unsigned take_high_profile(Bits& bits) {
    const auto chroma = bits.golomb();
    if (chroma == 3) bits.take(1);
    bits.golomb();
    bits.golomb();
    bits.take(1);
    if (bits.take(1) != 0)
        for (unsigned i = 0; i < (chroma == 3 ? 12u : 8u); ++i)
            if (bits.take(1) != 0) skip_scaling(bits, i < 6 ? 16 : 64);
    return chroma;
}

void skip_picture_order(Bits& bits) {
    const auto type = bits.golomb();
    if (type == 0) bits.golomb();
    if (type != 1) return;
    bits.take(1);
    bits.golomb();
    bits.golomb();
    const auto count = bits.golomb();
    if (count > 255) bits.fail();
    for (unsigned i = 0; i < count && !bits.failed(); ++i) bits.golomb();
}

}  // namespace

const Media* Description::video() const {
    const auto found = std::ranges::find(media, "video", &Media::kind);
    return found == media.end() ? nullptr : &*found;
}

std::optional<Description> parse_sdp(std::string_view text) {
    Description description;
    bool any = false;
    for (auto line : lines_of(text)) {
        line = trimmed(line);
        if (line.size() < 2 || line[1] != '=') continue;
        const auto value = line.substr(2);
        if (line[0] == 'v' || line[0] == 'm') any = true;
        if (line[0] == 'm' && description.media.size() == most_media) break;
        if (line[0] == 'm') description.media.push_back(begin_media(value));
        if (line[0] == 'a') read_attribute(value, description);
    }
    if (!any) return {};
    return description;
}

std::optional<PictureSize> h264_size(std::string_view parameter_set) {
    if (parameter_set.size() < 5 || (parameter_set[0] & 31) != 7) return {};
    const auto bytes = unescaped(parameter_set.substr(1));
    Bits bits(bytes);
    const auto profile = bits.take(8);
    bits.take(16);
    bits.golomb();
    constexpr std::array high{100u, 110u, 122u, 244u, 44u, 83u, 86u, 118u, 128u, 138u, 139u, 134u};
    const unsigned chroma =
        std::ranges::find(high, profile) != high.end() ? take_high_profile(bits) : 1;
    bits.golomb();
    skip_picture_order(bits);
    bits.golomb();
    bits.take(1);
    const auto columns = bits.golomb() + 1;
    const auto rows = bits.golomb() + 1;
    const auto frames_only = bits.take(1);
    if (frames_only == 0) bits.take(1);
    bits.take(1);
    std::array<unsigned, 4> crop{};
    if (bits.take(1) != 0)
        for (auto& edge : crop) edge = bits.golomb();
    if (bits.failed() || columns > 1024 || rows > 1024) return {};
    if (std::ranges::any_of(crop, [](unsigned edge) { return edge > 1024; })) return {};
    const unsigned across = chroma == 1 || chroma == 2 ? 2 : 1;
    const unsigned down = (chroma == 1 ? 2 : 1) * (2 - frames_only);
    const auto cut_width = across * (crop[0] + crop[1]);
    const auto cut_height = down * (crop[2] + crop[3]);
    PictureSize size{columns * 16, rows * 16 * (2 - frames_only)};
    if (cut_width >= size.width || cut_height >= size.height) return {};
    size.width -= cut_width;
    size.height -= cut_height;
    return size;
}

}  // namespace diag::cameras
