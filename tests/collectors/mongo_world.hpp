// SPDX-License-Identifier: Apache-2.0
// Evidence of a healthy replica set of three, as the simulator in tests/site/mongo gave it. Tests
// break one thing each.
#pragma once

#include <functional>
#include <set>
#include <string>

#include "collectors/catalog.hpp"
#include "collectors/mongo/history.hpp"
#include "collectors/mongo/thresholds.hpp"
#include "platform/json.hpp"
#include "platform/text.hpp"
#include "tests/fakes.hpp"

namespace diag::test {

inline const std::string db1 = "db1.example:27017";
inline const std::string db2 = "db2.example:27017";
inline const std::string db3 = "db3.example:27017";

struct ReplicaSet {
    Evidence evidence;

    ReplicaSet() {
        const auto document = json::parse(fixture("mongo/evidence.json"));
        if (!document) return;
        for (const auto& [name, text] : document->get_object())
            evidence.insert_or_assign(std::string(name), std::string(text.get_string()));
    }

    json::value item(const std::string& name) const {
        const auto found = evidence.find(name);
        const auto document =
            json::parse(found != evidence.end() && found->second ? *found->second : "");
        return document ? *document : json::value{};
    }

    /// Sets what a JSON pointer (RFC 6901, without escapes) leads to in an item.
    ReplicaSet& set(const std::string& name, const std::string& pointer, json::value value) {
        auto document = item(name);
        auto* place = &document;
        for (const auto step : parts_of(std::string_view(pointer).substr(1), '/')) {
            if (auto* list = place->if_array()) {
                place = &list->at(static_cast<std::size_t>(natural(step).value_or(0)));
                continue;
            }
            if (!place->is_object()) place->emplace_object();
            place = &place->get_object()[{step.data(), step.size()}];
        }
        *place = std::move(value);
        evidence.insert_or_assign(name, json::write(document));
        return *this;
    }

    /// The same in that answer of each node, and in its second reading where there is one.
    ReplicaSet& everywhere(const std::string& answer, const std::string& pointer,
                           const json::value& value) {
        for (const char* node : {"node.0.", "node.1.", "node.2."})
            for (const char* reading : {"", ".2"})
                if (evidence.contains(node + answer + reading))
                    set(node + answer + reading, pointer, value);
        return *this;
    }

    ReplicaSet& fails(const std::string& name, Fault fault, const std::string& what) {
        evidence.insert_or_assign(name, Error{fault, what});
        return *this;
    }

    /// A node that did not even say hello.
    ReplicaSet& without(int node, Fault fault, const std::string& what) {
        const auto prefix = "node." + std::to_string(node) + ".";
        std::erase_if(evidence, [&](const auto& each) { return each.first.starts_with(prefix); });
        return fails(prefix + "hello", fault, what);
    }

    /// Nobody was let in: only what hello and buildInfo tell.
    ReplicaSet& without_account() {
        std::erase_if(evidence, [](const auto& each) {
            return each.first.starts_with("node.") && !each.first.ends_with(".hello") &&
                   !each.first.ends_with(".build");
        });
        for (const char* node : {"0", "1", "2"})
            set("nodes", std::string("/") + node + "/login", "missing");
        return *this;
    }

    Time now() const {
        return Time{milliseconds{json::integer_at(item("run"), "time").value_or(0)}};
    }
    std::int64_t seconds() const { return now().time_since_epoch().count() / 1000; }

    ReplicaSet& remembers(const std::vector<diag::mongo::Moment>& moments) {
        std::string text;
        for (const auto& moment : moments) text += diag::mongo::write_moment(moment) + "\n";
        evidence.insert_or_assign("history", text);
        return *this;
    }

    Seen judged(const Thresholds& in_force = {}) const {
        return {evidence, {}, collectors::mongo.judge(evidence, in_force)};
    }
};

/// What it finds, by id, informations aside.
inline std::set<std::string> troubles(const Seen& seen) {
    std::set<std::string> ids;
    for (const auto& found : seen.judgement.findings)
        if (found.severity != Severity::info) ids.insert(found.id);
    return ids;
}

using Ids = std::set<std::string>;

}  // namespace diag::test
