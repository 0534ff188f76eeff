// SPDX-License-Identifier: Apache-2.0
// What the databases hold, and what has been running in them for long: facts, as no number of
// either is wrong by itself.
#include <algorithm>

#include "collectors/mongo/picture.hpp"
#include "platform/text.hpp"

namespace diag::mongo {
namespace {

std::string amount(std::optional<double> number) { return number ? fixed(*number, 0) : "-"; }

/// Copies hold the same: one node tells for its set, the primary if it can.
const Node* teller_of(const Set& set) {
    const Node* teller = nullptr;
    for (const auto* node : set.nodes)
        if (!node->databases.known.empty() && (!teller || node->hello->writable)) teller = node;
    return teller;
}

void note_databases(const Node& node, Bench& bench) {
    for (const auto& database : node.databases.known)
        bench.note(
            "mongo.database",
            database.name + ": " +
                (database.bytes ? bytes_text(static_cast<std::uint64_t>(*database.bytes)) : "-") +
                " / " + amount(database.collections) + " / " + amount(database.objects));
    if (node.databases.all)
        bench.note("mongo.databases_cut", node.name + ": " +
                                              std::to_string(node.databases.known.size()) + " / " +
                                              std::to_string(*node.databases.all));
}

}  // namespace

void judge_contents(const Picture& picture, Bench& bench) {
    for (const auto& set : picture.sets)
        if (const auto* teller = teller_of(set)) note_databases(*teller, bench);
    for (const auto& node : picture.nodes) {
        if (node.hello && node.hello->set.empty()) note_databases(node, bench);
        for (const auto& running : node.running.known)
            bench.note("mongo.running", node.name + ": " + running.where + " / " +
                                            std::to_string(running.count) + " / " +
                                            std::to_string(running.longest) + " s");
        if (node.running.elsewhere > 0)
            bench.note("mongo.running_elsewhere",
                       node.name + ": " + std::to_string(node.running.elsewhere));
    }
}

}  // namespace diag::mongo
