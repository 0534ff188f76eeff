// SPDX-License-Identifier: Apache-2.0
// Those that are there but give no picture: on which rung did it break?
#include <algorithm>
#include <array>
#include <map>

#include "collectors/cameras/picture.hpp"

namespace diag::cameras {
namespace {

struct Kind {
    End end;
    const char* id;
    Severity severity;
};

// What costs a picture is a warning, critical where it costs many. What we could not tell, or need
// not mean harm, is less.
constexpr std::array kinds{
    Kind{End::silent, "cameras.silent", Severity::warning},
    Kind{End::lost, "cameras.lost", Severity::warning},
    Kind{End::wrong_service, "cameras.wrong_service", Severity::warning},
    Kind{End::violation, "cameras.violation", Severity::warning},
    Kind{End::redirected, "cameras.redirected", Severity::warning},
    Kind{End::tls_failed, "cameras.tls_failed", Severity::warning},
    Kind{End::wrong_login, "cameras.wrong_login", Severity::warning},
    Kind{End::not_tried, "cameras.not_tried", Severity::unknown},
    Kind{End::no_login, "cameras.no_login", Severity::unknown},
    Kind{End::other_scheme, "cameras.other_scheme", Severity::unknown},
    Kind{End::login_withheld, "cameras.login_withheld", Severity::unknown},
    Kind{End::forbidden, "cameras.forbidden", Severity::warning},
    Kind{End::not_found, "cameras.not_found", Severity::warning},
    Kind{End::bad_request, "cameras.bad_request", Severity::warning},
    Kind{End::no_slot, "cameras.no_slot", Severity::warning},
    Kind{End::no_tcp, "cameras.no_tcp", Severity::warning},
    Kind{End::status, "cameras.status", Severity::warning},
    Kind{End::no_video, "cameras.no_video", Severity::warning},
    Kind{End::no_packets, "cameras.no_packets", Severity::warning},
    Kind{End::bad_url, "cameras.bad_url", Severity::warning},
    Kind{End::time_up, "cameras.time_up", Severity::unknown},
    Kind{End::local_fault, "cameras.local_fault", Severity::unknown},
};

/// What is worth saying beside the name.
std::string value_of(const CameraRecord& record) {
    switch (record.end) {
        case End::status:
            return std::to_string(record.status) + " " + record.reason;
        case End::not_found:
        case End::bad_request:
            return record.target;
        case End::silent:
        case End::lost:
            return std::string(name_of(record.at));
        case End::violation:
        case End::wrong_service:
        case End::redirected:
        case End::other_scheme:
            return record.words;
        case End::wrong_login:
            return record.login_scheme;
        case End::bad_url:
            return record.source == "configuration" ? "[cameras] urls in agent.toml"
                                                    : record.words + ", " + record.source;
        default:
            return {};
    }
}

void judge_slow(const Picture& picture, Bench& bench) {
    Group slow;
    const auto limit = bench.limit("cameras.connect");
    for (const auto& [record, item] : picture.cameras)
        for (const auto& each : record.climbed)
            if (each.rung == Rung::connect && record.end != End::timed_out &&
                record.end != End::unreachable && each.ms > limit)
                slow.add(label(record), item, span_text(each.ms / 1000));
    bench.tell("cameras.connect_slow", Severity::warning, slow,
               {{"limit", std::to_string(static_cast<int>(limit)) + " ms"}});
}

bool answers(End end) {
    return end == End::ok || end == End::wants_login || end == End::no_login ||
           end == End::wrong_login || end == End::not_tried || end == End::not_found ||
           end == End::no_slot || end == End::forbidden || end == End::no_tcp ||
           end == End::no_packets || end == End::no_video || end == End::status ||
           end == End::bad_request || end == End::other_scheme || end == End::login_withheld;
}

void note_counts(const Picture& picture, Bench& bench) {
    if (picture.cameras.empty()) return;
    std::size_t reached = 0, whole = 0, others = 0;
    std::map<std::string, std::size_t> codecs;
    for (const auto& [record, item] : picture.cameras) {
        if (answers(record.end)) ++reached;
        if (record.end == End::ok) ++whole;
        if (record.end == End::not_rtsp) ++others;
        if (!record.codec.empty()) ++codecs[record.codec];
    }
    bench.note("cameras.feeds", std::to_string(picture.cameras.size()));
    bench.note("cameras.reachable", std::to_string(reached));
    bench.note("cameras.described", std::to_string(whole));
    if (others > 0) bench.note("cameras.not_rtsp", std::to_string(others));
    std::string text;
    for (const auto& [codec, count] : codecs)
        text += (text.empty() ? "" : ", ") + codec + ": " + std::to_string(count);
    if (!text.empty()) bench.note("cameras.codecs", text);
}

}  // namespace

void judge_answers(const Picture& picture, Bench& bench) {
    const auto many =
        bench.limit("cameras.lost_critical") / 100 * static_cast<double>(picture.cameras.size());
    for (const auto& kind : kinds) {
        Group group;
        for (const auto& [record, item] : picture.cameras)
            if (record.end == kind.end) group.add(label(record), item, value_of(record));
        auto severity = kind.severity;
        if (severity == Severity::warning && static_cast<double>(group.names.size()) >= many)
            severity = Severity::critical;
        bench.tell(kind.id, severity, group);
    }
    judge_slow(picture, bench);
    note_counts(picture, bench);
}

}  // namespace diag::cameras
