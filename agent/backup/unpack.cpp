// SPDX-License-Identifier: Apache-2.0
#include "agent/backup/unpack.hpp"

namespace diag::backup {

bool begins_like_gzip(std::string_view bytes) { return bytes.starts_with("\x1f\x8b\x08"); }

Unpacked::Unpacked(Reader& packed)
    : packed_(packed), room_(std::make_unique<char[]>(usual_block)) {}

Error Unpacked::damage(const Error& error) {
    damage_ = Error{error.fault, "gzip member " + std::to_string(members_ + 1) + ", near byte " +
                                     std::to_string(packed_.position()) + ": " + error.what};
    return *damage_;
}

Result<> Unpacked::see_trailing() {
    bool zeros = true;
    std::uint64_t bytes = 0;
    for (;;) {
        const auto rest = packed_.peek(1);
        if (!rest) return rest.error();
        if (rest->empty()) break;
        zeros = zeros && rest->find_first_not_of('\0') == std::string_view::npos;
        bytes += rest->size();
        packed_.take(rest->size());
    }
    trailing_ = zeros ? 0 : bytes;
    return {};
}

/// False at the end.
Result<bool> Unpacked::begin_member() {
    const auto head = packed_.peek(3);
    if (!head) return head.error();
    if (members_ > 0 && !begins_like_gzip(*head)) {
        const auto seen = see_trailing();
        if (!seen) return seen.error();
        return false;
    }
    inflate_.begin();
    in_member_ = true;
    starving_ = false;
    return true;
}

Result<std::string_view> Unpacked::next() {
    if (damage_) return *damage_;
    for (;;) {
        if (!in_member_) {
            const auto more = begin_member();
            if (!more) return more.error();
            if (!*more) return std::string_view{};
        }
        const auto packed = packed_.peek(1);
        if (!packed) return packed.error();
        if (packed->empty() && starving_)
            return damage({Fault::malformed, "the data ends in the middle of it"});
        const auto step = inflate_.step(*packed, {room_.get(), usual_block});
        if (!step) return damage(step.error());
        packed_.take(step->used);
        made_ += step->made;
        starving_ = step->made < usual_block;
        if (step->ended) {
            in_member_ = false;
            ++members_;
        }
        if (step->made > 0) return std::string_view(room_.get(), step->made);
    }
}

}  // namespace diag::backup
