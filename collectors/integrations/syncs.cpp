// SPDX-License-Identifier: Apache-2.0
#include "collectors/integrations/syncs.hpp"

#include <algorithm>
#include <array>

#include "collectors/integrations/systems.hpp"
#include "platform/stored_time.hpp"

namespace diag::integrations {
namespace {

constexpr std::array<std::string_view, 9> troubles{
    "other", "login", "rights", "licence", "tls", "name", "connection", "timeout", "stale_export"};

Trouble trouble_named(std::string_view name) {
    const auto found = std::ranges::find(troubles, name);
    return found == troubles.end() ? Trouble::other
                                   : static_cast<Trouble>(found - troubles.begin());
}

void put(json::object& out, std::string_view key, const std::optional<Time>& when) {
    if (when) out[key] = when->time_since_epoch().count();
}

}  // namespace

std::string_view name_of(Trouble trouble) { return troubles.at(static_cast<std::size_t>(trouble)); }

std::optional<Time> later(const std::optional<Time>& one, const std::optional<Time>& other) {
    return std::max(one, other);  // none is before all
}

Syncs merged(const Syncs& named, const Syncs& nameless) {
    Syncs all{.product = named.product, .host = named.host};
    all.success = later(named.success, nameless.success);
    all.failure = later(named.failure, nameless.failure);
    all.successes = named.successes + nameless.successes;
    all.failures = named.failures + nameless.failures;
    all.counts = named.counts || nameless.counts;
    all.brought = later(named.brought, nameless.brought);
    for (const auto* each : {&nameless, &named}) {
        if (!each->failure || (all.success && *each->failure <= *all.success)) continue;
        const auto since = std::max(each->failing_since, all.success);
        if (since && (!all.failing_since || *since < *all.failing_since)) all.failing_since = since;
        all.failures_since += each->failures_since;
        if (each->trouble != Trouble::other) all.trouble = each->trouble;
    }
    return all;
}

json::value to_json(const Syncs& syncs) {
    json::object out{{"product", syncs.product},
                     {"host", syncs.host},
                     {"successes", syncs.successes},
                     {"failures", syncs.failures},
                     {"failures_since", syncs.failures_since},
                     {"trouble", name_of(syncs.trouble)},
                     {"counts", syncs.counts}};
    put(out, "success", syncs.success);
    put(out, "failure", syncs.failure);
    put(out, "failing_since", syncs.failing_since);
    put(out, "brought", syncs.brought);
    return out;
}

Syncs syncs_from(const json::value& document) {
    Syncs syncs;
    const auto product = json::text_at(document, "product").value_or("");
    if (product_named(product)) syncs.product = product;
    syncs.host = json::text_at(document, "host").value_or("");
    syncs.successes = json::natural_at(document, "successes");
    syncs.failures = json::natural_at(document, "failures");
    syncs.failures_since = json::natural_at(document, "failures_since");
    syncs.trouble = trouble_named(json::text_at(document, "trouble").value_or(""));
    syncs.counts = json::flag_at(document, "counts").value_or(false);
    syncs.success = time_at(document, "success");
    syncs.failure = time_at(document, "failure");
    syncs.failing_since = time_at(document, "failing_since");
    syncs.brought = time_at(document, "brought");
    return syncs;
}

}  // namespace diag::integrations
