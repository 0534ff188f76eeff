// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/doctor_look.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "agent/commands/desk_line.hpp"
#include "agent/commands/halves_note.hpp"
#include "agent/commands/rules_here.hpp"
#include "agent/commands/sending.hpp"
#include "agent/commands/setting.hpp"
#include "agent/commands/state_place.hpp"
#include "agent/config/config.hpp"
#include "agent/config/roots.hpp"
#include "agent/config/state_version.hpp"
#include "agent/exchange/identity.hpp"
#include "agent/ledger/ledger.hpp"
#include "agent/ledger/verify.hpp"
#include "agent/spool/spool.hpp"
#include "platform/call_filter.hpp"
#include "platform/clock_sync.hpp"
#include "platform/disposable.hpp"
#include "platform/files.hpp"
#include "platform/lock.hpp"
#include "platform/paths.hpp"

namespace diag::commands {
namespace {

namespace fs = std::filesystem;

constexpr milliseconds path_patience{2'000};
constexpr milliseconds desk_patience{20'000};

/// Whether it is there; a place that may not be looked at is.
bool there(const fs::path& path) { return ::access(path.c_str(), F_OK) == 0 || errno != ENOENT; }

/// As the commands that work with it read it: with accounts, and rules for redaction.
Result<std::string> whole(const Invocation& invocation, const config::Config& config) {
    if (const auto accounts = config::accounts_of(config); !accounts) return accounts.error();
    if (const auto rules = rules_here(invocation, config); !rules) return rules.error();
    return config.file;
}

Result<> owned(const fs::path& state) {
    if (!there(state)) return Error{Fault::absent, state.native() + " is not there"};
    if (const auto ours = own_directory(state); !ours) return ours.error();
    if (::access(state.c_str(), W_OK) != 0) return from_errno(errno, state.native());
    return {};
}

Result<doctor::Layout> layout(const fs::path& state) {
    const auto found = config::state_version(state);
    if (!found) return found.error();
    return doctor::Layout{.found = found->layout, .known = config::state_layout, .by = found->by};
}

Result<doctor::Room> room(const config::Config& config, fs::path directory) {
    while (directory.has_relative_path() && !there(directory)) directory = directory.parent_path();
    const auto space = disposable_paths().space(directory.native(), path_patience);
    if (!space) return space.error();
    return doctor::Room{.free_bytes = space->bytes_available,
                        .total_bytes = space->bytes_total,
                        .kept_percent = config.limits.min_free_percent};
}

/// Asked for only where both files are there: what is missing would be made.
std::optional<Result<doctor::Identity>> identity(const fs::path& state) {
    const auto certificate = state / "identity" / "agent.pem",
               key = state / "identity" / "agent.key";
    if (!there(certificate) && !there(key)) return {};
    for (const auto& each : {certificate, key})
        if (!there(each)) return Error{Fault::absent, each.native() + " is lost"};
    const auto found = exchange::agent_identity(state);
    if (!found) return found.error();
    doctor::Identity identity{.name = found->certificate.name()};
    const auto trust = exchange::trust_in(state / "trust");
    if (!trust && trust.error().fault != Fault::absent) return trust.error();
    identity.by_desk = trust && found->certificate.issued_by(trust->authority);
    if (identity.by_desk) identity.until = found->certificate.not_after();
    return identity;
}

std::optional<Result<doctor::Record>> record(const fs::path& state) {
    const auto directory = ledger::directory_in(state);
    if (!there(directory)) return {};
    const auto verdict = ledger::verify(directory);
    if (!verdict && verdict.error().fault == Fault::absent) return {};
    if (!verdict) return verdict.error();
    return doctor::Record{
        .entries = verdict->entries,
        .flaw = verdict->flaw ? ledger::sentence_of(*verdict->flaw) : std::string(),
        .last = verdict->newest};
}

/// In children that can be lost: any of them may lie on a mount that hangs.
std::vector<doctor::Unread> unread(const config::Config& config) {
    std::vector<std::string> places{config.safr.program_root, config.safr.data_root};
    places.insert(places.end(), config.logs.directories.begin(), config.logs.directories.end());
    std::ranges::sort(places);
    places.erase(std::unique(places.begin(), places.end()), places.end());
    std::vector<Question> questions;
    for (const auto& place : places)
        questions.emplace_back([&place]() -> Result<std::string> {
            if (::access(place.c_str(), R_OK | X_OK) != 0) return from_errno(errno, place);
            return std::string();
        });
    const auto answers = in_disposable_children(questions, 1024, path_patience);
    std::vector<doctor::Unread> all;
    for (std::size_t i = 0; i < places.size(); ++i)
        if (!answers[i]) all.push_back({places[i], answers[i].error()});
    return all;
}

Result<milliseconds> ask_desk(const config::Config& config, const fs::path& state) {
    const auto line = desk_line(config, state);
    if (!line) return line.error();
    const auto from = system_clock().uptime();
    Https https((*line)->place, [&] { return system_clock().uptime() > from + desk_patience; });
    const auto answer = https.ask({.target = (*line)->base + "/v1/probe"});
    const auto took = system_clock().uptime() - from;
    if (!answer && took > desk_patience)
        return Error{Fault::timed_out,
                     "no answer within " + std::to_string(desk_patience.count() / 1000) + " s"};
    if (!answer) return answer.error();
    if (answer->status == 401 || answer->status == 403)
        return Error{Fault::denied, "the desk does not know this agent, or has revoked it"};
    // It asks who calls before it says that a test of the way is no GET.
    constexpr int known_caller = 405;
    if (answer->status != known_caller && answer->status != 200)
        return Error{Fault::malformed, "what is there answered " + std::to_string(answer->status) +
                                           ", as no desk does"};
    return took;
}

Result<doctor::Waiting> waiting(const fs::path& state) {
    doctor::Waiting all;
    if (!there(state / "spool")) return all;
    const auto bundles = Spool::at(state).list();
    if (!bundles && bundles.error().fault == Fault::absent) return all;
    if (!bundles) return bundles.error();
    for (const auto& each : *bundles) {
        if (each.shelf != Shelf::ready) continue;
        ++all.bundles;
        if (!all.oldest || each.written < *all.oldest) all.oldest = each.written;
        if (!refusal_of(state, each.bundle_id).empty()) ++all.turned_down;
    }
    return all;
}

std::optional<bool> serving(const fs::path& state) {
    const auto held = is_held(state / "serve.lock");
    if (!held) return {};
    return *held;
}

/// Left by a service that runs no longer, it says nothing.
std::optional<doctor::Halves> halves(const fs::path& state) {
    const auto note = serving(state).value_or(false) ? note_in(state) : std::nullopt;
    if (!note) return {};
    return doctor::Halves{.why_one = note->why_one,
                          .as_meant = note->as_meant,
                          .files = note->files,
                          .calls = note->calls,
                          .tried = note->tried};
}

}  // namespace

Result<doctor::Vitals> look_at_agent(const Invocation& invocation) {
    const auto state = place_of_state(invocation);
    if (!state) return state.error();
    tell_of_roots_record(invocation, *state);
    auto config = config_of(invocation);
    Result<std::string> configuration = config ? whole(invocation, *config) : config.error();
    // What depends on a configuration that has mistakes is looked at with the defaults: no desk.
    if (!config) config = config::Config{};
    config::settle_roots(*config, system_files(), disposable_paths());
    const auto id = identity(*state);
    return doctor::Vitals{.state = state->native(),
                          .configuration = std::move(configuration),
                          .owned = owned(*state),
                          .layout = layout(*state),
                          .room = room(*config, *state),
                          .identity = id,
                          .record = record(*state),
                          .kept_clock = clock_is_synchronised(),
                          .unread = unread(*config),
                          .desk_url = config->desk.url,
                          // Asking would make what an identity lacks.
                          .desk = !config->desk.url.empty() && id && id->has_value()
                                      ? std::optional(ask_desk(*config, *state))
                                      : std::nullopt,
                          .serving = serving(*state),
                          .sampling = config->availability.sample,
                          .waiting = waiting(*state),
                          .filters = knows_call_filters(),
                          .halves = halves(*state)};
}

}  // namespace diag::commands
