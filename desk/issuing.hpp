// SPDX-License-Identifier: Apache-2.0
// What a desk's authority signs: certificates and the list of those it took back.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "platform/authority.hpp"

namespace diag::desk {

inline constexpr std::chrono::days authority_life{3650};
inline constexpr std::chrono::days certificate_life{730};
/// A revocation list is due for renewal after this. Sites go on using it (RFC 5280 would not),
/// tools that check dates do not.
inline constexpr std::chrono::days list_life{30};

struct Authority {
    Certificate certificate;
    PrivateKey key;
};

/// Valid from a day ago, so that sites whose clocks are late take it at once.
Subject subject_of(Role role, std::string name, Time now, std::chrono::days life);

/// A list that is due for renewal in list_life.
Result<RevocationList> list_of(const std::vector<Revocation>& revoked, std::uint64_t number,
                               Time now, const Authority& authority);

/// Keeps it as DIRECTORY/issued/SERIAL.pem.
Result<> keep_issued(const std::filesystem::path& directory, const Certificate& certificate);

/// The one kept under that serial number. Fails with absent.
Result<Certificate> issued_as(const std::filesystem::path& directory, const std::string& serial);

/// All that are kept, by name, those that hold longest first; none where nothing was issued yet. A
/// file there that is none of them is left out, with a warning.
Result<std::vector<Certificate>> all_issued(const std::filesystem::path& directory);

/// Why a certificate was revoked, as somebody said it; empty where nobody did.
Result<> keep_reason(const std::filesystem::path& directory, const std::string& serial,
                     std::string_view reason);
std::string reason_of(const std::filesystem::path& directory, const std::string& serial);

/// What a certificate may call somebody: one line of 1 to 64 printable bytes, no space around.
bool is_certificate_name(std::string_view text);

/// What may be a subjectAltName: a DNS name or a numeric address without brackets.
bool is_host(std::string_view text);

}  // namespace diag::desk
