// SPDX-License-Identifier: Apache-2.0
// A new desk: its certificate authority, the key that opens bundles, the key that signs requests,
// the key of its server.
#include <algorithm>
#include <filesystem>
#include <system_error>

#include "desk/commands/commands.hpp"
#include "desk/commands/keys.hpp"
#include "desk/commands/next.hpp"
#include "desk/commands/saying.hpp"
#include "desk/issuing.hpp"
#include "platform/digest.hpp"
#include "platform/files.hpp"
#include "platform/layout.hpp"
#include "platform/names.hpp"
#include "platform/shell_word.hpp"
#include "platform/terminal.hpp"
#include "platform/text.hpp"

namespace diag::desk {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view default_port = "8443";

struct Wish {
    fs::path directory;
    std::string name;
    std::string host;
    std::uint64_t port = 8443;
    std::string passphrase;  ///< of the engineer's key; empty: none
};

struct Pair {
    std::string name;  ///< of its files: "recipient" -> recipient.pem, recipient.key
    Certificate certificate;
    PrivateKey key;
};

Result<Authority> new_authority(const std::string& desk, Time now) {
    const auto key = PrivateKey::generate();
    if (!key) return key.error();
    const auto certificate =
        self_signed(subject_of(Role::authority, desk + " authority", now, authority_life), *key);
    if (!certificate) return certificate.error();
    return Authority{*certificate, *key};
}

Result<std::vector<Pair>> new_pairs(const Wish& wish, const Authority& authority, Time now) {
    std::vector<Pair> pairs;
    for (const auto role : {Role::recipient, Role::engineer, Role::desk}) {
        const std::string name(name_of(role));
        auto subject = subject_of(role, role == Role::desk ? wish.name : wish.name + " " + name,
                                  now, certificate_life);
        if (role == Role::engineer) subject.level = "L3";
        if (role == Role::desk) subject.host = wish.host;
        const auto key = PrivateKey::generate();
        if (!key) return key.error();
        const auto certificate = issue(subject, *key, authority.certificate, authority.key);
        if (!certificate) return certificate.error();
        pairs.push_back({name, *certificate, *key});
    }
    return pairs;
}

Result<> keep(const fs::path& directory, const Pair& pair, const std::string& passphrase) {
    const auto key = keep_key(directory / (pair.name + ".key"), pair.key, passphrase);
    if (!key) return key.error();
    return replace_file(directory / (pair.name + ".pem"), pair.certificate.pem(), 0644);
}

std::string url_of(const Wish& wish) {
    const bool brackets = wish.host.find(':') != std::string::npos && wish.host.front() != '[';
    return "https://" + (brackets ? "[" + wish.host + "]" : wish.host) + ":" +
           std::to_string(wish.port);
}

/// A desk that is called localhost is reached from here alone.
std::string listen_of(const Wish& wish) {
    const bool six = wish.host.find(':') != std::string::npos;
    const auto address = !is_loopback(wish.host) ? "0.0.0.0" : six ? "[::1]" : "127.0.0.1";
    return address + (":" + std::to_string(wish.port));
}

std::string desk_toml(const Wish& wish) {
    const auto now = system_clock().now();
    return "# A support desk of safr-diag. Sites get recipient.pem; every .key stays here.\n"
           "id = \"" +
           uuid_v7(now) + "\"\nname = \"" + wish.name + "\"\ncreated = " + to_text(now) +
           "\n\n# Where sites and engineers reach its server, and where that listens.\n"
           "url = \"" +
           url_of(wish) + "\"\nlisten = \"" + listen_of(wish) +
           "\"\n# Figures for Prometheus; \"\" for none.\n# metrics = \"127.0.0.1:9465\"\n\n"
           "# What sites may send; these are the defaults.\n# [limits]\n"
           "# bundle_bytes = \"4GiB\"     # one bundle\n"
           "# day_bytes = \"16GiB\"       # of one agent in 24 hours\n"
           "# uploads = 4               # of one agent at once\n"
           "# keep_free_percent = 10    # of the disk: no upload begins below\n"
           "# agents = 20000            # connections at once\n";
}

Result<> keep_authority(const fs::path& directory, const Authority& authority, Time now) {
    const auto list = list_of({}, 1, now, authority);
    if (!list) return list.error();
    const auto kept = keep(directory, {"ca", authority.certificate, authority.key}, {});
    if (!kept) return kept.error();
    return replace_file(directory / "revoked.pem", list->pem(), 0644);
}

/// desk.toml last: a directory that holds it is a whole desk.
Result<> furnish(const Wish& wish, const Authority& authority, const std::vector<Pair>& pairs,
                 Time now) {
    const auto& directory = wish.directory;
    if (const auto kept = keep_authority(directory, authority, now); !kept) return kept.error();
    for (const auto& pair : pairs) {
        const auto kept =
            keep(directory, pair, pair.name == "engineer" ? wish.passphrase : std::string());
        if (!kept) return kept.error();
        if (const auto noted = keep_issued(directory, pair.certificate); !noted)
            return noted.error();
    }
    if (const auto made = own_directory(directory / "bundles"); !made) return made.error();
    return replace_file(directory / "desk.toml", desk_toml(wish), 0600);
}

Result<> only_when_empty(const fs::path& directory) {
    const auto names = system_files().list(directory, 1);
    if (!names && names.error().fault == Fault::absent &&
        !fs::exists(fs::symlink_status(directory)))
        return {};
    if (names && names->empty()) return {};
    if (names || names.error().fault == Fault::full)
        return Error{Fault::refused, directory.native() +
                                         " is not empty, and a desk is never made over another: "
                                         "give a directory that is empty or not there yet"};
    if (names.error().fault == Fault::absent)
        return Error{Fault::refused, directory.native() + " is not a directory"};
    return names.error();
}

Result<> make_desk(const Wish& wish) {
    const auto& directory = wish.directory;
    const bool ours = !fs::exists(directory);
    const auto now = system_clock().now();
    const auto authority = new_authority(wish.name, now);
    if (!authority) return authority.error();
    const auto pairs = new_pairs(wish, *authority, now);
    if (!pairs) return pairs.error();
    if (const auto made = own_directory(directory); !made) return made.error();
    auto furnished = furnish(wish, *authority, *pairs, now);
    if (furnished) return furnished;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(directory, ignored))
        fs::remove_all(entry.path(), ignored);
    if (ours) fs::remove(directory, ignored);
    return furnished;
}

