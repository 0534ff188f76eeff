// SPDX-License-Identifier: Apache-2.0
#include "desk/commands/keys.hpp"

#include <unistd.h>

#include <algorithm>

#include "desk/commands/next.hpp"
#include "platform/files.hpp"
#include "platform/log.hpp"
#include "platform/secret_file.hpp"
#include "platform/shell_word.hpp"
#include "platform/terminal.hpp"

namespace diag::desk {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t key_limit = 64 << 10;
constexpr std::size_t passphrase_file_limit = 4096;
// OpenSSL reads no more of one (PEM_BUFSIZE).
constexpr std::size_t longest_passphrase = 1000;

bool is_passphrase(std::string_view text) {
    return text.size() <= longest_passphrase && std::ranges::none_of(text, [](unsigned char byte) {
               return byte < ' ' || byte == 0x7f;
           });
}

Result<std::string> asked(const std::string& question) {
    auto answer = ask_secret(question, STDIN_FILENO, STDERR_FILENO);
    if (answer && !is_passphrase(*answer))
        return Error{Fault::malformed, "a passphrase holds no control characters"};
    return answer;
}

Result<PrivateKey> unlocked_pem(const std::string& pem, const fs::path& file,
                                const Invocation& invocation, std::string_view option) {
    if (invocation.has(option)) {
        const auto passphrase = passphrase_in(invocation.value(option));
        if (!passphrase) return passphrase.error();
        return PrivateKey::from_pem(pem, file.native(), *passphrase);
    }
    auto key = PrivateKey::from_pem(pem, file.native());
    if (key || key.error().fault != Fault::denied) return key;
    if (!somebody_there())
        return Error{Fault::denied, key.error().what + ": give " + std::string(option) + " FILE"};
    const auto passphrase = asked("Passphrase of " + file.native() + ": ");
    if (!passphrase) return passphrase.error();
    return PrivateKey::from_pem(pem, file.native(), *passphrase);
}

}  // namespace

bool somebody_there() { return is_terminal(STDIN_FILENO) && is_terminal(STDERR_FILENO); }

Result<std::string> passphrase_in(const fs::path& file) {
    const auto text = private_file(file, passphrase_file_limit);
    if (!text) return text.error();
    auto line = text->substr(0, text->find('\n'));
    if (line.ends_with('\r')) line.pop_back();
    if (line.empty() || !is_passphrase(line))
        return Error{Fault::malformed, file.native() +
                                           ": the first line is no passphrase: 1 to 1000 bytes "
                                           "without control characters"};
    return line;
}

Result<std::string> new_passphrase(const Invocation& invocation, std::string_view option,
                                   const std::string& what) {
    if (invocation.has(option)) return passphrase_in(invocation.value(option));
    if (!somebody_there()) return std::string();
    auto first = asked("New passphrase of " + what + " (empty: none): ");
    if (!first || first->empty()) return first;
    const auto again = asked("The same again: ");
    if (!again) return again.error();
    if (*first != *again) return Error{Fault::refused, "the two passphrases differ"};
    return first;
}

Result<PrivateKey> unlocked(const fs::path& file, const Invocation& invocation,
                            std::string_view option) {
    const auto pem = private_file(file, key_limit);
    if (!pem) return pem.error();
    return unlocked_pem(*pem, file, invocation, option);
}

Result<PrivateKey> unlocked_to_open(const fs::path& file, const Invocation& invocation,
                                    std::string_view option) {
    const auto pem = system_files().read(file, key_limit);
    if (!pem) return pem.error();
    return unlocked_pem(*pem, file, invocation, option);
}

Result<> keep_key(const fs::path& file, const PrivateKey& key, const std::string& passphrase) {
    const auto pem = passphrase.empty() ? key.pem() : key.pem(passphrase);
    if (!pem) return pem.error();
    return replace_file(file, *pem, 0600);
}

void warn_of_open_key(const fs::path& file) {
    log::warning(file.native() +
                 " is not encrypted: whoever copies it can act in its name. Give it a passphrase "
                 "with safr-desk passphrase " +
                 shell_word(file.native()));
}

Result<Authority> authority_of(const Home& home, const Invocation& invocation) {
    const auto certificate = certificate_from_file(home.file("ca.pem"));
    if (!certificate) return certificate.error();
    const auto key = unlocked(home.file("ca.key"), invocation, authority_passphrase_option.name);
    if (!key) return key.error();
    if (!certificate->belongs_to(*key))
        return Error{Fault::malformed, home.file("ca.key").native() + " is not the key of ca.pem"};
    return Authority{*certificate, *key};
}

}  // namespace diag::desk
