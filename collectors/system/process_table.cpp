// SPDX-License-Identifier: Apache-2.0
#include "collectors/system/process_table.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "collectors/system/counters.hpp"
#include "platform/text.hpp"

namespace diag::host {
namespace {

constexpr std::uint64_t page_bytes = 4096;  // SAFR runs on x86-64 only, where it is fixed
constexpr std::uint64_t most_pages = 1ull << 40;

using ByName = std::map<std::string_view, Taker>;

template <class Amount>
std::vector<Taker> first_of(const ByName& takers, std::size_t most, Amount amount) {
    std::vector<Taker> order;
    for (const auto& [name, taker] : takers)
        if (amount(taker) > 0) order.push_back(taker);
    std::stable_sort(order.begin(), order.end(), [&](const Taker& one, const Taker& other) {
        return amount(one) > amount(other);
    });
    if (order.size() > most) order.resize(most);
    return order;
}

std::uint64_t at(const std::vector<std::string_view>& words, std::size_t index) {
    return index < words.size() ? natural(words[index]).value_or(0) : 0;
}

}  // namespace

std::optional<Process> process_of(std::string_view stat) {
    const auto open = stat.find('(');
    const auto close = stat.rfind(')');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open)
        return std::nullopt;
    const auto pid = natural(trimmed(stat.substr(0, open)));
    const auto rest = words_of(trimmed(stat.substr(close + 1)));  // from field 3, the state
    if (!pid || rest.size() < 22 || rest[0].size() != 1) return std::nullopt;
    Process process{.pid = *pid, .state = rest[0][0], .parent = at(rest, 1)};
    process.ticks = at(rest, 11) + at(rest, 12);  // fields 14 and 15, utime and stime
    process.threads = at(rest, 17);
    process.start = at(rest, 19);
    process.resident = std::min(at(rest, 21), most_pages);
    process.name = printable(stat.substr(open + 1, close - open - 1));
    std::replace(process.name.begin(), process.name.end(), '\n', ' ');
    return process;
}

std::string row_of(const Process& process) {
    std::string row = std::to_string(process.pid);
    row += ' ';
    row += process.state;
    for (const auto number :
         {process.parent, process.ticks, process.threads, process.start, process.resident})
        row += ' ' + std::to_string(number);
    return row + ' ' + process.name + '\n';
}

std::vector<Process> processes_of(std::string_view rows) {
    std::vector<Process> processes;
    for (const auto line : lines_of(rows)) {
        const auto words = words_of(line);
        if (words.size() < 7 || words[1].size() != 1) continue;
        const auto pid = natural(words[0]);
        if (!pid) continue;
        Process process{.pid = *pid, .state = words[1][0], .parent = at(words, 2)};
        process.ticks = at(words, 3);
        process.threads = at(words, 4);
        process.start = at(words, 5);
        process.resident = std::min(at(words, 6), most_pages);
        const auto numbers_end =
            static_cast<std::size_t>(words[6].data() - line.data()) + words[6].size();
        process.name = trimmed(line.substr(numbers_end));
        processes.push_back(std::move(process));
    }
    return processes;
}

std::vector<Process> without_family(std::vector<Process> processes, std::uint64_t root) {
    if (root <= 1) return processes;
    std::set<std::uint64_t> family{root};
    // A child may stand before its parent: pids are given out anew from the beginning.
    for (std::size_t known = 0; known != family.size();) {
        known = family.size();
        for (const auto& process : processes)
            if (family.contains(process.parent)) family.insert(process.pid);
    }
    std::erase_if(processes, [&](const Process& each) { return family.contains(each.pid); });
    return processes;
}

std::vector<Taker> busiest(const std::vector<Process>& before, const std::vector<Process>& after,
                           std::size_t most) {
    std::map<std::pair<std::uint64_t, std::uint64_t>, std::uint64_t> earlier;
    for (const auto& process : before) earlier[{process.pid, process.start}] = process.ticks;
    ByName takers;
    for (const auto& process : after) {
        const auto known = earlier.find({process.pid, process.start});
        if (known == earlier.end()) continue;
        auto& taker = takers[process.name];
        taker.name = process.name;
        ++taker.processes;
        taker.cpu_ticks += static_cast<double>(advanced(known->second, process.ticks));
    }
    return first_of(takers, most, [](const Taker& taker) { return taker.cpu_ticks; });
}

std::vector<Taker> largest(const std::vector<Process>& processes, std::size_t most) {
    ByName takers;
    for (const auto& process : processes) {
        auto& taker = takers[process.name];
        taker.name = process.name;
        ++taker.processes;
        taker.resident_bytes += process.resident * page_bytes;
    }
    return first_of(takers, most, [](const Taker& taker) { return taker.resident_bytes; });
}

}  // namespace diag::host