bool plain_name(std::string_view name) {
    return !name.empty() && name.size() <= 48 &&
           name.find_first_not_of(
               "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
               " .-_") == std::string_view::npos;
}

std::string told(const Wish& wish) {
    const auto at = [&](const char* file) { return (wish.directory / file).native(); };
    const auto term_width = wish.directory.native().size() + 16;
    const std::vector<TableRow> rows{
        {at("recipient.pem"), "give this to sites: safr-diag collect --to recipient.pem"},
        {at("recipient.key"), "opens their bundles: never leaves here, back it up"},
        {at("engineer.key"), "signs requests to sites: safr-desk request"},
        {at("desk.key"), "the server of this desk shows it is " + wish.host},
        {at("revoked.pem"), "the certificates this desk took back: none yet"},
        {at("ca.key"), "signs the certificates of this desk: keep it offline"}};
    return "The desk is in " + wish.directory.native() + ".\n\n" +
           glossary(rows, term_width, std::max<std::size_t>(term_width + 60, 80)) +
           "\nServe it with:\n\n  safr-desk serve " + shell_word(wish.directory.native()) + "\n";
}

int init(const Invocation& invocation) {
    Wish wish{invocation.positionals().front(),
              invocation.value("--name", "support desk"),
              invocation.value("--host", default_host),
              natural(invocation.value("--port", default_port)).value_or(0),
              {}};
    if (!plain_name(wish.name))
        return usage("--name takes 1 to 48 letters, digits, spaces and any of . - _");
    if (!is_host(wish.host)) return usage("--host takes a host name or a numeric address");
    if (wish.port < 1 || wish.port > 65'535) return usage("--port takes a number from 1 to 65535");
    if (const auto empty = only_when_empty(wish.directory); !empty) return failure(empty.error());
    const auto key = wish.directory / "engineer.key";
    const auto passphrase = new_passphrase(invocation, passphrase_option.name, key.native());
    if (!passphrase) return failure(passphrase.error());
    wish.passphrase = *passphrase;
    if (const auto made = make_desk(wish); !made) return failure(made.error());
    if (wish.passphrase.empty()) warn_of_open_key(key);
    if (invocation.has("--json"))
        return print(json::write_pretty({{"desk", wish.directory.native()},
                                         {"name", wish.name},
                                         {"host", wish.host},
                                         {"url", url_of(wish)},
                                         {"listen", listen_of(wish)},
                                         {"engineer_key_encrypted", !wish.passphrase.empty()}}));
    return print(told(wish));
}

constexpr Option options[] = {
    {.name = "--name", .value = "NAME", .help = "what the desk is called in its certificates"},
    host_option,
    {.name = "--port",
     .value = "PORT",
     .help = "that it listens on, and is reached at",
     .fallback = default_port},
    passphrase_option,
};

}  // namespace

const Command init_command{
    .name = "init",
    .summary = "make a desk: authority, keys and certificates",
    .description =
        "Makes what a support desk needs in DIR, which must be empty or not there yet: a "
        "certificate authority (ca), the recipient that sites seal their bundles for, an engineer "
        "(level L3) that signs requests, the certificate of the desk's server, and an empty list "
        "of revoked certificates. desk.toml says where its server is, and where that listens: on "
        "every address, or on "
        "loopback alone where --host is localhost or the like. Certificates last two years, "
        "the authority ten; each is kept in "
        "DIR/issued too.\n\n"
        "Private keys are closed to everybody else. engineer.key is encrypted with the passphrase "
        "given, the others are not: keep the directory on an encrypted disk.",
    .example =
        "safr-desk init /srv/desk --name \"Acme support\" --host support.example.com\n"
        "safr-desk init desk --passphrase-file pass",
    .options = options,
    .positional = {.name = "DIR", .least = 1, .most = 1, .complete = "directory"},
    .run = init};

}  // namespace diag::desk
