// SPDX-License-Identifier: Apache-2.0
#include "collectors/install/processes.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "platform/accounts.hpp"
#include "platform/text.hpp"

namespace diag::install {
namespace {

constexpr std::size_t most_processes = 1 << 22;  // PID_MAX_LIMIT, proc(5)
constexpr std::size_t most_descriptors = 100'000;
constexpr std::size_t text_limit = 64 * 1024;
constexpr std::size_t passwd_limit = 4 << 20;
constexpr std::int64_t ticks_a_second = 100;  // USER_HZ, fixed on x86-64

std::string_view base_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

bool below(std::string_view path, std::string_view root) {
    return path == root ||
           (path.size() > root.size() && path.starts_with(root) && path[root.size()] == '/');
}

bool below_any(std::string_view path, const std::vector<std::string>& roots) {
    return std::ranges::any_of(roots, [&](const auto& root) { return below(path, root); });
}

/// "covi" of "/opt/RealNetworks/SAFR/covi/bin/java".
std::string_view folder_in(std::string_view path, const std::vector<std::string>& roots) {
    for (const auto& root : roots)
        if (path.size() > root.size() && below(path, root)) {
            const auto rest = path.substr(root.size() + 1);
            return rest.substr(0, rest.find('/'));
        }
    return {};
}

std::vector<std::string> argv_in(const std::string& cmdline) {
    std::vector<std::string> argv;
    for (const auto part : parts_of(cmdline, '\0')) argv.emplace_back(part);
    if (!argv.empty() && argv.back().empty()) argv.pop_back();
    return argv;
}

/// A line of /proc/<pid>/status: "VmRSS:    1234 kB".
std::optional<std::uint64_t> number_behind(std::string_view text, std::string_view name) {
    for (const auto line : lines_of(text)) {
        if (!line.starts_with(name)) continue;
        const auto words = words_of(line.substr(name.size()));
        return words.empty() ? std::nullopt : natural(words.front());
    }
    return std::nullopt;
}

/// "safr-covi.service" of a line "0::/system.slice/safr-covi.service".
std::string unit_in(std::string_view cgroup) {
    for (const auto line : lines_of(cgroup)) {
        const auto name = base_name(line);
        if (name.ends_with(".service")) return std::string(name);
    }
    return {};
}

class Readings {
public:
    Readings(Files& files, Time now, const std::vector<Socket>& sockets) : files_(files) {
        for (const auto& socket : sockets) by_inode_[socket.inode] = socket.listener;
        const auto uptime = text("/proc/uptime");
        const auto seconds = real(uptime.substr(0, uptime.find(' '))).value_or(0);
        boot_ = now - milliseconds{static_cast<std::int64_t>(seconds * 1000)};
        if (const auto passwd = files.read("/etc/passwd", passwd_limit))
            for (const auto& account : accounts_in(*passwd))
                users_.emplace(account.uid, account.name);
    }

    /// Nothing when the process ended meanwhile.
    std::optional<SiteProcess> complete(SiteProcess process) const {
        const auto home = "/proc/" + std::to_string(process.pid);
        const auto status = text(home + "/status");
        const auto stat = text(home + "/stat");
        const auto owner = number_behind(status, "Uid:");
        if (!owner || stat.empty()) return std::nullopt;
        const auto uid = std::to_string(*owner);
        const auto user = users_.find(uid);
        process.user = user == users_.end() ? uid : user->second;
        process.resident = number_behind(status, "VmRSS:").value_or(0) * 1024;
        process.unit = unit_in(text(home + "/cgroup"));
        process.started = started(stat);
        process.listeners = listeners(home + "/fd");
        return process;
    }

private:
    std::string text(const std::string& path) const {
        auto read = files_.read(path, text_limit);
        return read ? std::move(*read) : std::string{};
    }

