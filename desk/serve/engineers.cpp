// SPDX-License-Identifier: Apache-2.0
#include "desk/serve/engineers.hpp"

#include <algorithm>

#include "agent/exchange/request.hpp"
#include "desk/serve/headers.hpp"
#include "platform/cms.hpp"
#include "platform/log.hpp"
#include "platform/text.hpp"

namespace diag::desk {
namespace {

constexpr std::size_t most_listed = 1000;
constexpr std::uint64_t longest_wait = 25;

json::value time_or_null(Time time) {
    return time == Time{} ? json::value(nullptr) : json::value(to_text(time));
}

json::value health_of(const Agent& agent) {
    const auto document = json::parse(agent.health);
    if (!document) return nullptr;
    json::object health{{"at", json::text_at(*document, "at").value_or("")},
                        {"findings", json::list_at(*document, "findings")}};
    return health;
}

}  // namespace

WebReception Engineers::agents() {
    const auto all = office_.store.fleet->agents();
    if (!all) return web_error(all.error());
    json::array list;
    for (const auto& each : *all)
        list.push_back(json::object{{"agent", each.name},
                                    {"site", each.site},
                                    {"version", each.version},
                                    {"enrolled", time_or_null(each.enrolled)},
                                    {"seen", time_or_null(each.seen)},
                                    {"online", lines_.online(each.name)},
                                    {"doubled", time_or_null(each.doubled)},
                                    {"certificate_until", time_or_null(each.certificate_until)},
                                    {"revoked", office_.beliefs.taken_back(each.key)},
                                    {"clock_ahead_ms", each.clock_ahead_ms},
                                    {"health", health_of(each)}});
    return web_json(std::move(list));
}

WebReception Engineers::post(const Caller& caller) {
    return whole_body(exchange::request_limit, [this, caller](const std::string& document) {
        return posted(caller, document);
    });
}

Result<Posted> Engineers::admitted(const Caller& caller, const std::string& document) {
    const auto opened = cms::open_document(document);
    if (!opened) return opened.error();
    const auto request = exchange::request_from(opened->content);
    if (!request) return request.error();
    const auto now = office_.clock.now();
    const auto trust = office_.beliefs.now();
    bool brought = false;
    std::string author;
    for (const auto& each : opened->signers) {
        if (const auto fine = believed(each.signer, Role::engineer, *trust, now); !fine)
            return fine.error();
        const auto fingerprint = each.signer.fingerprint();
        brought = brought || fingerprint == caller.fingerprint;
        if (fingerprint == request->engineer) author = each.signer.name();
    }
    if (!brought) return Error{Fault::refused, "a request is brought by one who signed it"};
    if (author.empty()) return Error{Fault::refused, "the one who asks did not sign it"};
    if (request->not_after <= now) return Error{Fault::refused, "the request is over already"};
    if (const auto agent = office_.store.fleet->agent(request->agent); !agent)
        return Error{agent.error().fault, agent.error().fault == Fault::absent
                                              ? "this desk knows no agent " + request->agent
                                              : agent.error().what};
    return Posted{.id = request->id,
                  .agent = request->agent,
                  .engineer = request->engineer,
                  .engineer_name = author,
                  .case_number = request->case_number,
                  .reason = request->reason,
                  .made = request->made,
                  .not_after = request->not_after,
                  .stage = "asked",
                  .changed = now,
                  .why = {},
                  .by = {},
                  .bundle = {},
                  .document = document};
}

WebAnswer Engineers::posted(const Caller& caller, const std::string& document) {
    const auto fresh = admitted(caller, document);
    if (!fresh) return web_error(fresh.error());
    const auto before = office_.store.requests->request(fresh->id);
    if (before && before->document == document) return web_json({{"id", fresh->id}});
    if (before) return diag::web_error(409, "another request of this id is here");
    if (const auto kept = office_.store.requests->add(*fresh); !kept)
        return web_error(kept.error());
    log::detail(caller.name + " asks " + fresh->agent + ": " + fresh->id);
    lines_.offer(fresh->agent);
    return web_json({{"id", fresh->id}}, 201);
}

WebReception Engineers::requests() {
    const auto all = office_.store.requests->requests(most_listed);
    if (!all) return web_error(all.error());
    json::array list;
    for (const auto& each : *all) list.push_back(board_.shown(each));
    return web_json(std::move(list));
}

WebReception Engineers::request(const std::string& id, std::string_view query) {
    const auto wait = natural(query_value(query, "wait")).value_or(0);
    const auto patience = std::chrono::seconds{std::min(wait, longest_wait)};
    auto outcome = board_.watched(id, query_value(query, "state"), patience);
    if (auto* answer = std::get_if<WebAnswer>(&outcome)) return std::move(*answer);
    return std::move(std::get<WebWait>(outcome));
}

WebReception Engineers::bundles() {
    const auto all = office_.store.bundles->bundles({}, most_listed);
    if (!all) return web_error(all.error());
    const auto posted = office_.store.requests->requests(most_listed);
    if (!posted) return web_error(posted.error());
    json::array list;
    for (const auto& each : *all) {
        const auto asked = std::ranges::find_if(*posted, [&](const Posted& request) {
            return request.bundle == each.id && request.agent == each.agent;
        });
        list.push_back(json::object{{"bundle", each.id},
                                    {"agent", each.agent},
                                    {"site", each.site},
                                    {"case", each.case_number},
                                    {"request", asked == posted->end() ? "" : asked->id},
                                    {"bytes", each.bytes},
                                    {"sha256", each.sha256},
                                    {"arrived", to_text(each.arrived)},
                                    {"signed_at", to_text(each.signed_at)}});
    }
    return web_json(std::move(list));
}

WebReception Engineers::bundle(const WebHead& head, const std::string& id) {
    const auto bundle = office_.store.bundles->bundle(id, query_value(head.query, "agent"));
    if (!bundle) return web_error(bundle.error());
    const auto file = office_.shelf.file(bundle->agent, bundle->id);
    if (!file) return web_error(file.error());
    WebAnswer answer{.headers = {{"Content-Type", "application/octet-stream"},
                                 {"Accept-Ranges", "bytes"},
                                 {"Cache-Control", "no-store"},
                                 {"ETag", "\"" + bundle->sha256 + "\""}}};
    answer.file = WebFile{*file, 0, bundle->bytes};
    const auto wanted = header_of(head.headers, "Range");
    if (!wanted) return answer;
    const auto range = range_of(*wanted, bundle->bytes);
    if (!range) {
        auto refused = diag::web_error(416, "no such range");
        refused.headers.emplace_back("Content-Range", "bytes */" + std::to_string(bundle->bytes));
        return refused;
    }
    answer.status = 206;
    answer.file->from = range->first;
    answer.file->size = range->second - range->first + 1;
    answer.headers.emplace_back("Content-Range", "bytes " + std::to_string(range->first) + "-" +
                                                     std::to_string(range->second) + "/" +
                                                     std::to_string(bundle->bytes));
    return answer;
}

}  // namespace diag::desk
