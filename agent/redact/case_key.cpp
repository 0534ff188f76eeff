// SPDX-License-Identifier: Apache-2.0
#include "agent/redact/case_key.hpp"

#include <algorithm>

#include "platform/digest.hpp"
#include "platform/files.hpp"
#include "platform/secret_file.hpp"

namespace diag::redact {
namespace {

/// Three characters for each byte at worst stay below the 255 a name may have (NAME_MAX).
constexpr std::size_t longest_case_number = 64;

bool is_plain(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || letter == '_' || letter == '-';
}

}  // namespace

CaseKey fresh_key() {
    CaseKey key{};
    fill_random(key);
    return key;
}

std::string case_key_file(std::string_view case_number) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string name;
    for (const char letter : case_number) {
        const auto byte = static_cast<unsigned char>(letter);
        if (is_plain(letter))
            name += letter;
        else
            name += {'%', digits[byte >> 4], digits[byte & 15u]};
    }
    return name + ".key";
}

Result<CaseKey> case_key(const std::filesystem::path& state, std::string_view case_number) {
    if (case_number.empty() || case_number.size() > longest_case_number)
        return Error{Fault::refused, "a case number has 1 to 64 bytes"};
    const auto map = state / "map";
    for (const auto& directory : {state, map})
        if (const auto ours = own_directory(directory); !ours) return ours.error();
    const auto secret = secret_file(map / case_key_file(case_number), CaseKey{}.size());
    if (!secret) return secret.error();
    CaseKey key{};
    std::copy(secret->begin(), secret->end(), key.begin());
    return key;
}

}  // namespace diag::redact
