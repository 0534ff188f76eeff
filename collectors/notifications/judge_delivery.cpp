// SPDX-License-Identifier: Apache-2.0
// What became of a test mail. Only the command that sends one has such evidence.
#include "collectors/notifications/picture.hpp"

namespace diag::notifications {
namespace {

Parameters about(const Visit& visit, const Exchange& said) {
    return {
        {"server", server_text(visit)}, {"code", std::to_string(said.code)}, {"text", said.text}};
}

void judge_refusal(const Visit& visit, const Exchange& said, Bench& bench) {
    const bool for_now = said.code >= 400 && said.code < 500;
    auto words = about(visit, said);
    // Greylisting tells strangers to come again (RFC 6647): 450 or 451 after RCPT or DATA.
    if (for_now && said.step != "auth" && (said.code == 450 || said.code == 451))
        return bench.find("notifications.greylisted", Severity::warning, words, {"servers"});
    if (for_now) return bench.find("notifications.put_off", Severity::warning, words, {"servers"});
    if (said.step == "auth")
        return bench.find("notifications.login_refused", Severity::critical, words, {"servers"});
    if (said.step == "mail")
        return bench.find("notifications.sender_refused", Severity::critical, words, {"servers"});
    if (said.step == "rcpt")
        return bench.find("notifications.recipient_refused", Severity::critical, words,
                          {"servers"});
    bench.find("notifications.message_refused", Severity::critical, words, {"servers"});
}

std::string_view finding_of(std::string_view withheld) {
    if (withheld == "mechanism") return "notifications.test_mechanism";
    if (withheld == "clear") return "notifications.test_in_clear";
    if (withheld == "size") return "notifications.letter_too_large";
    return "notifications.test_untrusted";
}

void judge_visit(const Visit& visit, Bench& bench) {
    if (!visit.withheld.empty())
        return bench.find(std::string(finding_of(visit.withheld)), Severity::unknown,
                          {{"server", server_text(visit)}}, {"servers"});
    if (visit.delivered) {
        bench.note("notifications.test_mail", server_text(visit));
        return;
    }
    for (const auto* step : {"auth", "mail", "rcpt", "data", "body"}) {
        const auto* said = visit.exchange(step);
        if (said && said->code >= 400) return judge_refusal(visit, *said, bench);
    }
    const bool late = visit.step == "auth" || visit.step == "mail" || visit.step == "rcpt" ||
                      visit.step == "data" || visit.step == "body";
    if (late && visit.fault && !cut_short(visit))
        bench.find("notifications.hung_up", Severity::critical,
                   {{"server", server_text(visit)},
                    {"reason", visit.reason},
                    {"address", visit.address},
                    {"step", visit.step}},
                   {"servers"});
}

}  // namespace

void judge_delivery(const Picture& picture, Bench& bench) {
    for (const auto& visit : picture.visits) judge_visit(visit, bench);
}

}  // namespace diag::notifications
