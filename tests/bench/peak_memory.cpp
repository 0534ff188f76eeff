// SPDX-License-Identifier: Apache-2.0
// How much memory does a program need, with all the processes it starts?
//
//   peak_memory OUT.json PROGRAM [ARGUMENT...]
//
// Runs the program to its end and sums, every 10 ms, the resident memory of it and all its
// descendants. Two sums: VmRSS of proc(5), in which a page shared by five processes counts five
// times, and Pss, in which each shares it. Exits as the program did.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <string>
#include <thread>

namespace {

namespace fs = std::filesystem;
using std::chrono::steady_clock;

struct Peak {
    std::uint64_t rss = 0;
    std::uint64_t pss = 0;
    std::size_t processes = 0;
    std::uint64_t samples = 0;
};

// The value of "Key:   123 kB" in a /proc file, in bytes; 0 when the process is gone.
std::uint64_t kilobytes(const std::string& path, const std::string& key) {
    std::ifstream file(path);
    std::string word;
    while (file >> word)
        if (std::uint64_t value = 0; word == key && file >> value) return value * 1024;
    return 0;
}

// Parent of each process, from field 4 of /proc/PID/stat, after the name in parentheses.
std::map<pid_t, pid_t> parents() {
    std::map<pid_t, pid_t> found;
    for (const auto& entry : fs::directory_iterator("/proc")) {
        const auto name = entry.path().filename().string();
        if (name.find_first_not_of("0123456789") != std::string::npos) continue;
        std::ifstream file(entry.path() / "stat");
        std::string line;
        std::getline(file, line);
        const auto after = line.rfind(") ");
        if (after != std::string::npos && after + 4 < line.size())
            found[std::stoi(name)] = std::stoi(line.substr(after + 4));
    }
    return found;
}

std::set<pid_t> tree_below(pid_t root) {
    const auto parent_of = parents();
    std::set<pid_t> tree{root};
    for (bool grew = true; grew;) {
        grew = false;
        for (const auto& [child, parent] : parent_of)
            if (tree.count(parent) != 0 && tree.insert(child).second) grew = true;
    }
    return tree;
}

void sample(pid_t root, Peak& peak) {
    std::uint64_t rss = 0;
    std::uint64_t pss = 0;
    const auto tree = tree_below(root);
    for (const auto pid : tree) {
        const auto base = "/proc/" + std::to_string(pid);
        rss += kilobytes(base + "/status", "VmRSS:");
        pss += kilobytes(base + "/smaps_rollup", "Pss:");
    }
    peak.rss = std::max(peak.rss, rss);
    peak.pss = std::max(peak.pss, pss);
    peak.processes = std::max(peak.processes, tree.size());
    ++peak.samples;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        std::cerr << "usage: peak_memory OUT.json PROGRAM [ARGUMENT...]\n";
        return 64;
    }
    const auto start = steady_clock::now();
    const auto child = fork();
    if (child == 0) {
        execvp(argv[2], argv + 2);
        std::cerr << "peak_memory: cannot run " << argv[2] << '\n';
        _exit(127);
    }
    Peak peak;
    int status = 0;
    rusage usage{};
    while (wait4(child, &status, WNOHANG, &usage) == 0) {
        sample(child, peak);
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
    const std::chrono::duration<double> wall = steady_clock::now() - start;
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    std::ofstream(argv[1]) << "{\"peak_rss_bytes\":" << peak.rss
                           << ",\"peak_pss_bytes\":" << peak.pss
                           << ",\"processes\":" << peak.processes << ",\"samples\":" << peak.samples
                           << ",\"wall_seconds\":" << wall.count() << ",\"cpu_seconds\":"
                           << seconds(usage.ru_utime) + seconds(usage.ru_stime) << "}\n";
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
