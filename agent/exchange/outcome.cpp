// SPDX-License-Identifier: Apache-2.0
#include "agent/exchange/outcome.hpp"

#include <array>
#include <cmath>
#include <utility>

#include "agent/exchange/fields.hpp"

namespace diag::exchange {
namespace {

constexpr std::array<std::pair<Ending, std::string_view>, 8> endings{{
    {Ending::complete, "complete"},
    {Ending::timed_out, "timed_out"},
    {Ending::crashed, "crashed"},
    {Ending::killed, "killed"},
    {Ending::out_of_memory, "out_of_memory"},
    {Ending::over_bytes, "over_bytes"},
    {Ending::not_started, "not_started"},
    {Ending::cancelled, "cancelled"},
}};

std::optional<Ending> ending_named(std::string_view name) {
    for (const auto& [ending, known] : endings)
        if (known == name) return ending;
    return std::nullopt;
}

/// Milliseconds are the precision of what wait4(2) tells on most kernels.
double rounded(double seconds) { return std::round(seconds * 1000) / 1000; }

json::object cost_json(const Cost& cost) {
    return {{"wall_ms", cost.wall.count()},
            {"cpu_seconds", rounded(cost.cpu_seconds)},
            {"peak_rss_bytes", cost.peak_rss_bytes},
            {"read_bytes", cost.read_bytes}};
}

Result<Cost> cost_from(const json::value& document) {
    Fields in(document, "cost");
    Cost cost;
    cost.wall = milliseconds{static_cast<std::int64_t>(in.natural("wall_ms"))};
    cost.cpu_seconds = in.real("cpu_seconds");
    cost.peak_rss_bytes = in.natural("peak_rss_bytes");
    cost.read_bytes = in.natural("read_bytes");
    if (const auto wrong = in.problem()) return *wrong;
    return cost;
}

Result<Overrun> overrun_from(const json::value& document) {
    Fields in(document, "overrun");
    Overrun overrun;
    overrun.unit = in.text("unit");
    overrun.measured = in.natural("measured");
    overrun.limit = in.natural("limit");
    if (const auto wrong = in.problem()) return *wrong;
    return overrun;
}

}  // namespace

std::string_view name_of(Ending ending) {
    for (const auto& [known, name] : endings)
        if (known == ending) return name;
    return "complete";
}

json::value to_json(const Outcome& outcome) {
    json::object out{{"collector", outcome.collector},
                     {"ending", std::string(name_of(outcome.ending))}};
    if (outcome.overrun)
        out["overrun"] = {{"unit", outcome.overrun->unit},
                          {"measured", outcome.overrun->measured},
                          {"limit", outcome.overrun->limit}};
    if (!outcome.note.empty()) out["note"] = outcome.note;
    out["cost"] = cost_json(outcome.cost);
    out["items"] = outcome.items;
    out["failed_items"] = outcome.failed_items;
    out["bytes"] = outcome.bytes;
    out["attachments"] = outcome.attachments;
    return out;
}

Result<Outcome> outcome_from(const json::value& document) {
    Fields in(document, "outcome");
    Outcome outcome;
    outcome.collector = in.text("collector");
    const auto ending = ending_named(in.text("ending"));
    if (!ending) in.fail("ending", "the name of an ending");
    outcome.ending = ending.value_or(Ending::complete);
    if (const auto* member = in.optional("overrun")) {
        const auto overrun = overrun_from(*member);
        if (!overrun) return overrun.error();
        outcome.overrun = *overrun;
    }
    if (in.optional("note")) outcome.note = in.text("note");
    if (const auto* member = in.optional("cost")) {
        const auto cost = cost_from(*member);
        if (!cost) return cost.error();
        outcome.cost = *cost;
    }
    outcome.items = in.natural("items");
    outcome.failed_items = in.natural("failed_items");
    outcome.bytes = in.natural("bytes");
    outcome.attachments = in.natural("attachments");
    if (const auto wrong = in.problem()) return *wrong;
    return outcome;
}

}  // namespace diag::exchange
