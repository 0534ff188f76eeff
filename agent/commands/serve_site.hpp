// SPDX-License-Identifier: Apache-2.0
// What the service reads and writes on this server: requests, their stages, the ledger.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "agent/commands/asking.hpp"
#include "agent/commands/refusals.hpp"
#include "agent/service/event.hpp"

namespace diag::commands {

class ServedSite {
public:
    ServedSite(std::shared_ptr<const config::Config> config, std::filesystem::path state)
        : config_(std::move(config)), state_(std::move(state)) {}

    void use(std::shared_ptr<const config::Config> config) { config_ = std::move(config); }

    Result<service::Sight> look() const;

    /// What a crash or a full disk kept from being done when a request came.
    void settle_requests() const;

    /// A document of the desk: on record and answered by the rules, or turned down. Trouble of our
    /// own is said and the document comes again over the next line.
    service::Received receive(const std::string& document);

    void keep_told(const std::string& id, const service::Told& told) const;

    /// Whether the stage was changed.
    bool fail_run(const std::string& id, const std::string& why) const;
    bool decline(const std::string& id, const std::string& why) const;

    /// Takes over a list and declines what waits or was granted and does not hold any longer.
    void take_revocations(const std::string& list) const;

    /// Declines what waits or was granted and does not hold by trust and configuration as they are
    /// now.
    void decline_fallen() const;

    /// How many requests were refused beyond those on the ledger, on the ledger: once their hour is
    /// over, or at the `end` of the service.
    void tell_refusals(bool end = false);

    /// Forgets what is long over: requests that ended 400 days ago, as surely_old() says, and ids
    /// that expired.
    void forget_old() const;

    /// A checkpoint of the ledger to be countersigned; empty where there is nothing to sign.
    std::string checkpoint() const;
    /// One that came back: kept where a desk signed it beside us, whom our trust vouches for.
    void take_checkpoint(const std::string& document) const;

    /// The terms of this site. Fails with absent where it is not enrolled.
    Result<service::Terms> terms() const;

private:
    Result<Reception> reception() const;
    std::optional<std::string> refused_still(const Reception& here,
                                             const std::string& document) const;
    Result<> by_our_desk(const std::string& document) const;
    service::Received refuse(const Reception& here, const std::string& document,
                             const std::string& id, const std::string& why);

    std::shared_ptr<const config::Config> config_;
    std::filesystem::path state_;
    std::set<std::string> refused_;  ///< digests: once on the ledger is enough
    Refusals refusals_;
};

}  // namespace diag::commands
