// SPDX-License-Identifier: Apache-2.0
#include "desk/commands/clock_evidence.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "agent/exchange/fields.hpp"
#include "collectors/mongo/picture.hpp"
#include "collectors/system/time_sync.hpp"
#include "platform/json.hpp"
#include "platform/text.hpp"

namespace diag::desk {
namespace {

using report::ClockBound;

/// A hello that took longer is none: the agent gives a line up sooner.
constexpr milliseconds hello_on_the_way{2'000};

const Evidence& evidence_of(const OpenedBundle& bundle, std::string_view collector) {
    static const Evidence none;
    const auto found = bundle.evidence.find(collector);
    return found == bundle.evidence.end() ? none : found->second;
}

json::value document_of(const Evidence& evidence, std::string_view name) {
    const auto document = json::parse(item(evidence, name).value_or(""));
    return document ? *document : json::value{};
}

/// The first time that the node's clock told in this run.
Time first_moment(const OpenedBundle& bundle) {
    auto first = bundle.manifest.created;
    const auto look = [&](const std::optional<std::int64_t>& ms) {
        if (ms && *ms > 0) first = std::min(first, Time{milliseconds{*ms}});
    };
    look(json::integer_at(document_of(evidence_of(bundle, "system"), "moment"), "now_ms"));
    look(json::integer_at(document_of(evidence_of(bundle, "mongo"), "run"), "time"));
    if (const auto now = item(evidence_of(bundle, "logs"), "now"))
        if (const auto time = exchange::time_from(*now)) first = std::min(first, *time);
    return first;
}

void add_receipt(std::vector<ClockBound>& bounds, std::size_t node, std::size_t desk,
                 const OpenedBundle& bundle, const DeskWord& word) {
    ClockBound bound{.of = node, .against = desk, .least = {}, .most = {}, .by = "receipt"};
    const auto made = word.signed_at ? *word.signed_at : bundle.manifest.created;
    if (word.receipt.arrived) bound.least = made - *word.receipt.arrived;
    if (word.receipt.asked) bound.most = first_moment(bundle) - *word.receipt.asked;
    if (bound.least || bound.most) bounds.push_back(std::move(bound));
}

/// Its place among the members that can be elected, as every one of them tells it.
std::optional<std::size_t> place_of(const mongo::Node& node) {
    if (!node.hello || node.hello->me.empty()) return {};
    const auto found = std::ranges::find(node.hello->hosts, node.hello->me);
    if (found == node.hello->hosts.end()) return {};
    return static_cast<std::size_t>(found - node.hello->hosts.begin());
}

/// The mongod that runs on the node itself.
const mongo::Node* own_of(const mongo::Picture& picture) {
    const auto found = std::ranges::find_if(
        picture.nodes, [](const mongo::Node& node) { return node.source == "process"; });
    return found == picture.nodes.end() ? nullptr : &*found;
}

std::optional<std::size_t> own_place(const mongo::Picture& picture) {
    const auto* own = own_of(picture);
    return own ? place_of(*own) : std::nullopt;
}

void add_mongo(std::vector<ClockBound>& bounds, const std::vector<OpenedBundle>& bundles) {
    std::vector<mongo::Picture> pictures;
    for (const auto& bundle : bundles)
        pictures.push_back(mongo::picture_of(evidence_of(bundle, "mongo")));
    std::map<std::size_t, std::size_t> node_at;  // by place in the set
    for (std::size_t node = 0; node < pictures.size(); ++node) {
        const auto place = own_place(pictures[node]);
        // Two that say they have one place are not of one set, and then nothing tells who is who.
        if (place && !node_at.emplace(*place, node).second) return;
    }
    for (std::size_t node = 0; node < pictures.size(); ++node)
        for (const auto& other : pictures[node].nodes) {
            const auto place = place_of(other);
            const auto who = place ? node_at.find(*place) : node_at.end();
            const auto asked = other.times.find("hello");
            if (!own_place(pictures[node]) || who == node_at.end() || who->second == node) continue;
            if (!other.hello->local_time || asked == other.times.end()) continue;
            const auto [at, took] = asked->second;
            // The answer was given between question and answer; each is told in whole milliseconds.
            const milliseconds rounding{1};
            bounds.push_back({.of = who->second,
                              .against = node,
                              .least = *other.hello->local_time - (at + took) - rounding,
                              .most = *other.hello->local_time - at + rounding,
                              .by = "mongo"});
        }
}

/// The greatest distance that it still follows a server at: chrony.conf(5) maxdistance,
/// timesyncd.conf(5) RootDistanceMaxSec, tos maxdist of ntp.conf(5).
milliseconds distance_of(const std::string& daemon) {
    if (daemon == "chronyd") return milliseconds{3'000};
    return milliseconds{daemon == "ntpd" ? 1'500 : 5'000};
}

void add_daemon(std::vector<ClockBound>& bounds, std::size_t node, std::size_t utc,
                const OpenedBundle& bundle) {
    const auto& system = evidence_of(bundle, "system");
    std::optional<host::TimeState> state;
    if (const auto text = item(system, "chronyc")) state = host::chrony_state(*text);
    if (const auto text = item(system, "timedatectl:timesync"); text && !state)
        state = host::timesyncd_state(*text);
    if (const auto text = item(system, "ntpq"); text && !state) state = host::ntpd_state(*text);
    if (!state || state->synchronised == false || state->own_clock || state->source.empty() ||
        !state->offset_ms || !(std::abs(*state->offset_ms) < 1e9))
        return;
    const auto off =
        milliseconds{static_cast<std::int64_t>(std::ceil(std::abs(*state->offset_ms)))} +
        distance_of(state->daemon);
    bounds.push_back({.of = node, .against = utc, .least = -off, .most = off, .by = "daemon"});
}

}  // namespace

std::vector<ClockBound> clock_bounds(const report::Joint& joint,
                                     const std::vector<OpenedBundle>& bundles,
                                     const std::vector<DeskWord>& words) {
    std::vector<ClockBound> bounds;
    const auto desk = desk_clock(joint);
    for (std::size_t node = 0; node < words.size(); ++node)
        add_receipt(bounds, node, desk, bundles[node], words[node]);
    add_mongo(bounds, bundles);
    for (std::size_t node = 0; node < words.size(); ++node)
        if (const auto ahead = words[node].clock_ahead)
            bounds.push_back({.of = node,
                              .against = desk,
                              .least = *ahead,
                              .most = *ahead + hello_on_the_way,
                              .by = "hello"});
    for (std::size_t node = 0; node < bundles.size(); ++node)
        add_daemon(bounds, node, utc_clock(joint), bundles[node]);
    return bounds;
}

std::string database_of(const OpenedBundle& bundle) {
    const auto picture = mongo::picture_of(evidence_of(bundle, "mongo"));
    const auto* own = own_of(picture);
    if (!own || !own->hello) return {};
    if (own->hello->writable) return "PRIMARY";
    if (own->hello->secondary) return "SECONDARY";
    return own->hello->arbiter ? "ARBITER" : "";
}

std::string host_of(const OpenedBundle& bundle) {
    const auto run = document_of(evidence_of(bundle, "network"), "run");
    const auto told = one_line(json::text_at(run, "host").value_or(""));
    if (!told.empty()) return told;
    const auto picture = mongo::picture_of(evidence_of(bundle, "mongo"));
    const auto* own = own_of(picture);
    const auto me = own && own->hello ? own->hello->me : std::string{};
    return one_line(me.substr(0, me.rfind(':')));
}

std::string role_of(const OpenedBundle& bundle) {
    for (const auto& [collector, judgement] : bundle.judgements)
        for (const auto& fact : judgement.facts)
            if (fact.id == "install.role") return fact.value;
    return json::text_at(document_of(evidence_of(bundle, "mongo"), "run"), "role").value_or("");
}

}  // namespace diag::desk
