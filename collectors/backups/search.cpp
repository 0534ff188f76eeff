// SPDX-License-Identifier: Apache-2.0
// Vendor articles show a daily task that calls backup.py (safr-facts 4.1); on Linux that is cron
// (crontab(5), cron.d of Debian's and Red Hat's cron), a script in a directory that a line of cron
// hands to run-parts(8), or a timer of systemd.
#include "collectors/backups/search.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "collectors/backups/cron_log.hpp"
#include "collectors/backups/last_run.hpp"
#include "platform/text.hpp"

namespace diag::backups {
namespace {

constexpr std::size_t text_limit = 256 << 10;
constexpr std::size_t most_names = 2'000;
constexpr std::size_t most_texts = 32;
constexpr milliseconds patience{2'000};

/// Crontabs first: they tell when the scripts of the other folders run.
constexpr std::array<std::string_view, 9> folders{
    "/etc/cron.d",       "/var/spool/cron/crontabs", "/var/spool/cron",
    "/etc/cron.hourly",  "/etc/cron.daily",          "/etc/cron.weekly",
    "/etc/cron.monthly", "/etc/systemd/system",      "/lib/systemd/system"};

/// The directory of run-parts in which a script lies; empty: in none.
std::string parts_of_cron(std::string_view path) {
    const auto folder = path.substr(0, path.rfind('/'));
    const bool is_one = folder == "/etc/cron.hourly" || folder == "/etc/cron.daily" ||
                        folder == "/etc/cron.weekly" || folder == "/etc/cron.monthly";
    return is_one ? std::string(folder) : std::string{};
}

/// Which of systemd's many units are worth reading: the site's own, and what its name tells.
bool worth_reading(std::string_view folder, const std::string& name) {
    if (folder.find("systemd") == std::string_view::npos) return true;
    if (!name.ends_with(".service")) return false;
    const auto small = lowered(name);
    return folder.starts_with("/etc/") || small.find("backup") != std::string::npos ||
           small.find("safr") != std::string::npos || small.find("mongo") != std::string::npos;
}

/// What the system runs, and which of its lines run a script.
struct Caller {
    std::string path;  ///< of a crontab, a unit, a script of cron.daily
    std::vector<std::string> lines;
    bool other_zone = false;  ///< its times are not local ones (CRON_TZ, crontab(5) of cronie)
};

bool names_zone(std::string_view text) {
    return std::ranges::any_of(
        lines_of(text), [](std::string_view line) { return trimmed(line).starts_with("CRON_TZ"); });
}

/// The lines, comments aside, that name the script.
std::vector<std::string> lines_naming(std::string_view text, std::string_view script) {
    std::vector<std::string> lines;
    for (const auto line : lines_of(text))
        if (!trimmed(line).starts_with('#') && line.find(script) != line.npos)
            lines.emplace_back(trimmed(line));
    return lines;
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
        if (cron_ && !world_.scope.brief) give_cron_log(world_, sink_, programs_);
        return std::move(found_);
    }

private:
    /// `by`: what runs this script; without a path for what the system runs.
    void see(const std::string& path, const Caller& by) {
        if (given_ >= most_texts || !seen_.insert(path).second) return;
        const bool top = by.path.empty();
        const auto text = top ? world_.files.read(path, text_limit)
                              : world_.paths.read(path, text_limit, patience);
        if (!text) return;
        auto all = schedules_in(*text, path);
        const bool zone = names_zone(*text);
        if (top && is_crontab(path)) note_parts(*text, path, zone);
        if (!all.empty()) give(path, top ? Caller{path, {}, zone} : by, all);
        found_.insert(found_.end(), all.begin(), all.end());
        // A script runs no other that matters: one level.
        if (!top) return;
        for (const auto& script : scripts_in(*text))
            see(script, {path, lines_naming(*text, script), zone});
    }

    void give(const std::string& path, const Caller& by, const std::vector<Scheduled>& all) {
        json::array lines;
        for (const auto& each : all) lines.emplace_back(printable(each.line));
        json::object document{
            {"source", path}, {"by", by.path == path ? "" : by.path}, {"lines", std::move(lines)}};
        const auto number = std::to_string(++given_);
        if (by.path.ends_with(".service"))
            see_unit(by.path.substr(by.path.rfind('/') + 1), document);
        if (is_crontab(by.path)) {
            if (by.path != path) programs_.push_back(path);
            see_cron(by, all, number, document);
        } else if (const auto folder = parts_of_cron(by.path); !folder.empty()) {
            see_parts(by, folder, document);
        }
        sink_.give("schedule." + number, json::write(document));
    }

    void see_cron(const Caller& by, const std::vector<Scheduled>& all, const std::string& number,
                  json::object& document) {
        cron_ = true;
        auto runs = by.lines;
        if (runs.empty())
            for (const auto& each : all) runs.push_back(each.line);
        json::array lines;
        for (const auto& line : runs) lines.emplace_back(printable(line));
        document["when"] = std::move(lines);
        document["other_zone"] = by.other_zone;
        if (const auto time = changed(world_, by.path))
            document["changed"] = time->time_since_epoch().count();
        for (const auto& line : runs)
            if (const auto output = output_of(line); !output.empty()) {
                document["output"] = output;
                return give_output(world_, sink_, "output." + number, by.path, output);
            }
    }

    /// Which lines hand which directory to run-parts. Where anacron is there it does so instead, at
    /// times that no line tells.
    void note_parts(std::string_view text, const std::string& path, bool zone) {
        for (const std::string name : {"hourly", "daily", "weekly", "monthly"}) {
            const auto folder = "/etc/cron." + name;
            for (auto& line : lines_naming(text, folder)) {
                if (line.find("run-parts") == line.npos) continue;
                const bool by_anacron = line.find("anacron") != line.npos &&
                                        world_.files.read("/etc/anacrontab", text_limit);
                if (by_anacron) continue;
                parts_[folder] = {path, {std::move(line)}, zone};
            }
        }
    }

    /// A script that run-parts starts, or one that such a script runs.
    void see_parts(const Caller& by, const std::string& folder, json::object& document) {
        cron_ = true;
        if (std::ranges::find(programs_, folder) == programs_.end()) programs_.push_back(folder);
        document["folder"] = folder;
        if (const auto time = changed(world_, by.path))
            document["changed"] = time->time_since_epoch().count();
        const auto line = parts_.find(folder);
        if (line == parts_.end()) return;
        document["when"] = json::array{json::value(printable(line->second.lines.front()))};
        document["other_zone"] = line->second.other_zone;
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
    bool cron_ = false;  ///< cron runs one of them
    /// What cron's lines call a backup: these, and scripts that run one.
    std::vector<std::string> programs_{"backup.py", "mongodump"};
    std::map<std::string, Caller> parts_;  ///< by directory of run-parts, the line that runs it
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
    const auto add = [&](const std::string& path, const std::string& source) {
        if (!path.empty() && std::ranges::find(places, path, &Sought::path) == places.end())
            places.push_back({path, source});
    };
    for (const auto& each : scope.backup_places) add(without_slash(each), "backup.places");
    for (const auto& each : schedules)
        if (each.directory.find('$') == std::string::npos)
            add(without_slash(each.directory), each.source);
    return places;
}

}  // namespace diag::backups
