// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "collectors/notifications/gather.hpp"

namespace diag::notifications {
namespace {

/// Files of rules are a few KiB; what is larger is no configuration that people wrote.
constexpr std::size_t config_limit = std::size_t{1} << 20;
constexpr milliseconds patience{1'000};

}  // namespace

std::vector<std::string> places_of_config(const Scope& scope) {
    std::vector<std::string> places;
    const auto add = [&](const std::string& folder) {
        const auto path = folder + "/SAFRActions.config";
        if (!folder.empty() && std::find(places.begin(), places.end(), path) == places.end())
            places.push_back(path);
    };
    for (const auto* process : processes_of(scope.site, "ares")) add(process->directory);
    for (const auto& root : {scope.data_root, scope.program_root}) {
        if (root.empty()) continue;
        add(root + "/ares");
        add(root + "/ares/config");
        add(root);
    }
    return places;
}

Result<ConfigFile> read_config(const Scope& scope, Paths& paths) {
    Error worst{Fault::absent, "no SAFRActions.config"};
    for (const auto& path : places_of_config(scope)) {
        auto text = paths.read(path, config_limit, patience);
        if (text) return ConfigFile{path, std::move(*text)};
        if (text.error().fault != Fault::absent && worst.fault == Fault::absent)
            worst = text.error();
    }
    return worst;
}

}  // namespace diag::notifications
