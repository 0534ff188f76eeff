// SPDX-License-Identifier: Apache-2.0
// Evidence of a server that is big enough: 12 feeds, 63 GiB, images on NFS, database on an SSD, a
// year of room. A test changes one thing.
#pragma once

#include <string>
#include <vector>

#include "collectors/catalog.hpp"
#include "collectors/disk/places.hpp"
#include "platform/json.hpp"
#include "tests/fakes.hpp"

namespace diag::test::capacity_server {

inline constexpr std::int64_t day_ms = 86'400'000;
inline const Time now{std::chrono::seconds{1'795'464'000}};  // 2026-11-23T20:00:00Z
inline constexpr double gigabyte = 1e9;

inline std::string mounted(const std::string& id, const std::string& device,
                           const std::string& point, const std::string& type) {
    return id + " 28 " + device + " / " + point + " rw - " + type + " /dev/sdb rw\n";
}

inline std::string room(double total_gb, double free_gb) {
    const auto total = static_cast<std::uint64_t>(total_gb * gigabyte);
    const auto free = static_cast<std::uint64_t>(free_gb * gigabyte);
    return json::write(
        disk::to_json(Space{.bytes_total = total, .bytes_free = free, .bytes_available = free}));
}

struct GivenServer {
    std::string mountinfo = mounted("28", "8:1", "/", "ext4") +
                            mounted("46", "8:16", "/srv/data", "xfs") +
                            mounted("47", "0:52", "/srv/objects", "nfs4");
    Evidence evidence;
    /// Gigabytes used of /srv/objects and /srv/data: today, yesterday, ...
    std::vector<double> objects{500, 499, 498, 497, 496, 495, 494};
    std::vector<double> data{50, 50, 50, 50, 50, 50, 50};
    double objects_free = 1000, data_free = 100;
    bool brief = false;
    Thresholds thresholds;

    GivenServer() {
        give("meminfo", fixture("capacity/meminfo"));
        give("programs", R"({"virgofeedd": 12, "java": 5, "mongod": 1})");
        give("blocks", R"([{"name": "sdb", "device": "8:16", "bytes": 1000000000000,
                            "rotational": false, "vendor": "ATA", "model": "SSD 870"}])");
        give("stores", R"([{"id": "database", "path": "/opt/RealNetworks/SAFR/mongo/data"},
                           {"id": "images", "path": "/opt/RealNetworks/SAFR/cv-storage/objs"}])");
        give("place.database", R"({"path": "/srv/data/mongo"})");
        give("place.images", R"({"path": "/srv/objects/objs"})");
        give("scanners", "[]");
    }
    void give(const std::string& name, Result<std::string> value) {
        evidence.insert_or_assign(name, std::move(value));
    }
    /// Feeds that run here.
    void cameras(int count) {
        give("programs", R"({"virgofeedd": )" + std::to_string(count) + "}");
    }
    /// Files of the images by the day they were written, each of 30 KB.
    void written(std::uint64_t a_day, int days_old, bool cut = false) {
        json::array windows;
        for (int i = 0; i < 8; ++i) {
            const auto files = i < days_old ? a_day + static_cast<std::uint64_t>(i) : 0;
            windows.push_back(json::array{files * 2, files, files * 32'768});
        }
        give("written.images",
             json::write({{"windows", windows},
                          {"whole", json::array{a_day * 2, a_day, a_day * 32'768}},
                          {"oldest", now.time_since_epoch().count() - days_old * day_ms},
                          {"cut", cut}}));
    }

    Judgement judged() {
        give("run", json::write({{"time", now.time_since_epoch().count()},
                                 {"brief", brief},
                                 {"here", true},
                                 {"site", true},
                                 {"nodes", 1}}));
        give("mountinfo", mountinfo);
        give("space.images", room(objects.front() + objects_free, objects_free));
        give("space.database", room(data.front() + data_free, data_free));
        std::string history;
        for (std::size_t i = objects.size() - 1; i > 0; --i)
            history +=
                json::write({{"time", now.time_since_epoch().count() -
                                          static_cast<std::int64_t>(i) * day_ms},
                             {"drives", json::object{{"/srv/objects", objects.at(i) * gigabyte},
                                                     {"/srv/data", data.at(i) * gigabyte}}}}) +
                "\n";
        give("history", history);
        return collectors::capacity.judge(evidence, thresholds);
    }
    std::vector<std::string> ids() {
        std::vector<std::string> ids;
        for (const auto& each : judged().findings) ids.push_back(each.id);
        return ids;
    }
};

inline const Finding* finding(const Judgement& judgement, std::string_view id) {
    for (const auto& each : judgement.findings)
        if (each.id == id) return &each;
    return nullptr;
}

inline std::string fact(const Judgement& judgement, std::string_view id) {
    for (const auto& each : judgement.facts)
        if (each.id == id) return each.value;
    return {};
}

}  // namespace diag::test::capacity_server
