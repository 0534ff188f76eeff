// SPDX-License-Identifier: Apache-2.0
#include "collectors/cameras/record.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace diag::cameras {
namespace {

constexpr std::array<std::string_view, 9> rungs{"resolve", "connect", "tls",  "options", "describe",
                                                "login",   "setup",   "play", "teardown"};
constexpr std::array<std::string_view, 29> ends{
    "ok",           "wants_login",  "no_login",       "wrong_login",
    "not_tried",    "other_scheme", "login_withheld", "forbidden",
    "name_unknown", "refused",      "unreachable",    "timed_out",
    "silent",       "lost",         "tls_failed",     "wrong_service",
    "violation",    "redirected",   "not_found",      "bad_request",
    "no_slot",      "no_tcp",       "status",         "no_video",
    "no_packets",   "not_rtsp",     "bad_url",        "time_up",
    "local_fault"};
static_assert(ends.size() == static_cast<std::size_t>(End::local_fault) + 1);

template <class Enum, std::size_t count>
std::optional<Enum> named(const std::array<std::string_view, count>& names, std::string_view name) {
    const auto found = std::ranges::find(names, name);
    if (found == names.end()) return {};
    return static_cast<Enum>(found - names.begin());
}

/// Enough digits for people, few enough for ten thousand lines.
double rounded(double value) { return std::round(value * 100) / 100; }

void put(json::object& to, const char* key, const std::string& text) {
    if (!text.empty()) to[key] = text;
}
void put(json::object& to, const char* key, const std::optional<double>& number) {
    if (number) to[key] = rounded(*number);
}

json::object tls_json(const TlsFacts& tls) {
    return {{"version", tls.version},
            {"cipher", tls.cipher},
            {"subject", tls.subject},
            {"fingerprint", tls.fingerprint},
            {"not_before", tls.not_before.time_since_epoch().count()},
            {"not_after", tls.not_after.time_since_epoch().count()},
            {"self_signed", tls.self_signed}};
}

json::object played_json(const Played& played) {
    const auto& seen = played.figures;
    json::object to{{"packets", seen.packets},
                    {"bytes", seen.bytes},
                    {"lost", seen.lost},
                    {"reordered", seen.reordered},
                    {"repeated", seen.repeated},
                    {"resets", seen.resets},
                    {"sources", seen.sources},
                    {"malformed", seen.malformed},
                    {"jitter", rounded(seen.jitter)},
                    {"jitter_most", rounded(seen.jitter_most)},
                    {"frames", seen.frames},
                    {"keyframes", seen.keyframes},
                    {"sender_reports", seen.sender_reports},
                    {"first_packet", rounded(played.first_packet)},
                    {"seconds", rounded(played.seconds)}};
    put(to, "frame_rate", seen.frame_rate);
    put(to, "arrival_rate", seen.arrival_rate);
    put(to, "keyframe_distance", seen.keyframe_distance);
    put(to, "since_keyframe", seen.since_keyframe);
    return to;
}

/// Look-ups in a line that somebody else may have written.
struct Line {
    const json::value& root;
    std::string text(std::string_view path) const { return json::text_at(root, path).value_or(""); }
    std::uint64_t count(std::string_view path) const {
        const auto number = json::integer_at(root, path);
        return number && *number > 0 ? static_cast<std::uint64_t>(*number) : 0;
    }
    double number(std::string_view path) const { return json::number_at(root, path).value_or(0); }
    bool flag(std::string_view path) const { return json::flag_at(root, path).value_or(false); }
    Time time(std::string_view path) const {
        return Time{milliseconds{json::integer_at(root, path).value_or(0)}};
    }
};

Played played_from(const Line& line) {
    Played played;
    auto& seen = played.figures;
    seen.packets = line.count("played.packets");
    seen.bytes = line.count("played.bytes");
    seen.lost = line.count("played.lost");
    seen.reordered = line.count("played.reordered");
    seen.repeated = line.count("played.repeated");
    seen.resets = static_cast<unsigned>(line.count("played.resets"));
    seen.sources = static_cast<unsigned>(line.count("played.sources"));
    seen.malformed = line.count("played.malformed");
    seen.jitter = line.number("played.jitter");
    seen.jitter_most = line.number("played.jitter_most");
    seen.frames = line.count("played.frames");
    seen.keyframes = line.count("played.keyframes");
    seen.sender_reports = static_cast<unsigned>(line.count("played.sender_reports"));
    seen.frame_rate = json::number_at(line.root, "played.frame_rate");
    seen.arrival_rate = json::number_at(line.root, "played.arrival_rate");
    seen.keyframe_distance = json::number_at(line.root, "played.keyframe_distance");
    seen.since_keyframe = json::number_at(line.root, "played.since_keyframe");
    played.first_packet = line.number("played.first_packet");
    played.seconds = line.number("played.seconds");
    return played;
}

std::optional<PictureSize> size_from(const json::value& root) {
    const auto width = json::integer_at(root, "width");
    const auto height = json::integer_at(root, "height");
    if (!width || !height || *width <= 0 || *height <= 0 || *width > 65535 || *height > 65535)
        return {};
    return PictureSize{static_cast<unsigned>(*width), static_cast<unsigned>(*height)};
}

void put_session(json::object& to, const CameraRecord& record) {
    put(to, "login_scheme", record.login_scheme);
    put(to, "algorithm", record.algorithm);
    if (record.logged_in) to["logged_in"] = true;
    put(to, "server", record.server);
    put(to, "methods", record.methods);
    put(to, "reason", record.reason);
    if (record.status > 0) to["status"] = record.status;
    put(to, "codec", record.codec);
    put(to, "media", record.media);
    if (record.size) to["width"] = record.size->width, to["height"] = record.size->height;
    put(to, "announced_rate", record.announced_rate);
    if (record.other_host) to["other_host"] = true;
    if (record.garbage > 0) to["garbage"] = record.garbage;
    if (record.tls) to["tls"] = tls_json(*record.tls);
    if (record.played) to["played"] = played_json(*record.played);
}

void read_session(const Line& line, CameraRecord& record) {
    record.login_scheme = line.text("login_scheme");
    record.algorithm = line.text("algorithm");
    record.logged_in = line.flag("logged_in");
    record.server = line.text("server");
    record.methods = line.text("methods");
    record.reason = line.text("reason");
    record.status = static_cast<int>(std::min<std::uint64_t>(line.count("status"), 999));
    record.codec = line.text("codec");
    record.media = line.text("media");
    record.size = size_from(line.root);
    record.announced_rate = json::number_at(line.root, "announced_rate");
    record.other_host = line.flag("other_host");
    record.garbage = line.count("garbage");
    if (json::find(line.root, "tls"))
        record.tls = TlsFacts{line.text("tls.version"),    line.text("tls.cipher"),
                              line.text("tls.subject"),    line.text("tls.fingerprint"),
                              line.time("tls.not_before"), line.time("tls.not_after"),
                              line.flag("tls.self_signed")};
    if (json::find(line.root, "played")) record.played = played_from(line);
}

}  // namespace

