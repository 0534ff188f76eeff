// SPDX-License-Identifier: Apache-2.0
// Who else reads SAFR's files: scanners that look at each as it is opened, indexers that walk all.
#include <algorithm>
#include <array>
#include <set>
#include <tuple>

#include "collectors/capacity/clamd.hpp"
#include "collectors/capacity/gather.hpp"
#include "platform/text.hpp"

namespace diag::capacity {
namespace {

constexpr std::size_t most_processes = 5000;
constexpr std::size_t brief_processes = 1000;
constexpr std::size_t most_users = 4;
constexpr std::size_t most_writers = 64;
constexpr std::size_t file_limit = 64 << 10;
constexpr milliseconds file_patience{1'000};
constexpr milliseconds mdatp_patience{4'000};

/// Names of processes as the kernel has them: 15 bytes (proc(5), comm).
constexpr std::array<std::string_view, 19> known{"clamd",
                                                 "clamonacc",
                                                 "wdavdaemon",
                                                 "baloo_file",
                                                 "tracker-miner-f",
                                                 "localsearch-3",
                                                 "falcon-sensor",
                                                 "falcon-sensor-b",
                                                 "s1-agent",
                                                 "sentinelone-age",
                                                 "ds_agent",
                                                 "mfetpd",
                                                 "kesl",
                                                 "bdsecd",
                                                 "savscand",
                                                 "cbagentd",
                                                 "elastic-endpoin",
                                                 "xagt",
                                                 "oaeventd"};

struct Process {
    std::uint64_t pid = 0;
    std::string name;
};

std::vector<Process> scanners_of(World& world) {
    std::vector<Process> found;
    const auto most = world.scope.brief ? brief_processes : most_processes;
    const auto names = world.files.list("/proc", 100'000);
    if (!names) return found;
    std::size_t asked = 0;
    for (const auto& name : *names) {
        const auto pid = natural(name);
        if (!pid || ++asked > most) continue;
        const auto comm = world.files.read("/proc/" + name + "/comm", 64);
        if (comm && std::ranges::find(known, trimmed(*comm)) != known.end())
            found.push_back({*pid, std::string(trimmed(*comm))});
    }
    return found;
}

/// The user a process runs as; nothing where that cannot be told.
std::optional<std::uint64_t> user_of(World& world, std::uint64_t pid) {
    const auto status = world.files.read("/proc/" + std::to_string(pid) + "/status", 16384);
    if (!status) return {};
    for (const auto line : lines_of(*status))
        if (const auto words = words_of(line); words.size() > 1 && words[0] == "Uid:")
            return natural(words[1]);
    return {};
}

/// The home of a user by /etc/passwd; empty where it is not there.
std::string home_of(World& world, std::uint64_t uid) {
    const auto users = world.files.read("/etc/passwd", 1 << 20);
    if (!users) return {};
    for (const auto line : lines_of(*users)) {
        const auto parts = parts_of(line, ':');
        if (parts.size() > 5 && natural(parts[2]) == uid) return std::string(parts[5]);
    }
    return {};
}

bool runs(const std::vector<Process>& scanners, std::string_view name) {
    return std::ranges::find(scanners, name, &Process::name) != scanners.end();
}

/// A file that a program's own command line names, wherever it lies.
void give_named(World& world, Sink& sink, const std::string& name, const std::string& path) {
    if (path.starts_with('/')) sink.give(name, world.paths.read(path, file_limit, file_patience));
}

void give_clamav(World& world, Sink& sink, const std::vector<Process>& scanners) {
    const auto watcher = std::ranges::find(scanners, std::string_view("clamonacc"), &Process::name);
    ClamonaccFiles files;
    if (watcher != scanners.end()) {
        auto line = world.files.read("/proc/" + std::to_string(watcher->pid) + "/cmdline", 8192);
        if (line) files = files_of_clamonacc(*line);
        if (line) std::ranges::replace(*line, '\0', ' ');
        sink.give("clamonacc", std::move(line));
        give_named(world, sink, "clamonacc:watched", files.watched);
        give_named(world, sink, "clamonacc:excluded", files.excluded);
    } else if (!runs(scanners, "clamd")) {
        return;
    }
    if (!files.config.empty()) return give_named(world, sink, "clamd.conf", files.config);
    for (const auto* path : {"/etc/clamav/clamd.conf", "/etc/clamd.d/scan.conf", "/etc/clamd.conf"})
        if (auto text = world.files.read(path, file_limit);
            text || text.error().fault != Fault::absent)
            return sink.give("clamd.conf", std::move(text));
}

Result<std::string> told_by_mdatp(World& world, const std::vector<std::string>& argv) {
    auto answer = world.programs.run(argv, 1 << 20, mdatp_patience);
    if (!answer) return answer.error();
    if (answer->exit_code == 0) return std::move(answer->output);
    return Error{Fault::refused, "mdatp ended with code " + std::to_string(answer->exit_code)};
}

void give_defender(World& world, Sink& sink) {
    auto managed = world.files.read("/etc/opt/microsoft/mdatp/managed/mdatp_managed.json", 1 << 20);
    if (managed || managed.error().fault != Fault::absent)
        sink.give("mdatp:managed", std::move(managed));
    if (world.scope.brief) return;
    sink.doing("Microsoft Defender's exclusions");
    sink.give("mdatp", told_by_mdatp(world, {"mdatp", "exclusion", "list"}));
    sink.give("mdatp:real_time",
              told_by_mdatp(world, {"mdatp", "health", "--field", "real_time_protection_enabled"}));
}

/// A configuration alone may be left over: that it is used is told by a database beside it.
void give_updatedb(World& world, Sink& sink) {
    for (const auto* folder : {"/var/lib/plocate", "/var/lib/mlocate"}) {
        const auto names = world.files.list(folder, 64);
        if (!names) continue;
        for (const auto& name : *names)
            if (name == "plocate.db" || name == "mlocate.db") {
                sink.give("updatedb:database", std::string(folder) + "/" + name);
                sink.give("updatedb.conf", world.files.read("/etc/updatedb.conf", file_limit));
                return;
            }
    }
}

void give_baloo(World& world, Sink& sink, std::uint64_t uid) {
    const auto home = home_of(world, uid);
    if (!home.starts_with('/')) return;
    const auto text = world.paths.read(home + "/.config/baloofilerc", file_limit, file_patience);
    json::object told{{"home", home}, {"conf", text ? *text : ""}};
    if (!text && text.error().fault != Fault::absent) told["unread"] = text.error().what;
    sink.give("baloo." + std::to_string(uid), json::write(told));
}

/// Whose opening of files it is that a scanner may be told to leave alone.
void give_writers(World& world, Sink& sink) {
    std::set<std::tuple<std::string, std::string, std::uint64_t>> writers;
    for (const auto& process : world.scope.site.processes)
        if (process.pid > 0 && writers.size() < most_writers)
            if (const auto uid = user_of(world, static_cast<std::uint64_t>(process.pid)))
                writers.emplace(process.program, process.user, *uid);
    json::array told;
    for (const auto& [program, user, uid] : writers)
        told.push_back({{"program", program}, {"user", user}, {"uid", uid}});
    sink.give("writers", json::write(told));
}

}  // namespace

void give_scanners(World& world, Sink& sink) {
    const auto scanners = scanners_of(world);
    json::array told;
    std::set<std::uint64_t> indexed;
    for (const auto& each : scanners) {
        json::object row{{"name", each.name}};
        const bool tracker = each.name == "tracker-miner-f" || each.name == "localsearch-3";
        if (tracker || each.name == "baloo_file") {
            const auto uid = user_of(world, each.pid);
            if (uid) row["home"] = home_of(world, *uid);
            if (uid && !tracker && indexed.size() < most_users && indexed.insert(*uid).second)
                give_baloo(world, sink, *uid);
        }
        if (told.size() < 64) told.push_back(std::move(row));
    }
    sink.give("scanners", json::write(told));
    if (!scanners.empty()) give_writers(world, sink);
    give_clamav(world, sink, scanners);
    if (runs(scanners, "wdavdaemon")) give_defender(world, sink);
    give_updatedb(world, sink);
}

}  // namespace diag::capacity
