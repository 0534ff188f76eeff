// SPDX-License-Identifier: Apache-2.0
#include "agent/consent/asked.hpp"

#include <algorithm>
#include <array>

#include "agent/exchange/fields.hpp"
#include "agent/exchange/short_id.hpp"
#include "platform/digest.hpp"
#include "platform/files.hpp"
#include "platform/lock.hpp"
#include "platform/log.hpp"
#include "platform/text.hpp"

namespace diag::consent {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_files = 100'000;
constexpr std::size_t record_limit = 16 << 10;

constexpr std::array stages{
    std::pair{Stage::waiting, "waiting"},   std::pair{Stage::granted, "granted"},
    std::pair{Stage::declined, "declined"}, std::pair{Stage::running, "running"},
    std::pair{Stage::done, "done"},         std::pair{Stage::failed, "failed"},
    std::pair{Stage::revoked, "revoked"},
};

Result<Asked> asked_from(std::string_view text, const std::string& file) {
    const auto document = json::parse(text);
    if (!document) return Error{Fault::malformed, file + " is " + document.error().what};
    exchange::Fields in(*document, file);
    Asked asked;
    asked.id = in.text("id");
    const auto stage = in.text("stage");
    const auto* known =
        std::ranges::find_if(stages, [&](const auto& each) { return stage == each.second; });
    if (known == stages.end()) in.fail("stage", "a stage");
    if (known != stages.end()) asked.stage = known->first;
    asked.came = in.time("came");
    asked.changed = in.time("changed");
    asked.not_after = in.time("not_after");
    asked.by = in.text("by");
    asked.why = in.text("why");
    asked.bundle = in.text("bundle");
    if (in.has("granted_by")) {
        asked.granted = in.time("granted");
        asked.granted_by = in.text("granted_by");
    }
    if (const auto wrong = in.problem()) return *wrong;
    return asked;
}

/// What may lie beside a record, which goes last.
constexpr std::array beside{".safrreq", ".told", ".run", ".unsettled", ".json"};

bool open_still(Stage stage) { return stage == Stage::waiting || stage == Stage::granted; }

}  // namespace

std::string_view name_of(Stage stage) {
    const auto* known =
        std::ranges::find_if(stages, [&](const auto& each) { return stage == each.first; });
    return known->second;
}

json::object to_json(const Asked& asked) {
    json::object record{{"id", asked.id},
                        {"stage", name_of(asked.stage)},
                        {"came", to_text(asked.came)},
                        {"changed", to_text(asked.changed)},
                        {"not_after", to_text(asked.not_after)},
                        {"by", asked.by},
                        {"why", asked.why},
                        {"bundle", asked.bundle}};
    if (!asked.granted_by.empty()) {
        record["granted"] = to_text(asked.granted);
        record["granted_by"] = asked.granted_by;
    }
    return record;
}

Result<AskedRequests> AskedRequests::open(const fs::path& state) {
    if (const auto ours = own_directory(state); !ours) return ours.error();
    const auto directory = state / "requests";
    if (const auto ours = own_directory(directory); !ours) return ours.error();
    return AskedRequests{directory};
}

Result<Asked> AskedRequests::add(std::string_view document, const Admitted& admitted,
                                 Time now) const {
    const auto lock = locked_directory(directory_);
    if (!lock) return lock.error();
    const auto& id = admitted.request.id;
    const auto known = read(id, now);
    if (known) return Error{Fault::refused, "the request " + id + " is here already"};
    if (known.error().fault != Fault::absent) return known.error();
    // The document first: what has a record has its document.
    if (const auto kept = replace_file(directory_ / (id + ".safrreq"), document); !kept)
        return kept.error();
    if (const auto kept = replace_file(directory_ / (id + ".unsettled"), ""); !kept)
        return kept.error();
    const Asked asked{.id = id,
                      .stage = Stage::waiting,
                      .came = now,
                      .changed = now,
                      .not_after = admitted.request.not_after};
    if (const auto kept = write(asked); !kept) return kept.error();
    return asked;
}

