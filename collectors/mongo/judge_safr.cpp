// SPDX-License-Identifier: Apache-2.0
// What SAFR demands beyond MongoDB: before an upgrade, the database's primary must be on SAFR's
// primary server (safr-facts 3, vendor article K4).
#include <algorithm>

#include "collectors/mongo/picture.hpp"

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

void judge_place(const Picture& picture, const Set& set, Bench& bench) {
    const auto* ours = ours_in(set);
    const auto primary = primary_of(set);
    if (!ours || primary.empty()) return;
    const bool here = ours->hello->writable;
    const bool elsewhere = picture.role == "primary" && !here;
    const bool wrongly_here = picture.role == "redundant" && here;
    if (!elsewhere && !wrongly_here) return;
    bench.find("mongo.safr_primary_elsewhere", Severity::warning,
               {{"set", set.name}, {"primary", primary}, {"role", picture.role}},
               {"run", ours->item("hello")});
}

}  // namespace

void judge_safr(const Picture& picture, Bench& bench) {
    for (const auto& set : picture.sets) {
        judge_place(picture, set, bench);
        bench.note("mongo.set", set.name);
    }
}

}  // namespace diag::mongo
