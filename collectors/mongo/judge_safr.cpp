// SPDX-License-Identifier: Apache-2.0
// What SAFR demands beyond MongoDB: before an upgrade, the database's primary must be on SAFR's
// primary server (safr-facts 3, vendor article K4).
#include <algorithm>

#include "collectors/mongo/picture.hpp"
#include "platform/digest.hpp"
#include "platform/text.hpp"

namespace diag::mongo {
namespace {

const Node* ours_in(const Set& set) {
    for (const auto* node : set.nodes)
        if (node->source == "process") return node;
    return nullptr;
}

std::string primary_of(const Set& set) {
    for (const auto* node : set.nodes)
        if (node->hello->writable) return node->name;
    const auto* ours = ours_in(set);
    return ours ? ours->hello->primary : std::string{};
}

/// That the primary is where SAFR's is can be told on SAFR's primary alone: another server knows
/// that it is not here, and not where it should be.
void judge_place(const Picture& picture, const Set& set, Bench& bench) {
    const auto* ours = ours_in(set);
    const auto primary = primary_of(set);
    if (primary.empty()) return;
    if (picture.sets.size() == 1) bench.note("mongo.primary", primary);
    if (!ours) return;
    const bool here = ours->hello->writable;
    const bool elsewhere = picture.role == "primary" && !here;
    const bool wrongly_here = picture.role == "redundant" && here;
    if (picture.role == "primary" && here && picture.sets.size() == 1)
        bench.note("mongo.safr_primary_told", primary);
    if (!elsewhere && !wrongly_here) return;
    bench.find("mongo.safr_primary_elsewhere", Severity::warning,
               {{"set", set.name}, {"primary", primary}, {"role", picture.role}},
               {"run", ours->item("hello")});
}

/// What the set is made of, its states left out: the same as long as nobody changes it. A digest
/// in it tells sets of one name and version apart.
void note_configuration(const Set& set, Bench& bench) {
    if (!set.config) return;
    Sha256 digest;
    for (const auto& seat : set.config->seats)
        digest.update(seat.host + " " + std::to_string(seat.votes) + " " + fixed(seat.priority, 3) +
                      (seat.arbiter ? " arbiter" : "") + (seat.hidden ? " hidden" : "") + " " +
                      std::to_string(seat.delay) + "\n");
    auto text = set.name;
    if (set.config->version) text += " " + std::to_string(*set.config->version);
    bench.note("mongo.set_configuration", text + ", " + std::to_string(set.config->seats.size()) +
                                              " / " + digest.finish_hex().substr(0, 16));
}

}  // namespace

void judge_safr(const Picture& picture, Bench& bench) {
    for (const auto& set : picture.sets) {
        judge_place(picture, set, bench);
        bench.note("mongo.set", set.name);
        note_configuration(set, bench);
    }
}

}  // namespace diag::mongo
