// SPDX-License-Identifier: Apache-2.0
#include "agent/backup/usual_size.hpp"

#include "platform/text.hpp"

namespace diag::backup {
namespace {

void leave_untold(Rung& rung) {
    if (rung.standing == Standing::held) rung.standing = Standing::not_told;
}

/// "It has 1.0 GiB, +3 % beside the 1.0 GiB of those before it."
std::string beside_text(std::uint64_t bytes, std::uint64_t usual) {
    constexpr double percent = 100;
    const double change = percent * (static_cast<double>(bytes) / static_cast<double>(usual) - 1);
    return "It has " + bytes_text(bytes) + ", " + (change < 0 ? "" : "+") + fixed(change, 0) +
           " % beside the " + bytes_text(usual) + " of those before it.";
}

}  // namespace

void see_size(const Climb& climb, Rung& rung) {
    const auto parts = class_of(*climb.contents);
    const auto bytes = climb.contents->identity.bytes;
    const auto usual =
        usual_size({bytes, climb.taken, parts}, climb.earlier, climb.scheduled, climb.limits.size);
    const auto it_has = "It has " + bytes_text(bytes);
    switch (usual.verdict) {
        case SizeVerdict::first:
            rung.seen.push_back(it_has + "; there is no earlier one to compare with.");
            return;
        case SizeVerdict::other_parts:
            leave_untold(rung);
            rung.seen.push_back(it_has + " and holds: " + parts +
                                ". Those before it hold other parts (" + usual.others +
                                "), so whether its size is usual is not told.");
            return;
        case SizeVerdict::untold:
            leave_untold(rung);
            rung.seen.push_back(beside_text(bytes, usual.bytes) +
                                " What those hold is not known: either two kinds lie in one place, "
                                "or its size is not usual. Verify one of those that differ, and "
                                "it is known.");
            return;
        case SizeVerdict::usual:
            rung.seen.push_back(beside_text(bytes, usual.bytes));
            return;
        case SizeVerdict::smaller:
            rung.standing = Standing::failed;
            rung.seen.push_back(beside_text(bytes, usual.bytes) +
                                " Something is missing, or was removed from the server.");
            return;
        case SizeVerdict::larger:
            rung.standing = Standing::failed;
            rung.seen.push_back(beside_text(bytes, usual.bytes) +
                                " Something was added that is not usual.");
    }
}

}  // namespace diag::backup
