// SPDX-License-Identifier: Apache-2.0
#include "collectors/integrations/sync_log.hpp"

#include <algorithm>
#include <utility>

#include "platform/stored_time.hpp"
#include "platform/text.hpp"

namespace diag::integrations {
namespace {

constexpr std::size_t most_named = 8;
constexpr std::size_t most_syncs = 128;
constexpr std::size_t longest_line = 4'096;
constexpr milliseconds named_for{std::chrono::hours{24}};

/// Whose a line is, as far as it tells.
struct Owner {
    std::string product, host;
};

struct Failure {
    Owner owner;
    Time when;
    Trouble trouble;
};

/// The lines of a log, one after the other.
class Reader {
public:
    Reader(const TimestampReader& times, const std::vector<System>& configured)
        : times_(times), configured_(configured) {}

    void take(std::string_view line) {
        ++log_.lines;
        line = line.substr(0, longest_line);
        const auto when = times_.read(line);
        if (!when) return go_on(line);
        note_failure();
        if (!log_.from) log_.from = when;
        log_.until = std::max(log_.until.value_or(*when), *when);
        for (auto& each : systems_in(line)) name(std::move(each), *when);
        const auto sense = sense_of(line);
        if (sense.what == LineSense::What::nothing) return;
        auto owner = owner_of(lowered(line));
        if (sense.what == LineSense::What::success)
            succeed(syncs_of(owner), *when, sense);
        else
            failure_ = Failure{std::move(owner), *when, sense.trouble};
    }

    SyncLog log() {
        note_failure();
        for (auto& [system, when] : named_)
            if (log_.until && *log_.until - when <= named_for)
                log_.named.push_back(std::move(system));
        settle();
        return std::move(log_);
    }

private:
    /// A line without a time: of a stack trace, where the line above is a failure.
    void go_on(std::string_view line) {
        if (!failure_) return;
        const auto sense = sense_of(line);
        if (sense.trouble != Trouble::other) failure_->trouble = sense.trouble;
        auto& owner = failure_->owner;
        if (!owner.host.empty()) return;
        auto told = owner_of(lowered(line));
        if (!told.host.empty() && (owner.product.empty() || owner.product == told.product))
            owner = std::move(told);
    }

    /// The failure of the last line, once its stack trace is over.
    void note_failure() {
        if (!failure_) return;
        auto& syncs = syncs_of(failure_->owner);
        ++syncs.failures;
        ++syncs.failures_since;
        syncs.failure = failure_->when;
        if (!syncs.failing_since) syncs.failing_since = failure_->when;
        if (failure_->trouble != Trouble::other) syncs.trouble = failure_->trouble;
        failure_.reset();
    }

    Syncs& syncs_of(const Owner& owner) {
        for (auto& each : log_.syncs)
            if (each.product == owner.product && each.host == owner.host) return each;
        const bool full = log_.syncs.size() >= most_syncs && !owner.host.empty();
        if (full) return syncs_of({owner.product, {}});
        return log_.syncs.emplace_back(Syncs{.product = owner.product, .host = owner.host});
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

    /// By the one host of a system, of the product that the line names, if it names one.
    Owner owner_of(std::string_view small) const {
        const auto* product = product_in(small);
        const auto met = systems_met(small, product);
        if (met.empty()) return {product ? std::string(product->id) : "", ""};
        const auto* first = met.front();
        const bool is_one = std::ranges::all_of(
            met, [&](const System* each) { return lowered(each->host) == lowered(first->host); });
        return {std::string(product_of(first->kind).id), is_one ? first->host : ""};
    }

    std::vector<const System*> systems_met(std::string_view small, const Product* product) const {
        std::vector<const System*> met;
        const auto meet = [&](const System& system) {
            if (product && !may_be(system.kind, product->kind)) return;
            if (names_host(small, system.host)) met.push_back(&system);
        };
        for (const auto& each : configured_) meet(each);
        for (const auto& [system, when] : named_) meet(system);
        return met;
    }

    void name(System system, Time when) {
        const auto is_same = [&](const std::pair<System, Time>& each) {
            return each.first.host == system.host && each.first.port == system.port &&
                   may_be(each.first.kind, system.kind) && each.first.security == system.security;
        };
        const auto found = std::ranges::find_if(named_, is_same);
        if (found == named_.end()) {
            if (named_.size() == most_named) named_.erase(named_.begin());
            named_.emplace_back(std::move(system), when);
            return;
        }
        found->second = when;
        if (found->first.kind == Brand::sqlserver) found->first.kind = system.kind;
    }

    /// The system that is asked at the host of these, or nullptr.
    const System* known_at(const Syncs& syncs) const {
        const auto* product = product_named(syncs.product);
        const auto is_it = [&](const System& system) {
            return product && may_be(system.kind, product->kind) &&
                   lowered(system.host) == lowered(syncs.host);
        };
        for (const auto* all : {&configured_, &std::as_const(log_.named)})
            if (const auto found = std::ranges::find_if(*all, is_it); found != all->end())
                return &*found;
        return nullptr;
    }

    /// Each becomes that of the system which is known at its host by now. Hosts that nobody will
    /// ask are none that syncs can be told apart by.
    void settle() {
        const auto met = std::move(log_.syncs);
        log_.syncs.clear();
        for (const auto& each : met) {
            const auto* known = known_at(each);
            auto& syncs = syncs_of({known ? std::string(product_of(known->kind).id) : each.product,
                                    known ? each.host : ""});
            syncs = merged(syncs, each);
        }
    }

    const TimestampReader& times_;
    const std::vector<System>& configured_;
    SyncLog log_;
    std::vector<std::pair<System, Time>> named_;
    std::optional<Failure> failure_;
};

}  // namespace

SyncLog sync_log_in(std::string_view text, const TimestampReader& times,
                    const std::vector<System>& configured) {
    Reader reader(times, configured);
    for (const auto line : lines_of(text)) reader.take(line);
    return reader.log();
}

json::value to_json(const SyncLog& log) {
    json::array all;
    for (const auto& each : log.syncs) all.push_back(to_json(each));
    json::object out{{"lines", log.lines}, {"syncs", std::move(all)}};
    if (log.from) out["from"] = log.from->time_since_epoch().count();
    if (log.until) out["until"] = log.until->time_since_epoch().count();
    return out;
}

SyncLog sync_log_from(const json::value& document) {
    SyncLog log;
    log.lines = json::natural_at(document, "lines");
    log.from = time_at(document, "from");
    log.until = time_at(document, "until");
    for (const auto& each : json::list_at(document, "syncs"))
        if (log.syncs.size() < most_syncs) log.syncs.push_back(syncs_from(each));
    return log;
}

}  // namespace diag::integrations
