// SPDX-License-Identifier: Apache-2.0
// Speed of what a bundle is made with, one line a stage: MB/s of processor time on one core.
//
//   redact_bench DIRECTORY
//
// of logs, as make_logs writes them; 128 MiB of them are enough.
//
// Processor time, not wall time, so that a busy machine does not change the figures.
#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>

#include "agent/redact/redactor.hpp"
#include "agent/report/knowledge.hpp"
#include "agent/stream/sightings.hpp"
#include "platform/compress.hpp"
#include "platform/digest.hpp"

namespace {

using namespace diag;

constexpr std::size_t block = std::size_t{1} << 20;
constexpr std::size_t sample = std::size_t{128} << 20;

double cpu_seconds() {
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

/// An equal share of every file below `directory`.
std::string text_below(const std::filesystem::path& directory) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(directory))
        if (entry.is_regular_file()) files.push_back(entry.path());
    std::string text;
    for (const auto& path : files) {
        const auto share = std::min<std::size_t>(sample / files.size(), file_size(path));
        const auto size = text.size();
        text.resize(size + share);
        std::ifstream(path, std::ios::binary)
            .read(text.data() + size, static_cast<std::streamsize>(share));
        text.resize(text.rfind('\n') + 1);
    }
    return text;
}

/// Runs `work` three times and prints the best.
void measure(const char* name, std::size_t bytes, const std::function<void()>& work) {
    double best = 1e9;
    for (int run = 0; run < 3; ++run) {
        const auto start = cpu_seconds();
        work();
        best = std::min(best, cpu_seconds() - start);
    }
    std::printf("%-28s %8.0f MB/s\n", name, static_cast<double>(bytes) / best / 1e6);
}

std::vector<std::string_view> blocks_of(std::string_view text) {
    std::vector<std::string_view> blocks;
    while (!text.empty()) {
        auto size = text.size();
        if (size > block) size = redact::Redactor::safe_cut(text.substr(0, block));
        blocks.push_back(text.substr(0, size));
        text.remove_prefix(size);
    }
    return blocks;
}

void pack_at(int level, const std::vector<std::string_view>& blocks, std::size_t bytes) {
    std::size_t packed = 0;
    measure(("pack -" + std::to_string(level)).c_str(), bytes, [&] {
        GzipPacker packer(level);
        packed = 0;
        for (const auto part : blocks) packed += packer.member(part).size();
    });
    std::printf("%-28s %8.2f times smaller\n", "",
                static_cast<double>(bytes) / static_cast<double>(packed));
}

std::vector<stream::Signature> known_signatures() {
    std::vector<stream::Signature> all;
    for (const auto& each : report::Knowledge::builtin().signatures())
        all.push_back({each.id, each.pattern, each.severity});
    return all;
}

void measure_pass(const std::string& text, const redact::Redactor& redactor,
                  const std::vector<stream::Signature>& signatures) {
    const auto bytes = text.size();
    const auto path = std::filesystem::temp_directory_path() /
                      ("redact_bench-" + std::to_string(::getpid()) + ".log");
    std::ofstream(path, std::ios::binary) << text;
    const Attachment attachment{.name = "log", .path = path.string()};
    const int output = ::open("/dev/null", O_WRONLY);
    for (const int to : {-1, output})
        measure(to < 0 ? "pass (check)" : "pass (collect)", bytes, [&] {
            stream::pass({&attachment, 1}, redactor, signatures, {.output = to},
                         [](const stream::Passed&) {});
        });
    ::close(output);
    std::filesystem::remove(path);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) return 64;
    const auto text = text_below(argv[1]);
    if (text.empty()) return 65;
    auto start = cpu_seconds();
    const auto redactor = redact::Redactor::create({1});
    if (!redactor) return 70;
    std::printf("%-28s %8.1f ms\n", "compile rules", (cpu_seconds() - start) * 1e3);
    const auto signatures = known_signatures();
    start = cpu_seconds();
    const stream::Lookout lookout(signatures);
    std::printf("%-28s %8.1f ms\n", "compile signatures", (cpu_seconds() - start) * 1e3);

    const auto blocks = blocks_of(text);
    measure("cut", text.size(), [&] { blocks_of(text); });
    redact::Redacted clean = redact::fixed_text("");
    measure("redact", text.size(), [&] {
        redact::Redactions counts;
        for (const auto part : blocks)
            if (!redactor->redact(part, counts, clean)) std::exit(70);
    });
    measure("look for signatures", text.size(), [&] {
        const TimestampReader times(system_clock().now());
        for (const auto part : blocks) lookout.look(part, times);
    });
    measure("digest", text.size(), [&] { sha256(text); });
    for (const int level : {1, 2, 3, 4, 5, 6}) pack_at(level, blocks, text.size());
    measure_pass(text, *redactor, signatures);
    return 0;
}
