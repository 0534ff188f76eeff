// SPDX-License-Identifier: Apache-2.0
// Is each outside system there, and is it what it should be?
#include "collectors/integrations/picture.hpp"

namespace diag::integrations {
namespace {

/// Result codes of RFC 4511 A.2 that a directory gives while it cannot serve: operationsError,
/// timeLimitExceeded, busy, unavailable.
bool is_ldap_trouble(int code) { return code == 1 || code == 3 || code == 51 || code == 52; }

/// It answers as such a system does, and with an error of its own.
bool answers_with_error(const Visit& visit) {
    const auto status = visit.greeting.status;
    switch (product_of(visit.system.kind).speech) {
        case Speech::http:
            return status >= 500;
        case Speech::tds:
            return status != 0;
        case Speech::ldap:
            return is_ldap_trouble(status);
        case Speech::none:
            break;
    }
    return false;
}

std::string since_text(const Picture& picture, const Visit& visit) {
    const auto found = picture.reached.find(server_text(visit));
    return found == picture.reached.end() ? "-" : to_text(found->second).substr(0, 16);
}

Parameters about(const Picture& picture, const Visit& visit) {
    return {{"system", title_of(visit.system)},
            {"server", server_text(visit)},
            {"host", visit.system.host},
            {"port", std::to_string(visit.port)},
            {"address", visit.address.empty() ? visit.system.host : visit.address},
            {"reason", visit.failed ? visit.failed->what : ""},
            {"since", since_text(picture, visit)}};
}

void find(const Picture& picture, const Visit& visit, Bench& bench, std::string id,
          Severity severity, Parameters more = {}) {
    auto parameters = about(picture, visit);
    parameters.merge(more);
    bench.find(std::move(id), bounded(severity, !visit.system.discovered), std::move(parameters),
               {"visits"});
}

const char* id_of_connect(Fault fault) {
    return fault == Fault::refused     ? "integrations.refused"
           : fault == Fault::timed_out ? "integrations.silent"
                                       : "integrations.unreachable";
}

const char* id_of_greeting(Fault fault) {
    return fault == Fault::timed_out   ? "integrations.no_answer"
           : fault == Fault::malformed ? "integrations.other_service"
                                       : "integrations.hung_up";
}

void judge_failure(const Picture& picture, const Visit& visit, Bench& bench) {
    const auto fault = visit.failed->fault;
    if (fault == Fault::timed_out && visit.starved)
        return find(picture, visit, bench, "integrations.too_busy", Severity::unknown);
    const std::string id =
        visit.step == Step::name
            ? (fault == Fault::timed_out ? "integrations.name_silent" : "integrations.name_unknown")
        : visit.step == Step::connect ? id_of_connect(fault)
        : visit.step == Step::tls     ? "integrations.tls_failed"
                                      : id_of_greeting(fault);
    const auto& speaker = visit.greeting.words;
    find(picture, visit, bench, id, Severity::critical,
         {{"answer", speaker.empty() ? "?" : speaker}});
}

std::string fact_of(const Visit& visit) {
    auto text = title_of(visit.system) + ": " + server_text(visit);
    if (!visit.greeting.words.empty()) text += ", " + visit.greeting.words;
    if (visit.tls) text += ", " + visit.tls->version;
    return text + ", " + std::to_string(visit.took.count()) + " ms";
}

void judge_answer(const Picture& picture, const Visit& visit, Bench& bench) {
    bench.note("integrations.system", fact_of(visit));
    if (answers_with_error(visit))
        return find(
            picture, visit, bench, "integrations.server_error", Severity::critical,
            {{"answer", visit.greeting.words}, {"code", std::to_string(visit.greeting.status)}});
    if (static_cast<double>(visit.took.count()) > bench.limit("integrations.slow") &&
        !visit.starved)
        find(picture, visit, bench, "integrations.slow", Severity::warning,
             {{"ms", std::to_string(visit.took.count())}});
}

}  // namespace

Outside outside_of(const Visit& visit) {
    if (visit.failed)
        return visit.starved && visit.failed->fault == Fault::timed_out ? Outside::unknown
                                                                        : Outside::broken;
    return answers_with_error(visit) ? Outside::broken : Outside::well;
}

void judge_reach(const Picture& picture, Bench& bench) {
    for (const auto& visit : picture.visits)
        visit.failed ? judge_failure(picture, visit, bench) : judge_answer(picture, visit, bench);
}

}  // namespace diag::integrations
