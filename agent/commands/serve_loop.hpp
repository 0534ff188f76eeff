// SPDX-License-Identifier: Apache-2.0
// The service at work: what happened goes to service::Service, what it wants is done.
#pragma once

#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "agent/commands/desk_line.hpp"
#include "agent/commands/own_child.hpp"
#include "agent/commands/serve_cloud.hpp"
#include "agent/commands/serve_desk.hpp"
#include "agent/commands/serve_halves.hpp"
#include "agent/commands/serve_inbox.hpp"
#include "agent/commands/serve_metrics.hpp"
#include "agent/commands/serve_site.hpp"
#include "agent/line/line.hpp"
#include "agent/service/service.hpp"
#include "platform/watch.hpp"

namespace diag::commands {

class Serving final : line::Listener {
public:
    struct Plan {
        std::shared_ptr<const config::Config> config;
        std::filesystem::path state;
        /// --config and --state, for our own children.
        std::vector<std::string> globals;
        /// The configuration anew, or every mistake in it.
        std::function<Result<config::Config>()> read_config;
        service::Terms terms;
        std::string base;  ///< of desk.url
        Parting parting;
    };

    Serving(Plan plan, Watch& watch);
    ~Serving() override;

    /// Until SIGTERM. Returns what the program ends with.
    int serve();

private:
    // line::Listener, on the line's threads.
    void up(std::string_view by) override;
    void down(const std::string& why, milliseconds again) override;
    void message(exchange::line::Message message) override;

    void open_line();
    void end_flood();
    void go_on_as_one(const std::string& why);
    Result<HttpsPlace> place();
    Result<halves::Begin> begin() const;
    exchange::line::Hello hello() const;
    void open_metrics();
    void reload();
    void terms_changed();

    void feed(const service::Event& event);
    void look();
    void start_run(const std::string& request);
    void start_check();
    void ask_people(const std::string& request);

    void act(const service::Send& it);
    void act(const service::Look&) { look_ = true; }
    void act(const service::Receive& it);
    void act(const service::KeepTold& it);
    void act(const service::AskPeople& it) { ask_people(it.request); }
    void act(const service::TryWay&) { desk_.try_way(); }
    void act(const service::StartRun& it) { start_run(it.request); }
    void act(const service::StopRun&);
    void act(const service::FailRun& it) { look_ |= site_.fail_run(it.request, it.why); }
    void act(const service::Decline& it) { look_ |= site_.decline(it.request, it.why); }
    void act(const service::StartUpload& it) { desk_.send(it.bundle, it.piece); }
    void act(const service::StopUpload&) { desk_.stop_sending(); }
    void act(const service::HurryUpload&) { desk_.hurry(); }
    void act(const service::Withdraw& it) { desk_.withdraw(it.bundle); }
    void act(const service::Tidy&);
    void act(const service::TakeRevocations& it);
    void act(const service::MakeCheckpoint&);
    void act(const service::TakeCheckpoint& it) { site_.take_checkpoint(it.document); }
    void act(const service::Check&) { start_check(); }
    void act(const service::Renew&);
    void act(const service::Say& it);
    void act(const service::End&) { ended_ = true; }

    Plan plan_;
    Watch& watch_;
    const std::string instance_;
    Inbox inbox_;
    service::Service service_;
    ServedSite site_;
    bool look_ = false, ended_ = false, flood_told_ = false;
    bool busy_ = true;                    ///< something happened since memory was given back
    std::optional<milliseconds> reopen_;  ///< uptime: when a line that was closed is opened again
    std::deque<service::Event> pending_;

    mutable std::mutex line_guard_;  ///< of what the line's threads read
    std::shared_ptr<const config::Config> line_config_;
    std::unique_ptr<DeskLine> desk_line_;

    // Ended in reverse: the line first, as it posts to all others.
    std::thread watcher_;
    ServedHalves halves_;
    ServedDesk desk_;
    ServedCloud cloud_;
    std::unique_ptr<OwnChild> run_, check_, notice_;
    std::unique_ptr<ServedMetrics> metrics_;
    std::unique_ptr<line::Line> line_;
};

}  // namespace diag::commands
