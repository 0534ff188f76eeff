// SPDX-License-Identifier: Apache-2.0
// Runs a fuzz target without a fuzzer: every seed, every seed cut short, every seed with bytes
// altered. So each compiler and sanitizer sees the corpus, not only clang.
//
//   fuzz_manifest CORPUS_DIRECTORY...
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size);

namespace {

// A seed of up to this many bytes is cut at every length, a longer one at as many places.
constexpr std::size_t cuts = 512;
constexpr int alterations = 256;

void run(const std::string& input) {
    // A copy of the exact size on the heap, so that AddressSanitizer sees one byte too far.
    const std::vector<unsigned char> exact(input.begin(), input.end());
    LLVMFuzzerTestOneInput(exact.data(), exact.size());
}

void run_cut(const std::string& seed) {
    const auto step = std::max<std::size_t>(1, seed.size() / cuts);
    for (std::size_t length = 0; length < seed.size(); length += step) run(seed.substr(0, length));
}

void run_altered(const std::string& seed) {
    if (seed.empty()) return;
    std::mt19937 chance(20'260'101);  // fixed: a failure must come again
    for (int round = 0; round < alterations; ++round) {
        auto input = seed;
        for (auto changes = 1 + chance() % 4; changes > 0; --changes)
            input[chance() % input.size()] = static_cast<char>(chance() % 256);
        run(input);
    }
}

}  // namespace

int main(int argc, char** argv) {
    std::size_t seeds = 0;
    for (int index = 1; index < argc; ++index)
        for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[index])) {
            if (!entry.is_regular_file()) continue;
            std::ifstream file(entry.path(), std::ios::binary);
            const std::string seed{std::istreambuf_iterator<char>(file), {}};
            run(seed);
            run_cut(seed);
            run_altered(seed);
            ++seeds;
        }
    std::printf("%zu seeds, each also cut and altered\n", seeds);
    return seeds == 0 ? 1 : 0;
}