std::string_view name_of(Failure failure) {
    switch (failure) {
        case Failure::refused:
            return "refused";
        case Failure::unreachable:
            return "unreachable";
        case Failure::timed_out:
            return "timed_out";
        case Failure::closed:
            return "closed";
        case Failure::reset:
            return "reset";
        case Failure::tls:
            return "tls";
        case Failure::local:
            return "local";
    }
    return "local";
}

std::string_view name_of(Rung rung) { return rungs[static_cast<std::size_t>(rung)]; }
std::string_view name_of(End end) { return ends[static_cast<std::size_t>(end)]; }
std::optional<End> end_named(std::string_view name) { return named<End>(ends, name); }
std::optional<Rung> rung_named(std::string_view name) { return named<Rung>(rungs, name); }

json::value to_json(const CameraRecord& record) {
    json::object to;
    put(to, "feed", record.feed);
    put(to, "source", record.source);
    put(to, "scheme", record.scheme);
    put(to, "host", record.host);
    if (record.port > 0) to["port"] = record.port;
    put(to, "target", record.target);
    put(to, "address", record.address);
    put(to, "transport", record.transport);
    to["end"] = name_of(record.end);
    to["at"] = name_of(record.at);
    put(to, "words", record.words);
    if (record.inferred) to["inferred"] = true;
    json::array rows;
    for (const auto& each : record.climbed) {
        json::object row{{"rung", name_of(each.rung)}, {"ms", rounded(each.ms)}};
        if (each.status > 0) row["status"] = each.status;
        rows.push_back(std::move(row));
    }
    if (!rows.empty()) to["climbed"] = std::move(rows);
    put_session(to, record);
    return to;
}

