// SPDX-License-Identifier: Apache-2.0
#include "agent/backup/bson.hpp"

#include <array>
#include <cstring>
#include <string>

#include "agent/backup/bson_layout.hpp"

namespace diag::backup {
namespace {

using namespace layout;

/// Goes through one document; `ends` are those of the levels that it is in. Whoever only checks
/// one pays nothing for the visitor.
template <bool visited>
class Walk {
public:
    explicit Walk(std::string_view bytes, Visitor* visitor = nullptr)
        : bytes_(bytes), visitor_(visitor) {}

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
        if constexpr (visited) name_ = {from, static_cast<std::size_t>(end - from)};
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
        const auto from = at_;
        if (!sized(false, 1)) return false;
        const auto size = static_cast<std::int32_t>(at_ - from - 5);
        if (bytes_[from + 4] != oldest_binary) return true;
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
        return enter(end) && (ends_[depth_ - 1] == end || no("a length that cannot be")) &&
               entered(false);
    }

    bool entered(bool is_list) {
        if constexpr (visited) visitor_->enter(name_, is_list);
        return true;
    }

    void tell(std::uint8_t type, std::string_view value) {
        constexpr std::size_t length = 4;
        if (type == text)
            visitor_->value(name_, Kind::text, value.substr(length, value.size() - length - 1));
        if (type == identity) visitor_->value(name_, Kind::object_id, value);
        if (type != binary || value.size() != length + 1 + uuid_size) return;
        const char subtype = value[length];
        if (subtype == uuid) visitor_->value(name_, Kind::uuid, value.substr(length + 1));
        if (subtype == old_uuid) visitor_->value(name_, Kind::old_uuid, value.substr(length + 1));
    }

    bool value(std::uint8_t type) {
        [[maybe_unused]] const auto from = at_;
        if (!pass_value(type)) return false;
        if constexpr (visited) tell(type, bytes_.substr(from, at_ - from));
        return true;
    }

    bool pass_value(std::uint8_t type) {
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
                return sized(true, object_id_size);
            case regex:
                return name() && name();
            case document:
            case list:
                // The zero that ends the level around it comes after.
                return enter(ends_[depth_ - 1] - 1) && entered(type == list);
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
        if constexpr (visited)
            if (depth_ > 0) visitor_->leave();
        return true;
    }

    std::string_view bytes_;
    Visitor* visitor_;
    std::string_view name_;
    std::size_t at_ = 0;
    std::size_t depth_ = 0;
    std::array<std::size_t, deepest_document> ends_;
    const char* why_ = "";
};

}  // namespace

std::int32_t length_of_document(std::string_view bytes) { return number_at(bytes, 0); }

Result<> check_document(std::string_view bytes) { return Walk<false>(bytes).run(); }

Result<> visit_document(std::string_view bytes, Visitor& visitor) {
    return Walk<true>(bytes, &visitor).run();
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
