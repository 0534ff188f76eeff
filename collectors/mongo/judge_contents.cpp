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
        if (!node->databases.empty() && (!teller || node->hello->writable)) teller = node;
    return teller;
}

void note_databases(const Node& node, Bench& bench) {
    for (const auto& database : node.databases)
        bench.note(
            "mongo.database",
            database.name + ": " +
                (database.bytes ? bytes_text(static_cast<std::uint64_t>(*database.bytes)) : "-") +
                " / " + amount(database.collections) + " / " + amount(database.objects));
}

}  // namespace

void judge_contents(const Picture& picture, Bench& bench) {
    for (const auto& set : picture.sets)
        if (const auto* teller = teller_of(set)) note_databases(*teller, bench);
    for (const auto& node : picture.nodes) {
        if (node.hello && node.hello->set.empty()) note_databases(node, bench);
        for (const auto& running : node.running)
            bench.note("mongo.running", node.name + ": " + running.where + " / " +
                                            fixed(running.count, 0) + " / " +
                                            fixed(running.longest, 0) + " s");
    }
}

}  // namespace diag::mongo