    Time started(std::string_view stat) const {
        const auto words = words_of(stat.substr(std::min(stat.rfind(')'), stat.size() - 1) + 1));
        const auto ticks = words.size() > 19 ? integer(words[19]).value_or(0) : 0;
        return boot_ + milliseconds{ticks * 1000 / ticks_a_second};
    }

    std::vector<Listener> listeners(const std::string& directory) const {
        std::vector<Listener> all;
        const auto names = files_.list(directory, most_descriptors);
        if (!names || by_inode_.empty()) return all;
        for (const auto& name : *names) {
            const auto target = files_.link_target(directory + "/" + name);
            if (!target || !target->starts_with("socket:[")) continue;
            const auto inode = natural(std::string_view(*target).substr(8, target->size() - 9));
            const auto found = by_inode_.find(inode.value_or(0));
            if (found != by_inode_.end()) all.push_back(found->second);
        }
        return all;
    }

    Files& files_;
    std::map<std::uint64_t, Listener> by_inode_;
    std::map<std::string, std::string, std::less<>> users_;
    Time boot_{};
};

std::optional<SiteProcess> candidate(int pid, Files& files, const std::vector<std::string>& roots) {
    const auto home = "/proc/" + std::to_string(pid);
    const auto program = files.link_target(home + "/exe");
    if (!program) return std::nullopt;  // a kernel thread, gone, or not ours to look at
    SiteProcess process{.pid = pid, .program = *program};
    if (is_tool(base_name(process.program))) return std::nullopt;
    if (const auto directory = files.link_target(home + "/cwd")) process.directory = *directory;
    if (!below_any(process.program, roots) && !below_any(process.directory, roots))
        return std::nullopt;
    if (const auto cmdline = files.read(home + "/cmdline", text_limit))
        process.argv = argv_in(*cmdline);
    return process;
}

}  // namespace

bool is_tool(std::string_view program) {
    static constexpr std::array names{"sh",   "bash",  "dash", "zsh",  "fish", "less",
                                      "more", "vi",    "vim",  "nano", "tail", "cat",
                                      "grep", "find",  "sudo", "su",   "top",  "htop",
                                      "mc",   "rsync", "tar",  "gzip", "sshd", "safr-diag"};
    return std::ranges::find(names, program) != names.end();
}

std::string service_of(const SiteProcess& process, const std::vector<std::string>& roots) {
    const auto name = base_name(process.program);
    if (name.starts_with("mongod")) return "mongod";
    if (name.starts_with("virgo")) return "virgo";
    std::vector<std::string_view> paths{process.program, process.directory};
    for (const auto& word : process.argv) {
        paths.emplace_back(word);
        if (base_name(word) == "mongod") return "mongod";
        if (base_name(word) == "ares.jar") return "ares";
    }
    for (const auto path : paths) {
        const auto folder = folder_in(path, roots);
        for (const auto& service : services())
            if (!folder.empty() && service.folder == folder && service.id != "mongod")
                return std::string(service.id);
    }
    for (const auto& listener : process.listeners)
        for (const auto& service : services())
            if (service.port != 0 &&
                (listener.port == service.port || listener.port == service.port_tls))
                return std::string(service.id);
    return {};
}

std::vector<SiteProcess> processes_under(const std::vector<std::string>& roots, Files& files,
                                         Time now, const std::vector<Socket>& sockets) {
    std::vector<SiteProcess> all;
    const auto names = files.list("/proc", most_processes);
    if (!names) return all;
    const Readings readings(files, now, sockets);
    for (const auto& name : *names) {
        const auto pid = natural(name);
        if (!pid || *pid > most_processes) continue;
        auto found = candidate(static_cast<int>(*pid), files, roots);
        if (!found) continue;
        auto process = readings.complete(std::move(*found));
        if (!process) continue;
        process->service = service_of(*process, roots);
        all.push_back(std::move(*process));
    }
    std::ranges::sort(all, {}, &SiteProcess::pid);
    return all;
}

}  // namespace diag::install