Result<std::vector<Asked>> AskedRequests::list(Time now) const {
    const auto names = system_files().list(directory_, most_files);
    if (!names) return names.error();
    std::vector<Asked> all;
    for (const auto& name : *names) {
        if (!name.ends_with(".json")) continue;
        auto asked = read(name.substr(0, name.size() - 5), now);
        if (asked)
            all.push_back(std::move(*asked));
        else
            log::warning("a request cannot be read and is left out: " + asked.error().what);
    }
    std::ranges::sort(all, {}, &Asked::came);
    return all;
}

bool AskedRequests::unsettled(const std::string& id) const {
    std::error_code unknown;
    return is_uuid(id) && fs::exists(directory_ / (id + ".unsettled"), unknown);
}

void AskedRequests::settle(const std::string& id) const {
    std::error_code ignored;
    if (is_uuid(id)) fs::remove(directory_ / (id + ".unsettled"), ignored);
}

Result<> AskedRequests::forget(Time before, const std::vector<std::string>& keep, Time now) const {
    const auto lock = locked_directory(directory_);
    if (!lock) return lock.error();
    const auto all = list(now);
    if (!all) return all.error();
    for (const auto& each : *all) {
        if (open_still(each.stage) || each.stage == Stage::running || each.changed >= before ||
            std::ranges::find(keep, each.id) != keep.end())
            continue;
        for (const auto* const what : beside) {
            std::error_code failed;
            fs::remove(directory_ / (each.id + what), failed);
            if (failed) return Error{Fault::io, each.id + what + ": " + failed.message()};
        }
    }
    return {};
}

Result<Asked> AskedRequests::get(std::string_view id, Time now) const {
    const auto all = list(now);
    if (!all) return all.error();
    std::vector<Asked> meant;
    for (const auto& each : *all)
        if (each.id == id || exchange::begins_with(each.id, id)) meant.push_back(each);
    if (meant.size() == 1) return meant.front();
    if (meant.empty()) return Error{Fault::absent, "there is no request \"" + printable(id) + "\""};
    return Error{Fault::absent,
                 "\"" + std::string(id) + "\" begins several requests: give more of it"};
}

Result<std::string> AskedRequests::document(const std::string& id) const {
    return system_files().read(directory_ / (id + ".safrreq"), exchange::request_limit);
}

Result<Asked> AskedRequests::change(const std::string& id, std::initializer_list<Stage> from,
                                    const Change& change, Time now) const {
    const auto lock = locked_directory(directory_);
    if (!lock) return lock.error();
    auto asked = read(id, now);
    if (!asked) return asked;
    if (std::ranges::find(from, asked->stage) == from.end())
        return Error{Fault::refused, "the request " + id + " is " +
                                         std::string(name_of(asked->stage)) +
                                         (asked->why.empty() ? "" : ": " + asked->why)};
    asked->stage = change.to;
    asked->changed = now;
    asked->by = change.by;
    asked->why = change.why;
    asked->bundle = change.bundle;
    if (change.to == Stage::granted) {
        asked->granted = now;
        asked->granted_by = change.by;
    }
    if (const auto kept = write(*asked); !kept) return kept.error();
    return asked;
}

Result<Asked> AskedRequests::read(const std::string& id, Time now) const {
    if (!is_uuid(id)) return Error{Fault::absent, "there is no request \"" + id + "\""};
    const auto file = directory_ / (id + ".json");
    const auto text = system_files().read(file, record_limit);
    if (!text) return text.error();
    auto asked = asked_from(*text, file.native());
    if (asked && open_still(asked->stage) && now > asked->not_after) {
        asked->stage = Stage::declined;
        asked->changed = asked->not_after;
        asked->by = "nobody";
        asked->why = asked->granted_by.empty() ? "not granted before it expired"
                                               : "it was granted and did not run before it expired";
    }
    return asked;
}

Result<> AskedRequests::write(const Asked& asked) const {
    return replace_file(directory_ / (asked.id + ".json"), json::write_pretty(to_json(asked)));
}

}  // namespace diag::consent
