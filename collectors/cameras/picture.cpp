// SPDX-License-Identifier: Apache-2.0
#include "collectors/cameras/picture.hpp"

#include <algorithm>
#include <cmath>

#include "collectors/cameras/thresholds.hpp"
#include "platform/text.hpp"

namespace diag::cameras {
namespace {

constexpr std::size_t most_cameras = 20'000;
constexpr std::size_t most_names = 10;
constexpr std::size_t few = 3;

json::value document_at(const Evidence& evidence, std::string_view name) {
    const auto text = item(evidence, name);
    if (!text) return nullptr;
    auto document = json::parse(*text);
    return document ? std::move(*document) : json::value(nullptr);
}

/// By the camera's number: items come in the order of their names, so what was played replaces.
void read_cameras(const Evidence& evidence, std::string_view prefix,
                  std::map<std::int64_t, Seen>& cameras) {
    for (auto each = evidence.lower_bound(prefix); each != evidence.end(); ++each) {
        if (!each->first.starts_with(prefix)) break;
        if (!each->second || printable(each->first) != each->first) continue;
        for (const auto line : lines_of(*each->second)) {
            const auto document = json::parse(line);
            if (!document || cameras.size() >= most_cameras) continue;
            auto record = camera_record(*document);
            const auto number = json::integer_at(*document, "n");
            if (record && number)
                cameras.insert_or_assign(*number, Seen{std::move(*record), each->first});
        }
    }
}

void read_devices(const Evidence& evidence, Picture& picture) {
    constexpr std::string_view prefix = "devices.";
    for (auto each = evidence.lower_bound(prefix); each != evidence.end(); ++each) {
        if (!each->first.starts_with(prefix)) break;
        if (!each->second || printable(each->first) != each->first) continue;
        for (const auto line : lines_of(*each->second)) {
            const auto document = json::parse(line);
            if (!document || picture.devices.size() >= most_cameras) continue;
            if (auto record = device_record(*document))
                picture.devices.push_back({std::move(*record), each->first});
        }
    }
}

}  // namespace

Picture picture_of(const Evidence& evidence) {
    Picture picture;
    const auto run = document_at(evidence, "run");
    picture.now = Time{milliseconds{json::integer_at(run, "time").value_or(0)}};
    picture.brief = json::flag_at(run, "brief").value_or(false);
    const auto end = document_at(evidence, "end");
    picture.not_played = static_cast<std::uint64_t>(
        std::max<std::int64_t>(0, json::integer_at(end, "not_played").value_or(0)));
    std::map<std::int64_t, Seen> cameras;
    read_cameras(evidence, "told.", cameras);
    read_cameras(evidence, "cameras.", cameras);
    read_cameras(evidence, "played.", cameras);
    while (!cameras.empty()) {
        picture.cameras.push_back(std::move(cameras.begin()->second));
        cameras.erase(cameras.begin());
    }
    read_devices(evidence, picture);
    picture.sources = document_at(evidence, "sources");
    picture.status = status_in(document_at(evidence, "virga"));
    return picture;
}

std::string label(const CameraRecord& record) {
    const bool usual = record.port == 0 || record.port == 554 || record.port == 322;
    if (record.feed.empty() && record.host.empty()) return record.words;
    if (record.feed.empty())
        return record.host + (usual ? "" : ":" + std::to_string(record.port)) + record.target;
    if (record.host.empty() || record.host == record.feed) return record.feed;
    return record.feed + " (" + record.host + ")";
}

void Group::add(std::string name, const std::string& item, std::string value) {
    names.push_back(std::move(name));
    values.push_back(std::move(value));
    if (std::ranges::find(items, item) == items.end() && items.size() < most_names)
        items.push_back(item);
}

void Bench::tell(std::string id, Severity severity, const Group& group, Parameters more) {
    if (group.empty()) return;
    std::vector<std::string> told;
    for (std::size_t i = 0; i < group.names.size() && i < most_names; ++i)
        told.push_back(group.names[i] + (group.values[i].empty() ? "" : ": " + group.values[i]));
    auto all = joined(told);
    if (group.names.size() > most_names)
        all += " (+" + std::to_string(group.names.size() - most_names) + ")";
    more["count"] = std::to_string(group.names.size());
    more["which"] = group.names.size() <= few ? joined(group.names) : more["count"];
    more["cameras"] = std::move(all);
    find(std::move(id), severity, std::move(more), group.items);
}

std::string span_text(double seconds) {
    const auto size = std::fabs(seconds);
    const std::string sign = seconds < 0 ? "-" : "";
    if (size < 120) return sign + fixed(size, 1) + " s";
    if (size < 7200) return sign + fixed(size / 60, 0) + " min";
    if (size < 172'800) return sign + fixed(size / 3600, 1) + " h";
    return sign + fixed(size / 86'400, 0) + " d";
}

}  // namespace diag::cameras
