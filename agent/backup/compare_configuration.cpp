// SPDX-License-Identifier: Apache-2.0
// Are the files there by which SAFR is configured here? By their names alone: where they lie in a
// backup is not documented.
#include <algorithm>
#include <set>

#include "agent/backup/comparison.hpp"
#include "agent/backup/configuration.hpp"
#include "agent/backup/names.hpp"
#include "platform/text.hpp"

namespace diag::backup {
namespace {

constexpr std::size_t most_named = 10;

std::string some_of(const std::vector<std::string>& names) {
    const auto shown = std::min(names.size(), most_named);
    auto text = joined(std::vector<std::string>(
        names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown)));
    if (names.size() > shown) text += " and " + std::to_string(names.size() - shown) + " more";
    return text;
}

/// A server that is there and does not let us look may have what the backup lacks.
void see_unknown(const Error& why, Rung& rung) {
    const bool elsewhere = why.fault == Fault::absent || why.fault == Fault::bug;
    if (!elsewhere && rung.standing == Standing::held) rung.standing = Standing::not_told;
    rung.seen.push_back("Which configuration files this server has is not told: " + why.what + ".");
}

/// Every name that ends as SAFR's own do was kept.
bool all_named(const Contents& contents) {
    return std::ranges::count_if(contents.configurations, is_named_configuration) <
           static_cast<std::ptrdiff_t>(most_configurations);
}

}  // namespace

void compare_configuration(const Climb& climb, Rung& rung) {
    const auto& here = climb.server.configurations;
    if (!here) return see_unknown(here.error(), rung);
    if (here->empty() || !all_named(*climb.contents)) return;
    std::set<std::string, std::less<>> held;
    for (const auto& name : climb.contents->configurations) held.emplace(last_part(name));
    std::vector<std::string> absent;
    for (const auto& name : *here)
        if (!held.contains(name)) absent.push_back(name);
    if (absent.empty()) {
        rung.seen.push_back(
            "It has each configuration file of this server, by name: " + some_of(*here) + ".");
    } else if (absent.size() < here->size()) {
        rung.seen.push_back(
            "Configuration files of this server that are not in it: " + some_of(absent) + ".");
    } else {
        rung.standing = Standing::failed;
        rung.seen.push_back(
            "None of this server's configuration files is in it: " + some_of(absent) + ".");
    }
}

}  // namespace diag::backup
