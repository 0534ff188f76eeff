// SPDX-License-Identifier: Apache-2.0
#include "agent/run/usage.hpp"

#include <unistd.h>

#include "platform/files.hpp"
#include "platform/text.hpp"

namespace diag::run {
namespace {

constexpr std::size_t proc_limit = 16384;
constexpr std::size_t most_open = 4096;

/// The number behind "name:" in a file of such lines.
std::uint64_t number_after(std::string_view text, std::string_view name) {
    for (const auto line : lines_of(text)) {
        if (!line.starts_with(name)) continue;
        const auto words = words_of(line.substr(name.size()));
        return words.empty() ? 0 : natural(words.front()).value_or(0);
    }
    return 0;
}

}  // namespace

ProcessUse use_of(pid_t pid) {
    const auto directory = "/proc/" + std::to_string(pid);
    ProcessUse use;
    if (const auto status = system_files().read(directory + "/status", proc_limit)) {
        use.rss_bytes = number_after(*status, "VmRSS:") * 1024;
        use.peak_rss_bytes = number_after(*status, "VmHWM:") * 1024;
    }
    if (const auto stat = system_files().read(directory + "/stat", proc_limit)) {
        // Fields 14 and 15, counted from behind the name, which may hold anything.
        const auto words = words_of(std::string_view(*stat).substr(stat->rfind(')') + 1));
        if (words.size() > 12)
            use.cpu_seconds = (real(words[11]).value_or(0) + real(words[12]).value_or(0)) /
                              static_cast<double>(::sysconf(_SC_CLK_TCK));
    }
    if (const auto io = system_files().read(directory + "/io", proc_limit))
        use.read_bytes = number_after(*io, "rchar:");
    if (const auto open = system_files().list(directory + "/fd", most_open))
        use.open_files = open->size();
    return use;
}

json::value to_json(const ProcessUse& use) {
    return {{"peak_rss", use.peak_rss_bytes}, {"read", use.read_bytes}};
}

ProcessUse use_from(const json::value& document) {
    const auto at = [&](std::string_view name) {
        return static_cast<std::uint64_t>(
            std::max<std::int64_t>(0, json::integer_at(document, name).value_or(0)));
    };
    return {.rss_bytes = 0,
            .peak_rss_bytes = at("peak_rss"),
            .cpu_seconds = 0,
            .read_bytes = at("read")};
}

}  // namespace diag::run
