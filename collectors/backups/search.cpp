// SPDX-License-Identifier: Apache-2.0
// Vendor articles show a daily task that calls backup.py (safr-facts 4.1); on Linux that is cron
// (crontab(5), cron.d of Debian's and Red Hat's cron) or a timer of systemd.
#include "collectors/backups/search.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "platform/text.hpp"

namespace diag::backups {
namespace {

constexpr std::size_t text_limit = 256 << 10;
constexpr std::size_t most_names = 2'000;
constexpr std::size_t most_texts = 32;
constexpr milliseconds patience{2'000};

constexpr std::array<std::string_view, 8> folders{
    "/etc/cron.d",         "/etc/cron.daily",          "/etc/cron.hourly",
    "/etc/cron.weekly",    "/var/spool/cron/crontabs", "/var/spool/cron",
    "/etc/systemd/system", "/lib/systemd/system"};

/// Which of systemd's many units are worth reading: the site's own, and what its name tells.
bool worth_reading(std::string_view folder, const std::string& name) {
    if (folder.find("systemd") == std::string_view::npos) return true;
    if (!name.ends_with(".service")) return false;
    const auto small = lowered(name);
    return folder.starts_with("/etc/") || small.find("backup") != std::string::npos ||
           small.find("safr") != std::string::npos || small.find("mongo") != std::string::npos;
}

class Search {
public:
    Search(World& world, Sink& sink) : world_(world), sink_(sink) {}

    std::vector<Scheduled> run() {
        see("/etc/crontab", {});
        for (const auto folder : folders) {
            const auto names = world_.files.list(std::string(folder), most_names);
            if (!names) continue;
            for (const auto& name : *names)
                if (worth_reading(folder, name)) see(std::string(folder) + "/" + name, {});
        }
        return std::move(found_);
    }

private:
    /// `by`: the file that runs this script; empty for what the system runs.
    void see(const std::string& path, const std::string& by) {
        if (given_ >= most_texts || !seen_.insert(path).second) return;
        const auto text = by.empty() ? world_.files.read(path, text_limit)
                                     : world_.paths.read(path, text_limit, patience);
        if (!text) return;
        auto all = schedules_in(*text, path);
        if (!all.empty()) give(path, by, all);
        const auto scripts = scripts_in(*text);
        found_.insert(found_.end(), all.begin(), all.end());
        // A script runs no other that matters: one level.
        if (by.empty())
            for (const auto& script : scripts) see(script, path);
    }

    void give(const std::string& path, const std::string& by, const std::vector<Scheduled>& all) {
        json::array lines;
        for (const auto& each : all) lines.emplace_back(printable(each.line));
        json::object document{{"source", path}, {"by", by}, {"lines", std::move(lines)}};
        const auto& unit = by.empty() ? path : by;
        if (unit.ends_with(".service")) see_unit(unit.substr(unit.rfind('/') + 1), document);
        sink_.give("schedule." + std::to_string(++given_), json::write(document));
    }

    /// How the unit ended last, and whether its timer is on.
    void see_unit(const std::string& unit, json::object& document) {
        const auto timer = unit.substr(0, unit.rfind('.')) + ".timer";
        const auto told = world_.programs.run(
            {"systemctl", "show", unit, "--property=Result,ExecMainStatus,ExecMainExitTimestamp"},
            text_limit, patience);
        const auto timed = world_.programs.run(
            {"systemctl", "show", timer, "--property=ActiveState,LastTriggerUSec"}, text_limit,
            patience);
        document["unit"] = unit;
        if (told) document["ended"] = printable(told->output);
        if (timed) document["timer"] = printable(timed->output);
    }

    World& world_;
    Sink& sink_;
    std::vector<Scheduled> found_;
    std::set<std::string> seen_;
    std::size_t given_ = 0;
};

std::string without_slash(std::string path) {
    while (path.size() > 1 && path.ends_with('/')) path.pop_back();
    return path;
}

}  // namespace

std::vector<Scheduled> give_schedules(World& world, Sink& sink) {
    return Search(world, sink).run();
}

std::vector<Sought> places_of(const Scope& scope, const std::vector<Scheduled>& schedules) {
    std::vector<Sought> places{{without_slash(scope.backup_root), "SAFR"}};
    for (const auto& each : schedules) {
        const auto path = without_slash(each.directory);
        const bool known = std::ranges::find(places, path, &Sought::path) != places.end();
        if (!path.empty() && path.find('$') == std::string::npos && !known)
            places.push_back({path, each.source});
    }
    return places;
}

}  // namespace diag::backups
