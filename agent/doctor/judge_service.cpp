// SPDX-License-Identifier: Apache-2.0
// Whether the agent serves, and its desk: who it is there, what waits for it, what speaks with it.
#include <chrono>

#include "agent/doctor/parts.hpp"
#include "platform/text.hpp"
#include "platform/units.hpp"

namespace diag::doctor {
namespace {

using std::chrono::days;
using std::chrono::hours;

/// The service renews at two thirds of a certificate's life: one that is so near its end was not.
constexpr days expires_soon{14};
/// Longer than any outage of a desk that nobody notices.
constexpr hours waits_long{48};

std::string day_of(Time time) { return to_text(time).substr(0, 10); }

std::string counted(std::size_t count, std::string_view what) {
    return std::to_string(count) + " " + std::string(what) + (count == 1 ? "" : "s");
}

/// The configuration cannot be read, and so it is not known whether there is a desk.
bool desk_unknown(const Vitals& vitals) { return !vitals.configuration && vitals.desk_url.empty(); }

}  // namespace

Verdict judge_identity(const Vitals& vitals, Time now) {
    constexpr std::string_view part = "identity";
    const auto enroll = "safr-diag enroll " + vitals.desk_url + " --token-file FILE";
    if (!vitals.identity && vitals.desk_url.empty())
        return {part, State::well, "a key is made at the first use"};
    if (!vitals.identity)
        return {part, State::ill, "this agent is not enrolled at the desk that is configured", "",
                enroll};
    if (!*vitals.identity)
        return {part, State::ill, vitals.identity->error().what,
                "restore agent.pem and agent.key below identity in the state directory from a "
                "backup of it, "
                "or move both away and enroll again"};
    const auto& identity = **vitals.identity;
    const auto name = "agent \"" + printable(identity.name) + "\"";
    if (!identity.by_desk && !vitals.desk_url.empty())
        return {part, State::ill, name + " is not enrolled at the desk that is configured", "",
                enroll};
    if (!identity.by_desk && desk_unknown(vitals))
        return {part, State::untold, name + ": which desk should know it is not told"};
    if (!identity.by_desk)
        return {part, State::well, name + " signs for itself, as no desk is configured"};
    if (!identity.until) return {part, State::well, name};
    if (*identity.until <= now)
        return {part, State::ill,
                "the certificate of " + name + " expired on " + day_of(*identity.until),
                "enroll again", enroll};
    const auto sentence = name + ", certified until " + day_of(*identity.until);
    if (*identity.until - now < expires_soon)
        return {part, State::warning, sentence + ": it should have been renewed by now",
                "let safr-diag serve run where it reaches the desk"};
    return {part, State::well, sentence};
}

Verdict judge_desk(const Vitals& vitals) {
    constexpr std::string_view part = "desk";
    if (desk_unknown(vitals)) return {part, State::untold, "which desk there is is not told"};
    if (vitals.desk_url.empty())
        return {part, State::well, "none is configured: bundles travel as files"};
    if (!vitals.desk) return {part, State::untold, vitals.desk_url + " was not asked"};
    if (!*vitals.desk)
        return {part, State::ill, vitals.desk_url + ": " + vitals.desk->error().what,
                "see that this server may reach it, by desk.proxy where there is one"};
    return {part, State::well,
            vitals.desk_url + " knows us and answered in " + duration_text(**vitals.desk)};
}

Verdict judge_service(const Vitals& vitals) {
    constexpr std::string_view part = "service";
    if (!vitals.serving) return {part, State::untold, "whether safr-diag serve runs is not told"};
    if (*vitals.serving) return {part, State::well, "safr-diag serve runs"};
    if (desk_unknown(vitals)) return {part, State::untold, "safr-diag serve does not run"};
    if (vitals.desk_url.empty())
        return {part, State::well, "safr-diag serve does not run, and has no desk to serve"};
    return {part, State::warning, "safr-diag serve does not run: the desk cannot ask anything",
            "systemctl start safr-diag; or, where there is no systemd", "safr-diag serve"};
}

Verdict judge_halves(const Vitals& vitals) {
    constexpr std::string_view part = "halves";
    if (!vitals.halves)
        return {part, State::well, "no service runs that tells whether it is two processes"};
    const auto& halves = *vitals.halves;
    if (!halves.why_one.empty()) {
        const auto sentence = "one process reads here and speaks with the desk: " + halves.why_one;
        if (halves.as_meant)
            return {part, State::well, sentence,
                    "serve.halves = \"two\" has a process without rights do the latter"};
        return {part, State::warning, sentence,
                "mend what the sentence names, and start the service anew"};
    }
    std::string lacks;
    if (!halves.files) lacks = "Landlock, which would keep it from files";
    if (!halves.calls)
        lacks += std::string(lacks.empty() ? "" : ", and ") + "a filter of system calls";
    if (!lacks.empty())
        return {
            part, State::warning,
            "what speaks with the desk has no rights, and this kernel lacks " + lacks,
            "kernels of distributions have both: see the parameters lsm= and its configuration"};
    if (!halves.tried.empty())
        return {part, State::warning,
                "what speaks with the desk tried what it does not need, and was denied: " +
                    halves.tried,
                "nothing came of it; if nothing explains it, have somebody look into the line"};
    return {part, State::well,
            "what speaks with the desk is a process of its own, without rights and files"};
}

Verdict judge_samples(const Vitals& vitals) {
    constexpr std::string_view part = "samples";
    if (!vitals.configuration)
        return {part, State::untold, "whether SAFR Cloud is to be sampled is not told"};
    if (!vitals.sampling)
        return {part, State::well,
                "cloud.sample is false: SAFR Cloud is not sampled, and no outage of it can be "
                "claimed by what was seen here"};
    if (!vitals.serving)
        return {part, State::untold,
                "cloud.sample is true; whether safr-diag serve, which samples, runs is not told"};
    if (!*vitals.serving)
        return {part, State::warning,
                "cloud.sample is true, and safr-diag serve, which samples, does not run",
                "systemctl start safr-diag; or, where there is no systemd", "safr-diag serve"};
    return {part, State::well, "SAFR Cloud is sampled once a minute"};
}

Verdict judge_spool(const Vitals& vitals, Time now) {
    constexpr std::string_view part = "spool";
    if (!vitals.waiting) return {part, State::ill, vitals.waiting.error().what};
    const auto& waiting = *vitals.waiting;
    if (waiting.turned_down > 0)
        return {part, State::warning,
                counted(waiting.turned_down, "bundle") + " turned down by the desk",
                "this lists them, and safr-diag upload ID tries one again", "safr-diag spool"};
    if (waiting.bundles == 0) return {part, State::well, "no bundle waits"};
    const auto sentence = counted(waiting.bundles, "bundle") +
                          (waiting.bundles == 1 ? " waits" : " wait") +
                          (waiting.oldest ? ", the oldest since " + day_of(*waiting.oldest) : "");
    const bool stuck = waiting.oldest && now - *waiting.oldest > waits_long;
    if (stuck && !vitals.desk_url.empty())
        return {part, State::warning, sentence, "this says what keeps them", "safr-diag upload"};
    return {part, State::well, sentence};
}

}  // namespace diag::doctor
