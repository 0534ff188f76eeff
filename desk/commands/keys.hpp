// SPDX-License-Identifier: Apache-2.0
// Private keys and the passphrases that lock them: from files, or from the person at the terminal.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "desk/home.hpp"
#include "desk/issuing.hpp"
#include "platform/certificate.hpp"
#include "platform/command_line.hpp"
#include "platform/result.hpp"

namespace diag::desk {

inline constexpr Option passphrase_option{
    .name = "--passphrase-file",
    .value = "FILE",
    .help = "the key's passphrase is its first line; default: asked for on the terminal",
    .complete = "file"};

/// For the authority's key, which is seldom locked: it should be offline instead.
inline constexpr Option authority_passphrase_option{
    .name = "--ca-passphrase-file",
    .value = "FILE",
    .help = "the passphrase of ca.key is its first line; default: asked for where it has one",
    .complete = "file"};

/// Somebody can be asked: standard input and error are terminals.
bool somebody_there();

/// The first line of a file that only we can read. Fails with malformed when that is empty or holds
/// control characters.
Result<std::string> passphrase_in(const std::filesystem::path& file);

/// A passphrase for a new or changed key: from the file that `option` names, else asked for twice,
/// else empty. `what` is for the question.
Result<std::string> new_passphrase(const Invocation& invocation, std::string_view option,
                                   const std::string& what);

/// The key in a file that only we can read; its passphrase from the file that `option` names, else
/// asked for where it has one. Fails with denied when that is another one or nobody is there.
Result<PrivateKey> unlocked(const std::filesystem::path& file, const Invocation& invocation,
                            std::string_view option);

/// The same of a key that opens bundles: that may lie on a stick, where files have no owner.
Result<PrivateKey> unlocked_to_open(const std::filesystem::path& file, const Invocation& invocation,
                                    std::string_view option = passphrase_option.name);

/// Writes the key for us alone, locked unless `passphrase` is empty.
Result<> keep_key(const std::filesystem::path& file, const PrivateKey& key,
                  const std::string& passphrase);

/// Says that the key lies open, and what helps.
void warn_of_open_key(const std::filesystem::path& file);

/// ca.pem and ca.key, the latter unlocked by --ca-passphrase-file or asked for.
Result<Authority> authority_of(const Home& home, const Invocation& invocation);

}  // namespace diag::desk
