// SPDX-License-Identifier: Apache-2.0
#include "agent/backup/bson.hpp"

#include <array>
#include <cstring>
#include <string>

namespace diag::backup {
namespace {

enum Type : std::uint8_t {
    real = 0x01,
    text = 0x02,
    document = 0x03,
    list = 0x04,
    binary = 0x05,
    flag = 0x08,
    regex = 0x0B,
    pointer = 0x0C,
    code = 0x0D,
    symbol = 0x0E,
    scoped_code = 0x0F,
    small_number = 0x10,
    timestamp = 0x11,
    number = 0x12,
    least = 0xFF,
    greatest = 0x7F,
};

constexpr std::size_t object_id = 12;

/// Bytes of the value where its type alone says how many; -1 otherwise.
int fixed_size(std::uint8_t type) {
    // 0x00 to 0x13; undefined (0x06) and null (0x0A) have no value.
    constexpr std::array<int, 20> sizes{-1, 8,  -1, -1, -1, -1, 0, object_id, 1, 8,
                                        0,  -1, -1, -1, -1, -1, 4, 8,         8, 16};
    if (type == least || type == greatest) return 0;
    return type < sizes.size() ? sizes[type] : -1;
}

std::int32_t number_at(std::string_view bytes, std::size_t at) {
    const auto byte = [&](std::size_t i) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at + i])) << (8 * i);
    };
    return static_cast<std::int32_t>(byte(0) | byte(1) | byte(2) | byte(3));
}

/// Goes through one document; `ends` are those of the levels that it is in.
class Walk {
public:
    explicit Walk(std::string_view bytes) : bytes_(bytes) {}

    Result<> run() {
        if (!enter(bytes_.size())) return failed();
        while (depth_ > 0)
            if (!element()) return failed();
        if (at_ != bytes_.size()) why_ = "it ends early";
        return at_ == bytes_.size() ? Result<>{} : failed();
    }

private:
    bool no(const char* why) {
        why_ = why;
        return false;
    }
    Result<> failed() const {
        return Error{Fault::malformed, std::string(why_) + ", at byte " + std::to_string(at_)};
    }
    std::size_t left() const { return ends_[depth_ - 1] - at_; }

    bool skip(std::size_t size) {
        // The zero that ends the level comes after every value.
        if (size >= left()) return no("a value is longer than its document");
        at_ += size;
        return true;
    }

    /// A document that must be over at `limit` at the latest.
    bool enter(std::size_t limit) {
        if (depth_ == ends_.size()) return no("nested deeper than MongoDB nests");
        if (limit - at_ < smallest_document) return no("no room for a document");
        const auto length = number_at(bytes_, at_);
        if (length < static_cast<std::int32_t>(smallest_document) ||
            static_cast<std::size_t>(length) > limit - at_)
            return no("a length that cannot be");
        ends_[depth_++] = at_ + static_cast<std::size_t>(length);
        if (bytes_[ends_[depth_ - 1] - 1] != '\0') return no("a document without its end");
        at_ += 4;
        return true;
    }

    bool name() {
        const auto* from = bytes_.data() + at_;
        const auto* end = static_cast<const char*>(std::memchr(from, 0, left()));
        if (!end || at_ + static_cast<std::size_t>(end - from) + 1 >= ends_[depth_ - 1])
            return no("a name without its end");
        at_ += static_cast<std::size_t>(end - from) + 1;
        return true;
    }

    /// A length and as many bytes, the last of them zero where it is a text.
    bool sized(bool is_text, std::size_t more) {
        if (left() < 4) return no("a value is longer than its document");
        const auto length = number_at(bytes_, at_);
        if (length < (is_text ? 1 : 0)) return no("a length that cannot be");
        at_ += 4;
        if (!skip(static_cast<std::size_t>(length) + more)) return false;
        if (is_text && bytes_[at_ - more - 1] != '\0') return no("a text without its end");
        return true;
    }

    /// The oldest subtype has a second length inside.
    bool blob() {
        constexpr char oldest = 2;
        const auto from = at_;
        if (!sized(false, 1)) return false;
        const auto size = static_cast<std::int32_t>(at_ - from - 5);
        if (bytes_[from + 4] != oldest) return true;
        return (size >= 4 && number_at(bytes_, from + 5) == size - 4) ||
               no("two lengths that do not agree");
    }

