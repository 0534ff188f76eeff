// SPDX-License-Identifier: Apache-2.0
// Were the feeds found, and what does VIRGA itself say of them?
#include <algorithm>
#include <array>
#include <map>

#include "collectors/cameras/picture.hpp"

namespace diag::cameras {
namespace {

struct Code {
    const char* id;
    Severity severity;
};

// The vendor's COP errors 0 to 8 (safr-facts 5.3); from 9 on they are not known to us.
constexpr std::array codes{Code{"cameras.virgo_no_launch", Severity::critical},
                           Code{"cameras.virgo_ended", Severity::critical},
                           Code{"cameras.virgo_no_decoder", Severity::warning},
                           Code{"cameras.virgo_no_demuxer", Severity::warning},
                           Code{"cameras.virgo_no_protocol", Severity::warning},
                           Code{"cameras.virgo_invalid_data", Severity::warning},
                           Code{"cameras.virgo_no_stream", Severity::warning},
                           Code{"cameras.virgo_bad_request", Severity::warning},
                           Code{"cameras.virgo_unauthorized", Severity::warning}};

/// A name of a field that is rewritten each time a worker reports. The vendor's article prints
/// "png-date", which may be a misprint (safr-facts 0.3, X10).
bool tells_life(std::string_view field) {
    return std::ranges::any_of(
        std::array<std::string_view, 5>{"png", "ping", "check", "heartbeat", "status-date"},
        [&](std::string_view word) { return field.find(word) != std::string_view::npos; });
}

std::string told(const std::string& name) { return name.empty() ? "VIRGO" : name; }

void judge_errors(const Picture& picture, Bench& bench) {
    std::map<std::int64_t, Group> by_code;
    for (const auto& error : picture.status.errors) {
        auto text = error.message;
        if (error.retries) text += " (x" + std::to_string(*error.retries) + ")";
        by_code[error.code].add(told(error.where), "virga", std::move(text));
    }
    for (const auto& [code, group] : by_code) {
        const bool known = code >= 0 && code < static_cast<std::int64_t>(codes.size());
        const Code unknown{"cameras.virgo_unknown", Severity::warning};
        const auto& meant = known ? codes[static_cast<std::size_t>(code)] : unknown;
        bench.tell(meant.id, meant.severity, group, {{"code", std::to_string(code)}});
    }
}

void judge_workers(const Picture& picture, Bench& bench) {
    if (picture.now == Time{}) return;
    std::map<std::string, Time> newest;
    for (const auto& [where, field, when] : picture.status.dates)
        if (tells_life(field)) {
            auto& date = newest[where];
            date = std::max(date, when);
        }
    Group group;
    const auto limit = bench.limit("cameras.worker");
    for (const auto& [where, when] : newest) {
        const auto age = static_cast<double>((picture.now - when).count()) / 1000;
        if (age > limit) group.add(told(where), "virga", span_text(age));
    }
    bench.tell("cameras.worker_silent", Severity::critical, group);
    if (!newest.empty()) bench.note("cameras.workers", std::to_string(newest.size()));
}

}  // namespace

void judge_sources(const Picture& picture, Bench& bench) {
    const auto* rows = picture.sources.if_array();
    if (!rows) return;
    std::string reason, places;
    bool unasked = false;
    std::size_t item = 0;
    for (const auto& row : *rows) {
        const auto source = json::text_at(row, "source").value_or("");
        const auto where = json::text_at(row, "where").value_or("");
        const auto outcome = json::text_at(row, "outcome").value_or("");
        const auto words = json::text_at(row, "words").value_or("");
        if (source == "virgo-factory") ++item;
        if (source == "virgo-factory" && outcome == "malformed")
            bench.find("cameras.factory_invalid", Severity::warning,
                       {{"path", where}, {"reason", words}},
                       {"virgo-factory." + std::to_string(item)});
        if (source == "virga" && outcome == "denied")
            bench.find("cameras.virga_denied", Severity::warning,
                       {{"url", where}, {"form", json::text_at(row, "form").value_or("?")}},
                       {"virga"});
        if (outcome == "read" && json::integer_at(row, "feeds").value_or(0) > 0)
            places += (places.empty() ? "" : ", ") + source;
        if (source == "virga" && !words.empty()) reason = words;
        if (source == "virga" && outcome == name_of(Fault::unsupported)) unasked = true;
    }
    if (!places.empty()) bench.note("cameras.sources", places);
    // A check does not ask VIRGA: that it found none elsewhere says nothing.
    if (picture.cameras.empty() && places.empty() && !unasked)
        bench.find("cameras.none_known", Severity::info,
                   {{"reason", reason.empty() ? "-" : reason}}, {"sources"});
}

void judge_virgo(const Picture& picture, Bench& bench) {
    judge_errors(picture, bench);
    judge_workers(picture, bench);
}

}  // namespace diag::cameras
