// SPDX-License-Identifier: Apache-2.0
// The lock on a private key.
#include "desk/commands/commands.hpp"
#include "desk/commands/keys.hpp"
#include "desk/commands/saying.hpp"
#include "platform/terminal.hpp"

namespace diag::desk {
namespace {

int passphrase(const Invocation& invocation) {
    const std::filesystem::path file = invocation.positionals().front();
    const bool remove = invocation.has("--remove");
    if (remove && invocation.has("--new-passphrase-file"))
        return usage("--remove and --new-passphrase-file exclude each other");
    if (!remove && !invocation.has("--new-passphrase-file") && !somebody_there())
        return usage("there is no terminal to ask on: give --new-passphrase-file FILE or --remove");
    const auto key = unlocked(file, invocation, passphrase_option.name);
    if (!key) return failure(key.error());
    const auto chosen = remove ? Result<std::string>(std::string())
                               : new_passphrase(invocation, "--new-passphrase-file", file.native());
    if (!chosen) return failure(chosen.error());
    if (const auto kept = keep_key(file, *key, *chosen); !kept) return failure(kept.error());
    if (chosen->empty()) warn_of_open_key(file);
    if (invocation.has("--json"))
        return print(json::write_pretty({{"key", file.native()}, {"encrypted", !chosen->empty()}}));
    return print(file.native() +
                 (chosen->empty() ? " has no passphrase now\n" : " has a new passphrase\n"));
}

constexpr Option options[] = {
    {.name = "--passphrase-file",
     .value = "OLD",
     .help = "what it has now is the first line; default: asked for on the terminal",
     .complete = "file"},
    {.name = "--new-passphrase-file",
     .value = "NEW",
     .help = "what it shall have is the first line; default: asked for on the terminal",
     .complete = "file"},
    {.name = "--remove", .value = {}, .help = "it shall have none"},
};

}  // namespace

const Command passphrase_command{
    .name = "passphrase",
    .summary = "set, change or remove the passphrase of a private key",
    .description =
        "Rewrites the key file, encrypted with the new passphrase (PKCS#8, scrypt, AES-256: "
        "openssl pkey reads it) or, with --remove or an empty answer, in the clear. The key itself "
        "stays the same, and so do its certificates. The file and those with passphrases must be "
        "closed to everybody else.",
    .example = "safr-desk passphrase /srv/desk/engineer.key",
    .options = options,
    .positional = {.name = "KEY", .least = 1, .most = 1, .complete = "file"},
    .run = passphrase};

}  // namespace diag::desk
