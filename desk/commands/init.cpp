// SPDX-License-Identifier: Apache-2.0
// A new desk: its certificate authority, the key that opens bundles, the key that signs requests.
#include <filesystem>
#include <system_error>

#include "desk/commands/commands.hpp"
#include "desk/commands/saying.hpp"
#include "platform/certificate.hpp"
#include "platform/digest.hpp"
#include "platform/files.hpp"
#include "platform/terminal.hpp"

namespace diag::desk {
namespace {

namespace fs = std::filesystem;
using std::chrono::days;

constexpr days authority_life{3650};
constexpr days certificate_life{730};
// Sites whose clocks are late by less than this take the certificates at once.
constexpr days head_start{1};

struct Pair {
    std::string name;  ///< of its files: "ca" -> ca.pem, ca.key
    Certificate certificate;
    PrivateKey key;
};

Subject subject(Role role, std::string name, std::string level, days life) {
    const auto now = system_clock().now();
    return {.role = role,
            .name = std::move(name),
            .level = std::move(level),
            .host = {},
            .from = now - head_start,
            .until = now + life};
}

Result<Pair> new_authority(const std::string& desk) {
    const auto key = PrivateKey::generate();
    if (!key) return key.error();
    const auto certificate =
        self_signed(subject(Role::authority, desk + " authority", {}, authority_life), *key);
    if (!certificate) return certificate.error();
    return Pair{"ca", *certificate, *key};
}

Result<Pair> new_pair(std::string name, const Subject& who, const Pair& authority) {
    const auto key = PrivateKey::generate();
    if (!key) return key.error();
    const auto certificate = issue(who, *key, authority.certificate, authority.key);
    if (!certificate) return certificate.error();
    return Pair{std::move(name), *certificate, *key};
}

Result<std::vector<Pair>> new_pairs(const std::string& desk) {
    const auto authority = new_authority(desk);
    if (!authority) return authority.error();
    const auto recipient =
        new_pair("recipient", subject(Role::recipient, desk + " recipient", {}, certificate_life),
                 *authority);
    if (!recipient) return recipient.error();
    const auto engineer =
        new_pair("engineer", subject(Role::engineer, desk + " engineer", "L3", certificate_life),
                 *authority);
    if (!engineer) return engineer.error();
    return std::vector{*authority, *recipient, *engineer};
}

Result<> keep(const fs::path& directory, const Pair& pair) {
    const auto pem = pair.key.pem();
    if (!pem) return pem.error();
    const auto key = replace_file(directory / (pair.name + ".key"), *pem, 0600);
    if (!key) return key;
    return replace_file(directory / (pair.name + ".pem"), pair.certificate.pem(), 0644);
}

std::string desk_toml(const std::string& name) {
    const auto now = system_clock().now();
    return "# A support desk of safr-diag. Sites get recipient.pem; every .key stays here.\n"
           "id = \"" +
           uuid_v7(now) + "\"\nname = \"" + name + "\"\ncreated = " + to_text(now) + "\n";
}

/// desk.toml last: a directory that holds it is a whole desk.
Result<> furnish(const fs::path& directory, const std::vector<Pair>& pairs,
                 const std::string& name) {
    for (const auto& pair : pairs)
        if (const auto kept = keep(directory, pair); !kept) return kept;
    if (const auto made = own_directory(directory / "bundles"); !made) return made;
    return replace_file(directory / "desk.toml", desk_toml(name), 0600);
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

Result<> make_desk(const fs::path& directory, const std::string& name) {
    if (const auto empty = only_when_empty(directory); !empty) return empty;
    const bool ours = !fs::exists(directory);
    const auto pairs = new_pairs(name);
    if (!pairs) return pairs.error();
    if (const auto made = own_directory(directory); !made) return made;
    auto furnished = furnish(directory, *pairs, name);
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

int init(const Invocation& invocation) {
    const fs::path directory = invocation.positionals().front();
    const auto name = invocation.value("--name", "support desk");
    if (!plain_name(name))
        return usage("--name takes 1 to 48 letters, digits, spaces and any of . - _");
    if (const auto made = make_desk(directory, name); !made) return failure(made.error());
    if (invocation.has("--json"))
        return print(
            json::write_pretty(json::object{{"desk", directory.native()}, {"name", name}}));
    const auto at = [&](const char* file) { return (directory / file).native(); };
    return print("The desk is in " + directory.native() + ".\n\n  " + at("recipient.pem") +
                 "  give this to sites: safr-diag collect --to recipient.pem\n  " +
                 at("recipient.key") + "  opens their bundles: never leaves here, back it up\n  " +
                 at("engineer.key") + "   signs requests to sites\n  " + at("ca.key") +
                 "         signs the certificates of this desk: keep it offline\n");
}

constexpr Option options[] = {
    {.name = "--name", .value = "NAME", .help = "what the desk is called in its certificates"},
};

}  // namespace

const Command init_command{
    .name = "init",
    .summary = "make a desk: authority, keys and certificates",
    .description =
        "Makes what a support desk needs in DIR, which must be empty or not there yet: a "
        "certificate authority (ca), the recipient that sites seal their bundles for, and an "
        "engineer (level L3) that signs requests. Certificates last two years, the authority "
        "ten. Private keys are closed to everybody else and are not encrypted: keep the directory "
        "on an encrypted disk.",
    .example = "safr-desk init /srv/desk --name \"Acme support\"",
    .options = options,
    .positional = {.name = "DIR", .least = 1, .most = 1, .complete = "directory"},
    .run = init};

}  // namespace diag::desk
