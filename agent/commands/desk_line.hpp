// SPDX-License-Identifier: Apache-2.0
// The way from this site to its desk, as configuration, credentials and identity say.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "agent/config/config.hpp"
#include "agent/exchange/identity.hpp"
#include "agent/exchange/trust.hpp"
#include "platform/https.hpp"

namespace diag::commands {

/// The place that `url` names, by the configured proxy; nobody is believed in it yet.
Result<HttpsPlace> place_of(const config::Config& config, const HttpsUrl& url);

/// The desk that the site with this state directory believes. Fails as exchange::trust_in() does,
/// with what to type where there is none yet.
Result<exchange::Trust> desk_believed(const std::filesystem::path& state);

/// What is needed to speak with the desk that this site believes, as ourselves.
struct DeskLine {
    exchange::Identity identity;
    exchange::Trust trust;
    HttpsPlace place;
    std::string base;  ///< before every target: "" or "/base"
};

/// Fails with refused where no desk is configured, absent where none is believed yet. On the heap,
/// as the place points to the identity beside it.
Result<std::unique_ptr<DeskLine>> desk_line(const config::Config& config,
                                            const std::filesystem::path& state);

}  // namespace diag::commands
