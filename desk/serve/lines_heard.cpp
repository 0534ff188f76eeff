// SPDX-License-Identifier: Apache-2.0
// What agents say, and the polls of those whom no WebSocket reaches.
#include "desk/serve/lines.hpp"
#include "platform/cms.hpp"
#include "platform/files.hpp"
#include "platform/log.hpp"
#include "platform/text.hpp"

namespace diag::desk {
namespace {

namespace line = exchange::line;

constexpr std::size_t poll_limit = 1 << 20;
constexpr std::int64_t longest_wait = 25;
constexpr std::size_t most_messages = 256;

/// The number of entries that a document vouches for, if it is a checkpoint of this agent's ledger:
/// nothing else gets the desk's signature.
Result<std::int64_t> checkpoint_in(const std::string& document, const Caller& caller) {
    const auto opened = cms::open_document(document);
    if (!opened) return opened.error();
    const auto content = json::parse(opened->content);
    if (!content || json::text_at(*content, "type") != "ledger checkpoint")
        return Error{Fault::malformed, "that is no checkpoint of a ledger"};
    if (opened->signers.size() != 1 ||
        opened->signers.front().signer.key_fingerprint() != caller.key)
        return Error{Fault::refused, "the checkpoint is not by this agent alone"};
    const auto n = json::integer_at(*content, "n");
    if (!n || *n < 0) return Error{Fault::malformed, "a checkpoint without its number"};
    return *n;
}

/// The same of one that we signed; -1 where there is none.
std::int64_t number_kept(const std::filesystem::path& file) {
    const auto kept = system_files().read(file, line::message_limit);
    const auto opened = kept ? cms::open_document(*kept) : kept.error();
    const auto content = opened ? json::parse(opened->content) : opened.error();
    return content ? json::integer_at(*content, "n").value_or(-1) : -1;
}

}  // namespace

Result<> Lines::heard(const Caller& caller, const line::Message& message) {
    ++messages_;
    if (const auto fine = office_.still(caller, Role::agent); !fine) return fine;
    if (!in_measure(caller.name)) return Error{Fault::refused, "too many messages in a minute"};
    if (const auto* it = std::get_if<line::Staged>(&message)) return staged(caller, *it);
    if (const auto* it = std::get_if<line::Health>(&message)) return health(caller, *it);
    if (const auto* it = std::get_if<line::Checkpoint>(&message)) return checkpoint(caller, *it);
    if (const auto* it = std::get_if<line::Moved>(&message)) board_.moved(caller.name, *it);
    return {};
}

Result<> Lines::staged(const Caller& caller, const line::Staged& staged) {
    const auto taken = board_.staged(caller.name, staged);
    if (!taken) return taken.error();
    // Also of a request that never was here (a file carried it): there is nothing to wait for.
    say(caller.name, line::Noted{staged.request, staged.stage});
    offer(caller.name);
    return {};
}

Result<> Lines::health(const Caller& caller, const line::Health& health) {
    const auto text = line::text_of(health);
    return office_.update(caller.name, [&](Agent& agent) {
        agent.health = text;
        agent.seen = office_.clock.now();
    });
}

Result<> Lines::checkpoint(const Caller& caller, const line::Checkpoint& checkpoint) {
    const auto n = checkpoint_in(checkpoint.document, caller);
    if (!n) return n.error();
    if (!office_.certificate || !office_.key) return {};
    const auto directory = office_.home.file("checkpoints");
    if (const auto ours = own_directory(directory); !ours) return ours;
    const auto file = directory / (folder_of(caller.name) + ".cms");
    if (*n < number_kept(file)) {
        // What we hold is the proof: it stays, and nothing else of this ledger gets our signature.
        log::warning(caller.name + ": its ledger is shorter than a checkpoint that we hold; see " +
                     file.native());
        return {};
    }
    const auto both = cms::countersign(checkpoint.document, *office_.certificate, *office_.key);
    if (!both) return both.error();
    // The newest one is enough: its hash vouches for all before.
    const auto kept = replace_file(file, *both, 0644);
    if (!kept) return kept;
    say(caller.name, line::Checkpoint{*both});
    return {};
}

WebReception Lines::poll(const Caller& caller) {
    return whole_body(poll_limit,
                      [this, caller](const std::string& body) { return polled(caller, body); });
}

WebOutcome Lines::polled(const Caller& caller, const std::string& body) {
    const auto document = json::parse(body);
    if (!document) return web_error(document.error());
    const auto instance = json::text_at(*document, "instance").value_or("");
    const auto wait = json::integer_at(*document, "wait").value_or(0);
    const auto& messages = json::list_at(*document, "messages");
    if (messages.size() > most_messages) return diag::web_error(413, "too many messages at once");
    for (const auto& each : messages) {
        const auto message = line::message_in(each);
        if (!message && message.error().fault == Fault::unsupported) continue;
        if (!message) return web_error(message.error());
        if (const auto* hello = std::get_if<line::Hello>(&*message)) {
            if (!arrive(caller, *hello, nullptr))
                return web_json(
                    {{"messages",
                      {line::to_json(line::Bye{"another agent of this identity is here", true})}}});
            offer(caller.name);
        } else if (const auto fine = heard(caller, *message); !fine) {
            return web_error(fine.error());
        }
    }
    {
        const std::lock_guard hold(mutex_);
        const auto there = present_.find(caller.name);
        if (there == present_.end() || there->second.instance != instance || there->second.socket)
            return diag::web_error(409, "a hello comes first");
        there->second.heard = office_.clock.uptime();
    }
    return collected(caller.name,
                     std::chrono::seconds{std::clamp<std::int64_t>(wait, 0, longest_wait)});
}

WebOutcome Lines::collected(const std::string& agent, milliseconds patience) {
    const auto answer_of = [](const std::vector<line::Message>& messages) {
        json::array all;
        for (const auto& each : messages) all.push_back(line::to_json(each));
        return web_json({{"messages", std::move(all)}});
    };
    const auto take = [this, agent] {
        const std::lock_guard hold(mutex_);
        const auto there = present_.find(agent);
        return there == present_.end() ? std::vector<line::Message>()
                                       : std::exchange(there->second.queue, {});
    };
    const auto now = take();
    if (!now.empty() || patience.count() <= 0) return answer_of(now);
    return WebWait{.patience = patience,
                   .otherwise = answer_of({}),
                   .begin = [this, agent, take, answer_of](std::shared_ptr<WebLater> later) {
                       {
                           const std::lock_guard hold(mutex_);
                           const auto there = present_.find(agent);
                           if (there != present_.end() && there->second.queue.empty()) {
                               there->second.waiting = later;
                               return;
                           }
                       }
                       later->answer(answer_of(take()));
                   }};
}

}  // namespace diag::desk
