// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/serve_halves.hpp"

#include "agent/commands/halves_note.hpp"
#include "platform/log.hpp"
#include "platform/network_door.hpp"

namespace diag::commands {
namespace {

/// So many that end before they are confined: their unit, or this system, does not let them be.
constexpr int most_unready = 3;

constexpr std::string_view then_restart = ", then: systemctl restart safr-diag";

}  // namespace

/// The line, known here for as long as it lives.
class ServedHalves::Kept final : public line::Line {
public:
    Kept(ServedHalves& owner, std::unique_ptr<halves::HalfLine> line)
        : owner_(owner), line_(std::move(line)) {
        const std::scoped_lock lock(owner_.guard_);
        owner_.line_ = line_.get();
    }
    ~Kept() override {
        const std::scoped_lock lock(owner_.guard_);
        owner_.line_ = nullptr;
    }
    void send(exchange::line::Message message) override { line_->send(std::move(message)); }
    void hurry() override { line_->hurry(); }

private:
    ServedHalves& owner_;
    std::unique_ptr<halves::HalfLine> line_;
};

ServedHalves::ServedHalves(std::filesystem::path state, Parting parting, Inbox& inbox)
    : state_(std::move(state)),
      parting_(std::move(parting)),
      inbox_(inbox),
      identities_(state_),
      two_(parting_.two()),
      why_one_(parting_.why_one) {
    note();
    if (two_) {
        log::news("what speaks with the desk is a process of user " + parting_.user.name +
                  ", which reads nothing here");
    } else {
        open_network_door();
        log::news("one process reads here and speaks with the desk: " + why_one_);
    }
}

ServedHalves::~ServedHalves() { forget_note(state_); }

void ServedHalves::note() {
    const std::scoped_lock lock(guard_);
    const auto kept = keep_note(state_, {.why_one = why_one_,
                                         .as_meant = parting_.as_meant,
                                         .files = confined_.files,
                                         .calls = confined_.calls,
                                         .tried = tried_});
    if (!kept) log::warning(kept.error().what);
}

void ServedHalves::unite(const std::string& why) {
    {
        const std::scoped_lock lock(guard_);
        why_one_ = why;
        united_ = true;
    }
    two_ = false;
    open_network_door();
    log::warning("one process reads here and speaks with the desk: " + why);
    note();
}

void ServedHalves::part_again() {
    {
        const std::scoped_lock lock(guard_);
        if (!std::exchange(united_, false)) return;
        why_one_.clear();
    }
    unready_ = 0;
    shut_network_door();
    two_ = true;
    note();
}

std::unique_ptr<line::Line> ServedHalves::line(std::function<Result<halves::Begin>()> begin,
                                               line::Listener& listener) {
    return std::make_unique<Kept>(
        *this, halves::HalfLine::open({.reach = [this](const auto& ended) { return reach(ended); },
                                       .begin = std::move(begin),
                                       .voucher = *this,
                                       .errands = errands_},
                                      listener));
}

Result<halves::Reached> ServedHalves::reach(const std::function<bool()>& ended) {
    auto reached = reach_by(parting_)(ended);
    if (ended() || !on_trial()) return reached;
    if (!reached)
        inbox_.post_one_process(reached.error().what + "; mend it" + std::string(then_restart));
    else if (++unready_ > most_unready)
        inbox_.post_one_process("its other half ends before it is at work; mend it" +
                                std::string(then_restart));
    return reached;
}

void ServedHalves::trusts(std::uint64_t number) {
    const std::scoped_lock lock(guard_);
    if (line_) line_->trusts(number);
}

Result<DeskWay> ServedHalves::way(const config::Config& config, halves::Lane lane) {
    if (!two_) {
        auto own = desk_line(config, state_);
        if (!own) return own.error();
        const std::shared_ptr<const DeskLine> line = std::move(*own);
        return DeskWay{.base = line->base, .open = [line](Https::Stop stop) {
                           return std::make_unique<Desk>(*line, std::move(stop));
                       }};
    }
    const auto url = https_url_from(config.desk.url);
    if (!url) return Error{Fault::malformed, "desk.url: " + url.error().what};
    return DeskWay{.base = url->path, .open = [this, lane](Https::Stop stop) {
                       return errands_.server(lane, std::move(stop));
                   }};
}

Result<> ServedHalves::keep(std::uint64_t serial) {
    log::detail("the line has a certificate of its own, serial " + std::to_string(serial));
    return identities_.keep(serial);
}

Result<> ServedHalves::go_above(std::uint64_t serial) {
    log::warning("the desk knows line identities of this agent up to serial " +
                 std::to_string(serial) + ": was this server restored from a backup?");
    return identities_.go_above(serial);
}

void ServedHalves::none_here(const std::string& why) {
    if (on_trial())
        return inbox_.post_one_process("the desk certifies no lines (" + why +
                                       "); bring the desk up to date" + std::string(then_restart));
    log::warning("the desk certifies no lines any more (" + why +
                 "): what speaks with it gets no way round that; serve.halves = \"one\" would");
}

Result<> ServedHalves::confined(const halves::Ready& how) {
    unready_ = 0;
    {
        const std::scoped_lock lock(guard_);
        confined_ = how;
    }
    note();
    if (!how.files) {
        constexpr std::string_view open = "its other half could not give up files by Landlock";
        if (on_trial()) inbox_.post_one_process(std::string(open));
        return Error{Fault::refused, std::string(open)};
    }
    if (!std::exchange(lacks_told_, true) && !how.calls)
        log::warning(
            "this kernel has no filter of system calls: what speaks with the network is held by "
            "Landlock and its rights");
    return {};
}

void ServedHalves::tried(const std::string& call) {
    {
        const std::scoped_lock lock(guard_);
        tried_ = call;
    }
    note();
    log::warning("what speaks with the network tried what it does not need, and was denied: " +
                 call);
}

}  // namespace diag::commands
