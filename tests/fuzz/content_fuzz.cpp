// SPDX-License-Identifier: Apache-2.0
// content.tar.gz: gunzip and the tar reader; each file must get as many bytes as it announced.
#include <cstdint>
#include <cstdlib>

#include "agent/exchange/tar.hpp"
#include "platform/gunzip.hpp"

namespace {

using diag::Result;

struct Count {
    std::uint64_t announced = 0;
    std::uint64_t seen = 0;

    Result<> begin(const diag::exchange::TarEntry& entry) {
        if (!diag::exchange::safe_path(entry.path)) std::abort();
        announced = entry.size;
        seen = 0;
        return {};
    }
    Result<> bytes(std::string_view bytes) {
        seen += bytes.size();
        return {};
    }
    Result<> end() const {
        if (seen != announced) std::abort();
        return {};
    }
};

void read_tar(std::string_view bytes, bool packed) {
    Count count;
    diag::exchange::TarReader tar(
        {[&](const diag::exchange::TarEntry& entry) { return count.begin(entry); },
         [&](std::string_view some) { return count.bytes(some); }, [&] { return count.end(); }});
    diag::Gunzip gunzip([&](std::string_view some) { return tar.write(some); });
    const auto written = packed ? gunzip.write(bytes) : tar.write(bytes);
    // The shortest archive is its end: two blocks.
    if (written && tar.finish() && !packed && bytes.size() < 2 * diag::exchange::tar_block)
        std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    read_tar(bytes, true);
    read_tar(bytes, false);
    return 0;
}
