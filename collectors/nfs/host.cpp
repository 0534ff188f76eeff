// SPDX-License-Identifier: Apache-2.0
#include "collectors/nfs/host.hpp"

#include <algorithm>

#include "collectors/nfs/outages.hpp"
#include "platform/json.hpp"
#include "platform/text.hpp"

namespace diag::nfs {
namespace {

constexpr std::size_t log_limit = 8 << 20;
constexpr std::size_t most_processes = 20'000;
constexpr std::size_t most_threads = 2000;
constexpr std::size_t most_stuck = 64;

struct Source {
    std::string name;
    std::vector<std::string> argv;
};

std::vector<Source> sources(bool brief) {
    Source journal{
        "journalctl",
        {"journalctl", "-k", "-b", "-q", "-o", "short-iso", "--no-pager", "-n", "20000"}};
    Source dated{"dmesg_iso", {"dmesg", "--time-format", "iso"}};
    Source plain{"dmesg", {"dmesg"}};
    if (brief) return {dated, plain};
    return {journal, dated, plain};
}

struct Task {
    char state = '?';
    std::string name;
};

/// "12 (java) D 1 ...": the name may hold blanks and brackets itself (proc(5)).
Task parse_stat(std::string_view text) {
    const auto open = text.find('(');
    const auto close = text.rfind(')');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open ||
        close + 2 >= text.size())
        return {};
    return {text[close + 2], printable(text.substr(open + 1, close - open - 1))};
}

class Search {
public:
    explicit Search(World& world) : world_(world) {}

    void look_at(const std::string& task, std::int64_t pid) {
        const auto stat = world_.files.read(task + "/stat", 4096);
        if (!stat || stuck_.size() >= most_stuck) return;
        const auto found = parse_stat(*stat);
        if (found.state != 'D') return;
        const auto where = world_.files.read(task + "/wchan", 256);
        stuck_.push_back({{"pid", pid},
                          {"program", found.name},
                          {"waits_in", where ? printable(trimmed(*where)) : ""}});
    }

    json::array take() { return std::move(stuck_); }

private:
    World& world_;
    json::array stuck_;
};

}  // namespace

void give_kernel_log(World& world, Sink& sink) {
    const bool brief = world.scope.brief;
    sink.doing("kernel log");
    Error reason{Fault::absent, "no kernel log"};
    for (const auto& source : sources(brief)) {
        const milliseconds patience{brief ? 500 : 8000};
        const auto printed = world.programs.run(source.argv, log_limit, patience);
        if (!printed) {
            reason = printed.error();
        } else if (printed->exit_code != 0) {
            reason = Error{Fault::denied,
                           source.name + ": " + printable(trimmed(printed->errors.substr(0, 200)))};
        } else if (!trimmed(printed->output).empty()) {
            sink.give("kernel_log", lines_about_servers(printed->output));
            sink.give("kernel_log:source", source.name);
            return;
        }
    }
    sink.give("kernel_log", reason);
}

void give_stuck(World& world, Sink& sink) {
    const auto names = world.files.list("/proc", most_processes);
    if (!names) {
        sink.give("stuck", names.error());
        return;
    }
    Search search(world);
    for (const auto& name : *names) {
        const auto pid = natural(name);
        if (!pid) continue;
        const auto home = "/proc/" + name;
        const auto& processes = world.scope.site.processes;
        const bool of_safr = std::ranges::any_of(processes, [&](const SiteProcess& process) {
            return process.pid == static_cast<std::int64_t>(*pid);
        });
        const auto threads = of_safr ? world.files.list(home + "/task", most_threads)
                                     : Error{Fault::refused, "not asked"};
        if (!threads)
            search.look_at(home, static_cast<std::int64_t>(*pid));
        else
            for (const auto& thread : *threads)
                search.look_at(home + "/task/" + thread, static_cast<std::int64_t>(*pid));
    }
    sink.give("stuck", json::write(search.take()));
}

}  // namespace diag::nfs
