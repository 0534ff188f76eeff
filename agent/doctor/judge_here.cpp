// SPDX-License-Identifier: Apache-2.0
// What the agent stands on here: files, disk, kernel, clock, what it may read.
#include "agent/doctor/parts.hpp"
#include "platform/text.hpp"
#include "platform/units.hpp"

namespace diag::doctor {
namespace {

/// Entries are written to the millisecond, by a clock that may be set by a little.
constexpr milliseconds clock_slack{5 * 60'000};

}  // namespace

Verdict judge_configuration(const Vitals& vitals) {
    constexpr std::string_view part = "configuration";
    if (!vitals.configuration)
        return {part, State::ill, vitals.configuration.error().what,
                "mend what the sentence names; this shows what is in force", "safr-diag config"};
    if (vitals.configuration->empty())
        return {part, State::well, "there is no file: every key has its default"};
    return {part, State::well, *vitals.configuration + " holds"};
}

Verdict judge_state(const Vitals& vitals) {
    constexpr std::string_view part = "state";
    if (vitals.owned) return {part, State::well, vitals.state + " is ours and can be written"};
    if (vitals.owned.error().fault == Fault::absent)
        return {part, State::well, vitals.state + " is made at the first use"};
    return {part, State::ill, vitals.owned.error().what,
            "give it to the user that the agent runs as, with mode 0700, on a disk that can be "
            "written; or name another with --state"};
}

Verdict judge_layout(const Vitals& vitals) {
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

Verdict judge_filter(const Vitals& vitals) {
    constexpr std::string_view part = "filter";
    if (vitals.filters)
        return {part, State::well, "system calls that workers do not need are denied to them"};
    return {part, State::warning,
            "this kernel has no filter of system calls: workers are held by nothing but rights",
            "a kernel with CONFIG_SECCOMP_FILTER has one, as those of distributions do"};
}

Verdict judge_room(const Vitals& vitals) {
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

Verdict judge_clock(const Vitals& vitals, Time now) {
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

Verdict judge_ledger(const Vitals& vitals) {
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

Verdict judge_sources(const Vitals& vitals) {
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

}  // namespace diag::doctor
