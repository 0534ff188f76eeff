// SPDX-License-Identifier: Apache-2.0
#include <toml++/toml.h>

#include "agent/config/config.hpp"
#include "platform/disposable.hpp"
#include "platform/secret_file.hpp"
#include "platform/text.hpp"

namespace diag::config {
namespace {

constexpr std::size_t largest_file = std::size_t{256} << 10;
constexpr milliseconds patience{2'000};

Error mistake(const std::string& file, std::size_t line, const std::string& what) {
    return Error{Fault::malformed, file + ":" + std::to_string(line) + ": " + what};
}

std::string* member_of(Account& account, std::string_view key) {
    if (key == "user") return &account.user;
    if (key == "password") return &account.password;
    return key == "database" ? &account.database : nullptr;
}

bool is_purpose(std::string_view section) {
    return section == "mongo" || section == "safr" || section == "cameras" || section == "proxy";
}

/// Takes over a section, and for cameras the sections of single hosts in it.
Result<> take(const std::string& file, const std::string& name, const toml::table& section,
              Accounts& accounts) {
    Account account;
    for (const auto& [key, node] : section) {
        const auto line = key.source().begin.line;
        if (const auto* inner = node.as_table(); inner && name == "cameras") {
            const auto taken = take(file, name + ":" + std::string(key.str()), *inner, accounts);
            if (!taken) return taken;
            continue;
        }
        auto* member = member_of(account, key.str());
        const auto text = node.value_exact<std::string>();
        if (!member) return mistake(file, line, "expected user, password or database");
        if (!text) return mistake(file, line, "expected text in quotes");
        *member = *text;
    }
    if (!account.user.empty())
        accounts[name] = account;
    else if (!account.password.empty())
        return mistake(file, section.source().begin.line, "a password without a user");
    return {};
}

Result<Accounts> accounts_from(const std::string& text, const std::string& file) {
    if (const auto line = first_control_character(text))
        return mistake(file, *line, "a control character, which no TOML text has");
    Accounts accounts;
    try {
        for (const auto& [key, node] : toml::parse(text, file)) {
            const auto* section = node.as_table();
            if (!section || !is_purpose(key.str()))
                return mistake(file, key.source().begin.line,
                               "expected a section [mongo], [safr], [cameras] or [proxy]");
            const auto taken = take(file, std::string(key.str()), *section, accounts);
            if (!taken) return taken.error();
        }
    } catch (const toml::parse_error& error) {
        // Its description may quote what it could not read, which may be a password.
        return mistake(file, error.source().begin.line, "this is no TOML");
    }
    return accounts;
}

}  // namespace

Result<Accounts> accounts_in(const std::string& file, bool must_exist) {
    // It may have been put on a mount whose server is away.
    const auto text = in_disposable_child([&] { return private_file(file, largest_file); },
                                          largest_file, patience);
    if (text) return accounts_from(*text, file);
    const auto fault = text.error().fault;
    if (!must_exist && (fault == Fault::absent || fault == Fault::denied)) return Accounts{};
    return Error{fault, "the credentials cannot be read: " + text.error().what};
}

Result<Accounts> accounts_of(const Config& config) {
    return accounts_in(config.safr.credentials, config.origins.contains("safr.credentials"));
}

}  // namespace diag::config
