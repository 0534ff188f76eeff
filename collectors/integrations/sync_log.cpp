// SPDX-License-Identifier: Apache-2.0
#include "collectors/integrations/sync_log.hpp"

#include <algorithm>
#include <array>

#include "platform/text.hpp"

namespace diag::integrations {
namespace {

constexpr std::array<std::string_view, 9> troubles{
    "other", "login", "rights", "licence", "tls", "name", "connection", "timeout", "stale_export"};
constexpr std::size_t most_named = 8;
constexpr std::size_t longest_line = 4'096;
constexpr milliseconds named_for{std::chrono::hours{24}};

Trouble trouble_named(std::string_view name) {
    const auto found = std::ranges::find(troubles, name);
    return found == troubles.end() ? Trouble::other
                                   : static_cast<Trouble>(found - troubles.begin());
}

/// The lines of a log, one after the other.
class Reader {
public:
    explicit Reader(const TimestampReader& times) : times_(times) {
        log_.syncs.reserve(products().size() + 1);  // last_failure_ points into it
    }

    void take(std::string_view line) {
        ++log_.lines;
        line = line.substr(0, longest_line);
        const auto when = times_.read(line);
        if (!when) return go_on(line);
        if (!log_.from) log_.from = when;
        log_.until = std::max(log_.until.value_or(*when), *when);
        const auto small = lowered(line);
        const auto* product = product_in(small);
        if (!product) product = product_of_host(small);
        last_failure_ = nullptr;
        for (auto& each : systems_in(line)) name(std::move(each), *when);
        const auto sense = sense_of(line);
        if (sense.what == LineSense::What::nothing) return;
        auto& syncs = syncs_of(product ? product->id : std::string_view{});
        sense.what == LineSense::What::success ? succeed(syncs, *when, sense)
                                               : fail(syncs, *when, sense.trouble);
    }

    SyncLog log() {
        for (auto& [system, when] : named_)
            if (log_.until && *log_.until - when <= named_for)
                log_.named.push_back(std::move(system));
        return std::move(log_);
    }

private:
    /// A line without a time: of a stack trace, where the line above is a failure.
    void go_on(std::string_view line) {
        if (!last_failure_) return;
        const auto sense = sense_of(line);
        if (sense.trouble != Trouble::other) last_failure_->trouble = sense.trouble;
    }

    Syncs& syncs_of(std::string_view product) {
        const auto found = std::ranges::find(log_.syncs, product, &Syncs::product);
        if (found != log_.syncs.end()) return *found;
        return log_.syncs.emplace_back(Syncs{.product = std::string(product)});
    }

    static void succeed(Syncs& syncs, Time when, const LineSense& sense) {
        ++syncs.successes;
        syncs.success = when;
        syncs.failing_since.reset();
        syncs.failures_since = 0;
        syncs.trouble = Trouble::other;
        syncs.counts = syncs.counts || sense.records.has_value();
        if (sense.records && *sense.records > 0) syncs.brought = when;
    }

    void fail(Syncs& syncs, Time when, Trouble trouble) {
        ++syncs.failures;
        ++syncs.failures_since;
        syncs.failure = when;
        if (!syncs.failing_since) syncs.failing_since = when;
        if (trouble != Trouble::other) syncs.trouble = trouble;
        last_failure_ = &syncs;
    }

    /// Of a line that names a host which an earlier line named with its product.
    const Product* product_of_host(std::string_view small) const {
        for (const auto& [system, when] : named_)
            if (system.host.size() > 3 && small.find(system.host) != small.npos)
                return &product_of(system.kind);
        return nullptr;
    }

    void name(System system, Time when) {
        const auto found = std::ranges::find(named_, system, &std::pair<System, Time>::first);
        if (found != named_.end()) {
            found->second = when;
        } else {
            if (named_.size() == most_named) named_.erase(named_.begin());
            named_.emplace_back(std::move(system), when);
        }
    }

    const TimestampReader& times_;
    SyncLog log_;
    std::vector<std::pair<System, Time>> named_;
    Syncs* last_failure_ = nullptr;
};

void put(json::object& out, std::string_view key, const std::optional<Time>& when) {
    if (when) out[key] = when->time_since_epoch().count();
}

std::optional<Time> time_at(const json::value& document, std::string_view key) {
    constexpr std::int64_t latest_ms = 253'402'300'799'999;  // the end of 9999
    const auto number = json::integer_at(document, key);
    if (!number || *number < 0 || *number > latest_ms) return std::nullopt;
    return Time{milliseconds{*number}};
}

json::value to_json(const Syncs& syncs) {
    json::object out{{"product", syncs.product},          {"successes", syncs.successes},
                     {"failures", syncs.failures},        {"failures_since", syncs.failures_since},
                     {"trouble", name_of(syncs.trouble)}, {"counts", syncs.counts}};
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

}  // namespace

std::string_view name_of(Trouble trouble) { return troubles.at(static_cast<std::size_t>(trouble)); }

SyncLog sync_log_in(std::string_view text, const TimestampReader& times) {
    Reader reader(times);
    for (const auto line : lines_of(text)) reader.take(line);
    return reader.log();
}

json::value to_json(const SyncLog& log) {
    json::array all;
    for (const auto& each : log.syncs) all.push_back(to_json(each));
    json::object out{{"lines", log.lines}, {"syncs", std::move(all)}};
    put(out, "from", log.from);
    put(out, "until", log.until);
    return out;
}

SyncLog sync_log_from(const json::value& document) {
    SyncLog log;
    log.lines = json::natural_at(document, "lines");
    log.from = time_at(document, "from");
    log.until = time_at(document, "until");
    for (const auto& each : json::list_at(document, "syncs"))
        if (log.syncs.size() <= products().size()) log.syncs.push_back(syncs_from(each));
    return log;
}

}  // namespace diag::integrations
