// SPDX-License-Identifier: Apache-2.0
// A whole bundle: outer tar, signature, manifest, volumes. Only what somebody signed may hold.
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "agent/exchange/bundle_reader.hpp"
#include "platform/descriptor.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const diag::Descriptor file{::memfd_create("bundle", MFD_CLOEXEC)};
    if (!file || ::write(file.get(), data, size) != static_cast<ssize_t>(size)) std::abort();
    const auto verified =
        diag::exchange::verify_bundle("/proc/self/fd/" + std::to_string(file.get()), std::nullopt);
    if (verified && verified->file_bytes != size) std::abort();
    return 0;
}
