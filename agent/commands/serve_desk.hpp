// SPDX-License-Identifier: Apache-2.0
// What the service does with the desk beside the line: sends bundles, takes them back, tries the
// way, renews the certificate. Each on a thread of its own for as long as it takes.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "agent/commands/serve_halves.hpp"
#include "agent/config/config.hpp"

namespace diag::commands {

/// A clock whose sleep can be ended, so that a pause of minutes costs no looking in between.
class Nap final : public Clock {
public:
    Time now() override { return system_clock().now(); }
    milliseconds uptime() override { return system_clock().uptime(); }
    void sleep(milliseconds span) override;

    void wake();  ///< ends the sleep there is, and no other
    void stop();  ///< ends this sleep and all others
    bool stopped() const;
    void begin();  ///< sleeps are slept again

private:
    mutable std::mutex guard_;
    std::condition_variable woken_;
    std::uint64_t wakes_ = 0;
    bool stopped_ = false;
};

class ServedDesk {
public:
    ServedDesk(std::filesystem::path state, ServedHalves& halves, Inbox& inbox)
        : state_(std::move(state)), halves_(halves), inbox_(inbox) {}
    /// Stops what is being done and waits for it.
    ~ServedDesk();

    void use(std::shared_ptr<const config::Config> config) { config_ = std::move(config); }

    // One of these at a time; each is answered by its event.
    void send(const std::string& bundle, std::uint64_t piece);  ///< UploadMoved, UploadEnded
    void withdraw(const std::string& bundle);                   ///< Withdrawn
    void stop_sending() { upload_nap_.stop(); }
    void hurry() { upload_nap_.wake(); }

    void try_way();                             ///< Probed
    void renew(std::function<void()> renewed);  ///< called from the thread, where it worked

private:
    using Config = std::shared_ptr<const config::Config>;
    service::UploadEnded sent(const Config& config, const std::string& bundle, std::uint64_t piece);

    std::filesystem::path state_;
    ServedHalves& halves_;
    Inbox& inbox_;
    Config config_;
    Nap upload_nap_, other_nap_;
    std::thread upload_, probe_, renewal_;
};

}  // namespace diag::commands
