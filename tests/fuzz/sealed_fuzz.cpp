// SPDX-License-Identifier: Apache-2.0
// Sealed volumes and signatures: BER that is not ours must end in a sentence.
#include <algorithm>
#include <cstdlib>

#include "platform/cms.hpp"

namespace {

// Made for the seeds; opens nothing else.
constexpr std::string_view key_pem =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg/No6VcTGJf3c/N7r\n"
    "+DDJQ2t1IzZ5z2dLoJ9f3j5pibqhRANCAARv6ESYSXCnWPHUWbKa4YaZacTEdbJp\n"
    "pc6mmR6517xU3YWfxpCm3bYb0P7NC4+o2vfgfa5zPyxjxy9NV82qGs5n\n"
    "-----END PRIVATE KEY-----\n";

const diag::PrivateKey& key() {
    static const auto loaded = diag::PrivateKey::from_pem(key_pem, "the key of the seeds");
    if (!loaded) std::abort();
    return *loaded;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const diag::cms::Sealed sealed{size, [&](std::uint64_t at, std::span<char> into) {
                                       if (at > size || into.size() > size - at) std::abort();
                                       std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                                                   into.size(), into.begin());
                                       return diag::Result<>{};
                                   }};
    std::size_t plain = 0;
    const auto opened = diag::cms::open(sealed, key(), [&](std::string_view some) {
        plain += some.size();
        return diag::Result<>{};
    });
    if (opened && plain >= size) std::abort();
    static_cast<void>(diag::cms::verify("content", bytes));
    return 0;
}
