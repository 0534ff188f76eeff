// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/sending.hpp"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <optional>
#include <system_error>

#include "agent/commands/record.hpp"
#include "agent/consent/grants.hpp"
#include "platform/digest.hpp"
#include "platform/files.hpp"
#include "platform/lock.hpp"
#include "platform/log.hpp"
#include "platform/text.hpp"

namespace diag::commands {
namespace {

namespace fs = std::filesystem;

constexpr milliseconds piece_patience{60'000};
constexpr milliseconds withdrawal_budget{10'000};
constexpr std::size_t refusal_limit = 4096;
constexpr std::size_t most_uploads = 100'000;
constexpr std::string_view not_there = "not withdrawn: the server has no such thing";

fs::path directory_in(const fs::path& state) { return state / "uploads"; }
fs::path refusal_file(const fs::path& state, const std::string& id) {
    return directory_in(state) / (id + ".refused");
}

/// Held by who sends a bundle or takes it back.
Result<Descriptor> claim(const fs::path& state, const std::string& id) {
    if (const auto ours = own_directory(directory_in(state)); !ours) return ours.error();
    auto lock = sole_holder(directory_in(state) / (id + ".lock"));
    if (!lock && lock.error().fault == Fault::refused)
        return Error{Fault::refused, "another process sends " + id + " now"};
    return lock;
}

Result<std::string> digest_of(const fs::path& file, const std::function<bool()>& stop) {
    std::ifstream in(file, std::ios::binary);
    Sha256 digest;
    std::string block(1 << 16, '\0');
    while (in && !stop()) {
        in.read(block.data(), static_cast<std::streamsize>(block.size()));
        digest.update({block.data(), static_cast<std::size_t>(in.gcount())});
    }
    if (!in.eof()) return Error{Fault::io, file.native() + " cannot be read"};
    return digest.finish_hex();
}

Result<> note(const Sending& how, const std::string& bundle, std::string_view state,
              std::uint64_t bytes) {
    json::object data{{"bundle", bundle}, {"state", state}, {"to", how.config.desk.url}};
    if (bytes > 0) data["bytes"] = bytes;
    return record(how.state, ledger::Kind::upload, std::move(data));
}

/// The desk has it, on its disk: here it is moved, and on record. A bundle that was taken back in
/// the same moment is at the desk all the same, and that is what the record says.
Result<Sent> finish(const Spooled& bundle, const Sending& how) {
    if (const auto said = note(how, bundle.bundle_id, "sent", bundle.bytes); !said)
        return said.error();
    forget_refusal(how.state, bundle.bundle_id);
    if (bundle.shelf == Shelf::sent) return Sent::whole;
    auto spool = Spool::open(how.state);
    if (!spool) return spool.error();
    const auto moved = spool->sent(bundle.bundle_id);
    if (!moved && moved.error().fault != Fault::absent) return moved.error();
    return Sent::whole;
}

/// One that was taken back and whose file is here still.
Result<std::optional<Spooled>> revoked_here(const std::string& id, const fs::path& state) {
    const auto spool = Spool::open(state);
    const auto all = spool ? spool->list() : spool.error();
    if (!all) return all.error();
    const auto found = std::ranges::find(*all, id, &Spooled::bundle_id);
    if (found == all->end() || found->shelf != Shelf::revoked) return std::optional<Spooled>{};
    return std::optional{*found};
}

/// As the desk has it: kept as sent, or removed.
Result<TakenBack> settle(const std::string& id, const fs::path& state, bool at_desk) {
    auto spool = Spool::open(state);
    if (!spool) return spool.error();
    const auto done = at_desk ? spool->sent(id) : spool->drop(id);
    if (!done && done.error().fault != Fault::absent) return done.error();
    return at_desk ? TakenBack::at_desk : TakenBack::gone;
}

Result<TakenBack> take_back(const std::string& id, const Sending& how,
                            const upload::Memory& memory) {
    using upload::Withdrawal;
    if (memory.location().empty()) {
        memory.forget();
        return settle(id, how.state, false);
    }
    auto until = how.clock.uptime() + withdrawal_budget;
    const auto desk = how.way.open([&] { return how.stop() || how.clock.uptime() > until; });
    const auto here = revoked_here(id, how.state);
    if (!here) return here.error();
    std::function<Result<upload::Parcel>()> offer;
    if (*here)
        offer = [&]() -> Result<upload::Parcel> {
            auto digest = digest_of((*here)->path, how.stop);
            if (!digest) return digest.error();
            until = how.clock.uptime() + withdrawal_budget;
            return upload::Parcel{(*here)->path, (*here)->bytes, id, std::move(*digest)};
        };
    const auto gone = upload::withdraw(how.way.base + "/v1/files/", *desk, memory, offer);
    if (!gone) return gone.error();
    const std::string_view state = *gone == Withdrawal::deleted    ? "withdrawn"
                                   : *gone == Withdrawal::too_late ? "there"
                                                                   : not_there;
    if (const auto said = note(how, id, state, 0); !said) return said.error();
    return settle(id, how.state, *gone == Withdrawal::too_late);
}

/// What an error at sending means, once the reasons of our own are looked at.
Result<Sent> unsent(const Spooled& bundle, const Sending& how, const Error& error) {
    if (error.fault == Fault::malformed) {
        const auto kept = replace_file(refusal_file(how.state, bundle.bundle_id), error.what);
        if (!kept) log::warning(kept.error().what);
    }
    return error;
}

}  // namespace

DeskWay way_by(const DeskLine& line) {
    return {.base = line.base, .open = [&line](Https::Stop stop) {
                return std::make_unique<Desk>(line, std::move(stop));
            }};
}

Result<HttpAnswer> Desk::ask(const Asked& asked) {
    return https_.ask({.method = asked.method,
                       .target = asked.target,
                       .headers = asked.headers,
                       .body = asked.body,
                       .patience = piece_patience});
}

Result<Sent> send_bundle(const Spooled& bundle, const Sending& how) {
    const auto& id = bundle.bundle_id;
    const auto lock = claim(how.state, id);
    if (!lock) return lock.error();
    const upload::Memory memory(directory_in(how.state) / id);
    const auto gone = [&] { return ::access(bundle.path.c_str(), F_OK) != 0; };
    const auto closed = [&] { return !upload_hours_open(how.config, how.clock.now()); };
    const auto stop = [&] { return how.stop() || gone(); };
    const auto digest = digest_of(bundle.path, stop);
    if (!digest && !stop()) return digest.error();
    Result<> sent = Error{Fault::refused, "stopped"};
    if (digest && !closed()) {
        if (memory.location().empty())
            if (const auto said = note(how, id, "begun", bundle.bytes); !said) return said.error();
        const auto desk = how.way.open(stop);
        sent = upload::send({bundle.path, bundle.bytes, id, *digest}, how.way.base + "/v1/files/",
                            *desk, memory,
                            {.rate_limit = how.config.desk.rate_limit,
                             .first_piece = how.first_piece,
                             .heed = how.heed},
                            how.clock, [&](const upload::Progress& progress) {
                                how.progress(progress);
                                return !stop() && !closed();
                            });
    }
    if (sent) return finish(bundle, how);
    if (gone()) {
        const auto back = take_back(id, how, memory);
        if (!back) log::detail(id + ": the desk is asked later to forget it: " + back.error().what);
        return back && *back == TakenBack::at_desk ? Sent::whole : Sent::taken_back;
    }
    if (how.stop()) return Sent::stopped;
    if (closed()) return Sent::later;
    return unsent(bundle, how, sent.error());
}

Result<TakenBack> withdraw_bundle(const std::string& id, const Sending& how) {
    const auto lock = claim(how.state, id);
    if (!lock && lock.error().fault == Fault::refused) return TakenBack::by_another;
    if (!lock) return lock.error();
    return take_back(id, how, upload::Memory(directory_in(how.state) / id));
}

std::vector<std::string> withdrawn_bundles(const fs::path& state, const Spool& spool) {
    const auto names = system_files().list(directory_in(state), most_uploads);
    const auto bundles = spool.list();
    std::vector<std::string> all;
    if (!names || !bundles) return all;
    for (const auto& name : *names)
        if (is_uuid(name) && std::ranges::none_of(*bundles, [&](const auto& each) {
                return each.bundle_id == name && each.shelf != Shelf::revoked;
            }))
            all.push_back(name);
    return all;
}

std::string refusal_of(const fs::path& state, const std::string& bundle_id) {
    const auto text = system_files().read(refusal_file(state, bundle_id), refusal_limit);
    if (text) return text->empty() ? "no reason given" : printable(*text);
    return text.error().fault == Fault::full ? "a long reason" : "";
}

void forget_refusal(const fs::path& state, const std::string& bundle_id) {
    std::error_code ignored;
    fs::remove(refusal_file(state, bundle_id), ignored);
}

bool upload_hours_open(const config::Config& config, Time now) {
    const auto hours = consent::hours_from(config.desk.upload_hours);
    return !hours || consent::in_hours(hours->first, hours->second, consent::minute_of_day(now));
}

Result<> tidy_sent(const config::Config& config, const fs::path& state, Time now) {
    auto spool = Spool::open(state);
    if (!spool) return spool.error();
    const auto all = spool->list();
    if (!all) return all.error();
    for (const auto& each :
         outlived(*all, now, config.spool.keep_sent, config.spool.keep_sent_bytes)) {
        if (const auto removed = spool->remove_sent(each.bundle_id); !removed) return removed;
        std::error_code ignored;
        fs::remove(directory_in(state) / (each.bundle_id + ".lock"), ignored);
        log::detail("removed bundle " + each.bundle_id + " (" + bytes_text(each.bytes) +
                    "): the desk has had it since " + to_text(each.shelved));
    }
    // What was taken back and of which nothing is at the desk: left by a power cut in between.
    const auto withdrawn = withdrawn_bundles(state, *spool);
    for (const auto& each : *all)
        if (each.shelf == Shelf::revoked &&
            std::ranges::find(withdrawn, each.bundle_id) == withdrawn.end())
            if (const auto gone = spool->drop(each.bundle_id); !gone) return gone;
    return spool->forget_owners(now);
}

}  // namespace diag::commands
