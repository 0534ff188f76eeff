// SPDX-License-Identifier: Apache-2.0
// The service as one process or two: how the desk is reached, and what is told of it.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "agent/commands/line_identities.hpp"
#include "agent/commands/parting.hpp"
#include "agent/commands/sending.hpp"
#include "agent/commands/serve_inbox.hpp"
#include "agent/halves/inside.hpp"

namespace diag::commands {

class ServedHalves final : halves::Voucher {
public:
    ServedHalves(std::filesystem::path state, Parting parting, Inbox& inbox);
    /// Forgets what was told of it.
    ~ServedHalves() override;

    /// Whether another process speaks with the desk. From any thread.
    bool two() const { return two_; }
    /// One process from now on, for that reason; this one's door to the network is opened.
    void unite(const std::string& why);
    /// Two again, where they were united.
    void part_again();

    /// The line by the other half; `begin` is asked on its thread.
    std::unique_ptr<line::Line> line(std::function<Result<halves::Begin>()> begin,
                                     line::Listener& listener);
    /// A revocation list with that number is in force. While there is a line.
    void trusts(std::uint64_t number);

    /// The way to the desk of this configuration. From any thread. Fails as desk_line() does.
    Result<DeskWay> way(const config::Config& config, halves::Lane lane);

private:
    class Kept;

    // halves::Voucher, on the line half's thread.
    std::uint64_t next_serial() override { return identities_.next_serial(); }
    Result<std::string> sign(std::uint64_t serial, const std::string& request) override {
        return identities_.sign(serial, request);
    }
    Result<> take(std::string_view answer) override { return identities_.take(answer); }
    Result<> keep(std::uint64_t serial) override;
    Result<> go_above(std::uint64_t serial) override;
    void none_here(const std::string& why) override;
    Result<> confined(const halves::Ready& how) override;
    void tried(const std::string& call) override;

    void note();
    /// Whether a desk has yet to certify a line here: until then nothing proves that two processes
    /// can serve, and one is better than none.
    bool on_trial() const { return !identities_.certified_before(); }
    Result<halves::Reached> reach(const std::function<bool()>& ended);

    std::filesystem::path state_;
    Parting parting_;
    Inbox& inbox_;
    LineIdentities identities_;
    halves::Errands errands_;
    std::atomic<bool> two_;
    int unready_ = 0;  ///< line halves in a row that never were; on the line half's thread

    std::mutex guard_;  ///< of what follows
    std::string why_one_, tried_;
    bool united_ = false, lacks_told_ = false;
    halves::Ready confined_{.files = true, .calls = true};
    halves::HalfLine* line_ = nullptr;
};

}  // namespace diag::commands
