// SPDX-License-Identifier: Apache-2.0
// One more certificate of this desk's authority.
#include <algorithm>
#include <filesystem>
#include <optional>

#include "desk/commands/commands.hpp"
#include "desk/commands/keys.hpp"
#include "desk/commands/saying.hpp"
#include "desk/issuing.hpp"
#include "platform/files.hpp"
#include "platform/terminal.hpp"
#include "platform/text.hpp"

namespace diag::desk {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t request_limit = 64 << 10;

struct Wish {
    Subject subject;
    fs::path prefix;   ///< of the files
    fs::path request;  ///< PKCS#10; empty: a key is made
};

/// What came of it. Without a key where it was asked for by request.
struct Made {
    Certificate certificate;
    std::optional<PrivateKey> key;
};

std::optional<Role> role_named(std::string_view name) {
    for (const auto role : {Role::engineer, Role::recipient, Role::desk, Role::agent})
        if (name == name_of(role)) return role;
    return {};
}

/// "engineer", "Ada Lovelace" -> "engineer-ada-lovelace"
std::string file_name(std::string_view role, std::string_view name) {
    auto text = std::string(role) + "-" + lowered(name);
    for (auto& letter : text)
        if ((letter < 'a' || letter > 'z') && (letter < '0' || letter > '9')) letter = '-';
    return text;
}

/// What is wrong with the options for that role; empty: nothing.
std::string misfit(const Invocation& invocation, Role role) {
    const auto level = invocation.value("--level", "L2");
    if (invocation.has("--level") && role != Role::engineer) return "--level is for engineers only";
    if (level != "L2" && level != "L3") return "--level takes L2 or L3";
    if (invocation.has("--host") && role != Role::desk) return "--host is for the desk only";
    if (!is_host(invocation.value("--host", default_host)))
        return "--host takes a host name or a numeric address";
    if (role == Role::agent && !invocation.has("--request"))
        return "an agent makes its own key: give its request for a certificate with --request FILE";
    if (invocation.has("--request") && invocation.has(passphrase_option.name))
        return "with --request no key is made that could have a passphrase";
    return {};
}

/// Fails with refused for what the command line should not say.
Result<Wish> wished(const Invocation& invocation, const fs::path& directory, Time now) {
    const auto& role_word = invocation.positionals()[0];
    const auto& name = invocation.positionals()[1];
    const auto role = role_named(role_word);
    if (!role) return Error{Fault::refused, "the role is engineer, recipient, desk or agent"};
    if (!is_certificate_name(name))
        return Error{Fault::refused, "NAME takes one line of 1 to 64 bytes"};
    if (const auto wrong = misfit(invocation, *role); !wrong.empty())
        return Error{Fault::refused, wrong};
    const auto days = natural(invocation.value("--days", "730"));
    if (!days || *days == 0 || *days > static_cast<std::uint64_t>(authority_life.count()))
        return Error{Fault::refused, "--days takes a number from 1 to 3650"};
    auto subject = subject_of(*role, name, now, std::chrono::days{*days});
    if (role == Role::engineer) subject.level = invocation.value("--level", "L2");
    if (role == Role::desk) subject.host = invocation.value("--host", default_host);
    return Wish{subject,
                invocation.value("--out", (directory / file_name(role_word, name)).native()),
                invocation.value("--request")};
}

Result<Made> made(const Wish& wish, const Authority& authority) {
    auto subject = wish.subject;
    subject.until = std::min(subject.until, authority.certificate.not_after());
    if (wish.request.empty()) {
        const auto key = PrivateKey::generate();
        if (!key) return key.error();
        auto certificate = issue(subject, *key, authority.certificate, authority.key);
        if (!certificate) return certificate.error();
        return Made{*certificate, *key};
    }
    const auto pem = system_files().read(wish.request, request_limit);
    if (!pem) return pem.error();
    const auto request = CertificateRequest::from_pem(*pem, wish.request.native());
    if (!request) return request.error();
    auto certificate = issue(subject, *request, authority.certificate, authority.key);
    if (!certificate) return certificate.error();
    return Made{*certificate, {}};
}

Result<> kept(const Home& home, const Wish& wish, const Made& made, const std::string& passphrase) {
    const auto noted = keep_issued(home.directory(), made.certificate);
    if (!noted) return noted.error();
    if (made.key) {
        const auto key = keep_key(wish.prefix.native() + ".key", *made.key, passphrase);
        if (!key) return key.error();
    }
    return replace_file(wish.prefix.native() + ".pem", made.certificate.pem(), 0644);
}

int told(const Invocation& invocation, const Wish& wish, const Made& made) {
    const auto& certificate = made.certificate;
    const auto file = wish.prefix.native() + ".pem";
    if (invocation.has("--json"))
        return print(json::write_pretty({{"certificate", file},
                                         {"key", made.key ? wish.prefix.native() + ".key" : ""},
                                         {"serial", serial_of(certificate)},
                                         {"sha256", certificate.fingerprint()},
                                         {"not_after", to_text(certificate.not_after())}}));
    return print(certificate.name() + " is " + certificate.unit() + " until " +
                 clock_text(certificate.not_after()) + ", serial number " + serial_of(certificate) +
                 "\n" + (made.key ? wish.prefix.native() + ".key\n" : "") + file + "\n");
}

int run_issue(const Invocation& invocation) {
    const auto home = desk_asked_for(invocation);
    if (!home) return failure(home.error());
    const auto wish = wished(invocation, home->directory(), system_clock().now());
    if (!wish) return usage(wish.error().what);
    for (const char* ending : {".pem", ".key"})
        if (const auto free = not_there_yet(wish->prefix.native() + ending); !free)
            return failure(free.error());
    const auto authority = authority_of(*home, invocation);
    if (!authority) return failure(authority.error());
    const auto fresh = made(*wish, *authority);
    if (!fresh) return failure(fresh.error());
    // A server starts with nobody there to ask: its key is locked only where a file says so.
    const bool ask = fresh->key && (wish->subject.role == Role::engineer ||
                                    invocation.has(passphrase_option.name));
    const auto key = wish->prefix.native() + ".key";
    const auto passphrase = ask ? new_passphrase(invocation, passphrase_option.name, key)
                                : Result<std::string>(std::string());
    if (!passphrase) return failure(passphrase.error());
    if (const auto done = kept(*home, *wish, *fresh, *passphrase); !done)
        return failure(done.error());
    if (ask && passphrase->empty()) warn_of_open_key(key);
    return told(invocation, *wish, *fresh);
}

constexpr Option options[] = {
    desk_option,
    {.name = "--level",
     .value = "LEVEL",
     .help = "an engineer's: L2 or L3",
     .complete = "L2 L3",
     .fallback = "L2"},
    host_option,
    {.name = "--days", .value = "N", .help = "how long it is valid", .fallback = "730"},
    {.name = "--request",
     .value = "CSR",
     .help = "a request for a certificate (PKCS#10, PEM): its key is certified, none is made",
     .complete = "file"},
    {.name = "--out",
     .value = "PREFIX",
     .help = "writes PREFIX.pem and PREFIX.key; default: ROLE-NAME in the desk's directory",
     .complete = "file"},
    {.name = passphrase_option.name,
     .value = passphrase_option.value,
     .help = "the new key's passphrase is its first line; default: asked for, of an engineer's key",
     .complete = passphrase_option.complete},
    authority_passphrase_option,
};

}  // namespace

const Command issue_command{
    .name = "issue",
    .summary = "issue one more certificate of this desk",
    .description =
        "Makes a key and a certificate for it, signed by the desk's authority. ROLE is engineer "
        "(signs requests), recipient (opens bundles), desk (the desk's server) or agent, the "
        "latter with --request only: an agent's key never leaves its server. Every certificate is "
        "kept in DIR/issued as SERIAL.pem, where revoke finds it. None outlives the authority.",
    .example =
        "safr-desk issue engineer \"Ada Lovelace\" --level L3 --desk /srv/desk --out ada\n"
        "safr-desk issue agent north-1 --request agent.csr --desk /srv/desk --out north-1",
    .options = options,
    .positional = {.name = "ROLE NAME",
                   .least = 2,
                   .most = 2,
                   .complete = "engineer recipient desk agent"},
    .run = run_issue};

}  // namespace diag::desk
