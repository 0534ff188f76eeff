// SPDX-License-Identifier: Apache-2.0
#include "agent/config/roots.hpp"

#include <algorithm>
#include <optional>

#include "platform/text.hpp"

namespace diag::config {
namespace {

constexpr milliseconds patience{1'000};
constexpr std::size_t most_processes = 1 << 22;  ///< PID_MAX_LIMIT, proc(5)
constexpr std::string_view product = "/RealNetworks/SAFR";

bool is_there(Paths& paths, const std::string& path) {
    const auto space = paths.space(path, patience);
    return space || space.error().fault != Fault::absent;
}

/// ".../RealNetworks/SAFR" of a path below it.
std::optional<std::string> root_in(std::string_view executable) {
    const auto at = executable.find(std::string(product) + "/");
    if (at == executable.npos) return std::nullopt;
    return std::string(executable.substr(0, at + product.size()));
}

struct Found {
    std::string root;
    std::string process;
};

/// The oldest process (the lowest number) of SAFR that shows its executable to us.
std::optional<Found> running_safr(Files& files) {
    const auto names = files.list("/proc", most_processes);
    if (!names) return std::nullopt;
    std::vector<std::uint64_t> processes;
    for (const auto& name : *names)
        if (const auto number = natural(name)) processes.push_back(*number);
    std::sort(processes.begin(), processes.end());
    for (const auto process : processes) {
        const auto executable = files.link_target("/proc/" + std::to_string(process) + "/exe");
        if (!executable) continue;
        if (auto root = root_in(*executable)) return Found{*root, std::to_string(process)};
    }
    return std::nullopt;
}

}  // namespace

void settle_roots(Config& config, Files& files, Paths& paths) {
    auto& safr = config.safr;
    auto& origins = config.origins;
    if (!origins.contains("safr.program_root")) {
        if (is_there(paths, safr.program_root)) return;
        const auto found = running_safr(files);
        if (!found) return;
        safr.program_root = found->root;
        origins["safr.program_root"] = "process " + found->process + " runs from there";
    }
    while (safr.program_root.size() > 1 && safr.program_root.ends_with('/'))
        safr.program_root.pop_back();
    if (!origins.contains("safr.data_root")) {
        safr.data_root = safr.program_root;
        origins["safr.data_root"] = "as safr.program_root";
    }
    if (!origins.contains("safr.backup_root")) {
        safr.backup_root = safr.program_root + "-backups";
        origins["safr.backup_root"] = "beside safr.program_root";
    }
}

}  // namespace diag::config