    bool scoped() {
        if (left() < 4) return no("a value is longer than its document");
        const auto total = number_at(bytes_, at_);
        if (total < 14 || static_cast<std::size_t>(total) >= left())
            return no("a length that cannot be");
        const auto end = at_ + static_cast<std::size_t>(total);
        at_ += 4;
        if (!sized(true, 0) || at_ >= end) return no("a length that cannot be");
        return enter(end) && (ends_[depth_ - 1] == end || no("a length that cannot be"));
    }

    bool value(std::uint8_t type) {
        const int size = fixed_size(type);
        if (size >= 0) return skip(static_cast<std::size_t>(size)) && (type != flag || is_flag());
        switch (type) {
            case text:
            case code:
            case symbol:
                return sized(true, 0);
            case binary:
                return blob();
            case pointer:
                return sized(true, object_id);
            case regex:
                return name() && name();
            case document:
            case list:
                // The zero that ends the level around it comes after.
                return enter(ends_[depth_ - 1] - 1);
            case scoped_code:
                return scoped();
            default:
                return no("an element of no known type");
        }
    }

    bool is_flag() {
        return static_cast<unsigned char>(bytes_[at_ - 1]) <= 1 || no("neither true nor false");
    }

    bool element() {
        const auto type = static_cast<std::uint8_t>(bytes_[at_]);
        if (type != 0) {
            ++at_;
            return name() && value(type);
        }
        if (left() != 1) return no("it ends early");
        ++at_;
        --depth_;
        return true;
    }

    std::string_view bytes_;
    std::size_t at_ = 0;
    std::size_t depth_ = 0;
    std::array<std::size_t, deepest_document> ends_;
    const char* why_ = "";
};

}  // namespace

std::size_t size_of_value(std::uint8_t type, std::string_view bytes) {
    const int size = fixed_size(type);
    if (size >= 0) return static_cast<std::size_t>(size);
    if (type == regex) {
        const auto pattern = bytes.find('\0');
        return bytes.find('\0', pattern + 1) + 1;
    }
    const auto length = static_cast<std::size_t>(number_at(bytes, 0));
    if (type == document || type == list || type == scoped_code) return length;
    return 4 + length + (type == binary ? 1 : type == pointer ? object_id : 0);
}

std::int32_t length_of_document(std::string_view bytes) { return number_at(bytes, 0); }

Result<> check_document(std::string_view bytes) { return Walk(bytes).run(); }

std::optional<Element> element_of(std::string_view bytes, std::string_view name) {
    for (std::size_t at = 4; bytes[at] != '\0';) {
        const auto type = static_cast<std::uint8_t>(bytes[at]);
        const auto end = bytes.find('\0', ++at);
        const auto value = bytes.substr(end + 1);
        if (bytes.substr(at, end - at) == name) return Element{type, value};
        at = end + 1 + size_of_value(type, value);
    }
    return {};
}

std::optional<std::string_view> text_of(std::string_view bytes, std::string_view name) {
    const auto found = element_of(bytes, name);
    if (!found || found->type != text) return {};
    return found->value.substr(4, static_cast<std::size_t>(number_at(found->value, 0)) - 1);
}

std::optional<std::uint64_t> number_of(std::string_view bytes, std::string_view name) {
    const auto found = element_of(bytes, name);
    if (!found || (found->type != number && found->type != small_number)) return {};
    const auto low = static_cast<std::uint32_t>(number_at(found->value, 0));
    if (found->type == small_number)
        return static_cast<std::uint64_t>(static_cast<std::int64_t>(number_at(found->value, 0)));
    const auto high = static_cast<std::uint32_t>(number_at(found->value, 4));
    return std::uint64_t{high} << 32 | low;
}

std::optional<bool> flag_of(std::string_view bytes, std::string_view name) {
    const auto found = element_of(bytes, name);
    if (!found || found->type != flag) return {};
    return found->value.front() != '\0';
}

std::optional<std::uint32_t> timestamp_of(std::string_view bytes, std::string_view name) {
    const auto found = element_of(bytes, name);
    if (!found || found->type != timestamp) return {};
    return static_cast<std::uint32_t>(number_at(found->value, 4));
}

bool begins_like_a_document(std::string_view bytes) {
    if (bytes.size() < smallest_document) return false;
    const auto length = number_at(bytes, 0);
    if (length < static_cast<std::int32_t>(smallest_document) ||
        static_cast<std::size_t>(length) > largest_document)
        return false;
    const auto type = static_cast<std::uint8_t>(bytes[4]);
    if (type == 0) return length == static_cast<std::int32_t>(smallest_document);
    const bool known = fixed_size(type) >= 0 || (type >= text && type <= scoped_code);
    return known && bytes.find('\0', 5) != std::string_view::npos;
}

}  // namespace diag::backup
