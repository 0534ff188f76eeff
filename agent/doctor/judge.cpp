// SPDX-License-Identifier: Apache-2.0
#include "agent/doctor/judge.hpp"

#include <chrono>

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
/// Entries are written to the millisecond, by a clock that may be set by a little.
constexpr milliseconds clock_slack{5 * 60'000};

std::string day_of(Time time) { return to_text(time).substr(0, 10); }

std::string counted(std::size_t count, std::string_view what) {
    return std::to_string(count) + " " + std::string(what) + (count == 1 ? "" : "s");
}

/// The configuration cannot be read, and so it is not known whether there is a desk.
bool desk_unknown(const Vitals& vitals) { return !vitals.configuration && vitals.desk_url.empty(); }

Verdict configuration(const Vitals& vitals) {
    constexpr std::string_view part = "configuration";
    if (!vitals.configuration)
        return {part, State::ill, vitals.configuration.error().what,
                "mend what the sentence names; this shows what is in force", "safr-diag config"};
    if (vitals.configuration->empty())
        return {part, State::well, "there is no file: every key has its default"};
    return {part, State::well, *vitals.configuration + " holds"};
}

Verdict state(const Vitals& vitals) {
    constexpr std::string_view part = "state";
    if (vitals.owned) return {part, State::well, vitals.state + " is ours and can be written"};
    if (vitals.owned.error().fault == Fault::absent)
        return {part, State::well, vitals.state + " is made at the first use"};
    return {part, State::ill, vitals.owned.error().what,
            "give it to the user that the agent runs as, with mode 0700, on a disk that can be "
            "written; or name another with --state"};
}

Verdict layout(const Vitals& vitals) {
    constexpr std::string_view part = "layout";
    if (!vitals.layout)
        return {part, State::ill, vitals.layout.error().what,
                "restore the file version in the state directory from a copy of it"};
    const auto& layout = *vitals.layout;
    const auto sentence = "the state directory has layout " + std::to_string(layout.found) +
                          (layout.by.empty() ? "" : ", of safr-diag " + printable(layout.by));
    if (layout.found > layout.known)
        return {part, State::ill,
                sentence + ", and this program knows " + std::to_string(layout.known) +
                    ": nothing is done with it",
                "install that version or a newer one again, or restore a copy of the directory "
                "from before it"};
    if (layout.found < layout.known)
        return {part, State::well, sentence + ": the next command brings it up to date"};
    return {part, State::well, sentence};
}

Verdict filter(const Vitals& vitals) {
    constexpr std::string_view part = "filter";
    if (vitals.filters)
        return {part, State::well, "system calls that workers do not need are denied to them"};
    return {part, State::warning,
            "this kernel has no filter of system calls: workers are held by nothing but rights",
            "a kernel with CONFIG_SECCOMP_FILTER has one, as those of distributions do"};
}

Verdict room(const Vitals& vitals) {
    constexpr std::string_view part = "room";
    if (!vitals.room) return {part, State::untold, vitals.room.error().what};
    const auto& room = *vitals.room;
    const double share = room.total_bytes == 0 ? 0
                                               : 100.0 * static_cast<double>(room.free_bytes) /
                                                     static_cast<double>(room.total_bytes);
    const auto sentence = bytes_text(room.free_bytes) + " of " + bytes_text(room.total_bytes) +
                          " are free on the disk of " + vitals.state;
    const auto kept = static_cast<double>(room.kept_percent);
    if (share < kept)
        return {part, State::ill,
                sentence + ", less than the " + std::to_string(room.kept_percent) +
                    " percent that limits.min_free_percent keeps: no bundle is made",
                "free some; this lists bundles, and --remove ID removes one", "safr-diag spool"};
    if (share < kept * 1.5)
        return {part, State::warning, sentence + ", little more than the agent keeps free",
                "free some before a bundle is needed"};
    return {part, State::well, sentence};
}

Verdict identity(const Vitals& vitals, Time now) {
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

Verdict clock(const Vitals& vitals, Time now) {
    constexpr std::string_view part = "clock";
    const auto& record = vitals.record;
    if (record && *record && (*record)->last && now + clock_slack < *(*record)->last)
        return {part, State::ill,
                "the clock says " + to_text(now) + ", and the ledger's newest entry is of " +
                    to_text(*(*record)->last) + ": it was set back",
                "set the clock right; requests and permits are judged by it"};
    if (!vitals.kept_clock)
        return {part, State::untold, "the kernel does not tell whether the clock is kept right"};
    if (!*vitals.kept_clock)
        return {part, State::warning, "nothing keeps the clock right, as the kernel says",
                "let chrony or systemd-timesyncd run; this says more", "safr-diag check system"};
    return {part, State::well, "a time daemon keeps it right"};
}

Verdict ledger(const Vitals& vitals) {
    constexpr std::string_view part = "ledger";
    if (!vitals.record) return {part, State::well, "nothing was done yet"};
    if (!*vitals.record)
        return {part, vitals.record->error().fault == Fault::timed_out ? State::untold : State::ill,
                vitals.record->error().what,
                "what cannot be recorded is not done: mend what the sentence names"};
    const auto& record = **vitals.record;
    if (!record.flaw.empty())
        return {part, State::ill, record.flaw,
                "keep the files as they are for whoever looks into it; this says more",
                "safr-diag ledger verify"};
    return {part, State::well,
            record.entries == 1 ? "its one entry holds"
                                : "all " + std::to_string(record.entries) + " entries hold"};
}

Verdict sources(const Vitals& vitals) {
    constexpr std::string_view part = "sources";
    if (vitals.unread.empty()) return {part, State::well, "what is to be looked at can be read"};
    bool denied = false;
    std::string sentence;
    for (const auto& each : vitals.unread) {
        denied = denied || each.why.fault == Fault::denied;
        sentence += (sentence.empty() ? "" : "; ") + printable(each.path) + ": " + each.why.what;
    }
    return {part, State::warning, sentence,
            denied ? "run it as root, or with CAP_DAC_READ_SEARCH"
                   : "where SAFR lies elsewhere, set safr.program_root and safr.data_root"};
}

Verdict desk(const Vitals& vitals) {
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

Verdict service(const Vitals& vitals) {
    constexpr std::string_view part = "service";
    if (!vitals.serving) return {part, State::untold, "whether safr-diag serve runs is not told"};
    if (*vitals.serving) return {part, State::well, "safr-diag serve runs"};
    if (desk_unknown(vitals)) return {part, State::untold, "safr-diag serve does not run"};
    if (vitals.desk_url.empty())
        return {part, State::well, "safr-diag serve does not run, and has no desk to serve"};
    return {part, State::warning, "safr-diag serve does not run: the desk cannot ask anything",
            "systemctl start safr-diag; or, where there is no systemd", "safr-diag serve"};
}

Verdict samples(const Vitals& vitals) {
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

Verdict halves(const Vitals& vitals) {
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

Verdict spool(const Vitals& vitals, Time now) {
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

}  // namespace

std::vector<Verdict> judge(const Vitals& vitals, Time now) {
    return {configuration(vitals), state(vitals),         layout(vitals),     filter(vitals),
            room(vitals),          identity(vitals, now), clock(vitals, now), ledger(vitals),
            sources(vitals),       desk(vitals),          service(vitals),    halves(vitals),
            samples(vitals),       spool(vitals, now)};
}

}  // namespace diag::doctor