std::optional<CameraRecord> camera_record(const json::value& root) {
    const Line line{root};
    const auto end = end_named(line.text("end"));
    if (!end) return {};
    CameraRecord record;
    record.end = *end;
    record.at = rung_named(line.text("at")).value_or(Rung::resolve);
    record.feed = line.text("feed");
    record.source = line.text("source");
    record.scheme = line.text("scheme");
    record.host = line.text("host");
    record.port = static_cast<std::uint16_t>(std::min<std::uint64_t>(line.count("port"), 65535));
    record.target = line.text("target");
    record.address = line.text("address");
    record.transport = line.text("transport");
    record.words = line.text("words");
    record.inferred = line.flag("inferred");
    for (const auto& row : json::list_at(root, "climbed")) {
        const auto rung = rung_named(json::text_at(row, "rung").value_or(""));
        const auto status = json::integer_at(row, "status").value_or(0);
        if (rung && record.climbed.size() < 16)
            record.climbed.push_back({*rung, json::number_at(row, "ms").value_or(0),
                                      status > 0 && status < 1000 ? static_cast<int>(status) : 0});
    }
    read_session(line, record);
    return record;
}

json::value to_json(const DeviceRecord& record) {
    json::object to;
    put(to, "host", record.host);
    put(to, "address", record.address);
    to["port"] = record.port;
    to["end"] = record.end;
    put(to, "words", record.words);
    put(to, "clock_offset", record.clock_offset);
    to["round_trip"] = rounded(record.round_trip);
    put(to, "time_source", record.time_source);
    put(to, "maker", record.maker);
    put(to, "model", record.model);
    put(to, "firmware", record.firmware);
    if (record.has_ntp) to["has_ntp"] = *record.has_ntp;
    put(to, "level", record.level);
    json::array rows;
    for (const auto& each : record.profiles)
        rows.push_back(json::object{{"codec", each.codec},
                                    {"width", each.size.width},
                                    {"height", each.size.height},
                                    {"rate", each.rate}});
    if (!rows.empty()) to["profiles"] = std::move(rows);
    return to;
}

std::optional<DeviceRecord> device_record(const json::value& root) {
    const Line line{root};
    DeviceRecord record;
    record.end = line.text("end");
    record.host = line.text("host");
    if (record.end.empty() || record.host.empty()) return {};
    record.address = line.text("address");
    record.port = static_cast<std::uint16_t>(std::min<std::uint64_t>(line.count("port"), 65535));
    record.words = line.text("words");
    record.clock_offset = json::number_at(root, "clock_offset");
    record.round_trip = line.number("round_trip");
    record.time_source = line.text("time_source");
    record.maker = line.text("maker");
    record.model = line.text("model");
    record.firmware = line.text("firmware");
    record.has_ntp = json::flag_at(root, "has_ntp");
    record.level = line.text("level");
    for (const auto& row : json::list_at(root, "profiles")) {
        const auto size = size_from(row);
        if (size && record.profiles.size() < 32)
            record.profiles.push_back({json::text_at(row, "codec").value_or(""), *size,
                                       json::number_at(row, "rate").value_or(0)});
    }
    return record;
}

}  // namespace diag::cameras
