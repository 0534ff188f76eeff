// SPDX-License-Identifier: Apache-2.0
#include "collectors/logs/journal.hpp"

#include <array>

namespace diag::logs {
namespace {

/// Where journald keeps its files, lasting and not (systemd-journald.service(8)).
constexpr std::array<std::string_view, 2> folders{"/var/log/journal", "/run/log/journal"};
constexpr milliseconds patience{5'000};
constexpr std::string_view brief_lines = "5000";
/// Facilities 4 and 10 (RFC 5424: security and authorization) tell who logged in.
constexpr int last_facility = 23;
/// A program dumped core: SD_MESSAGE_COREDUMP of sd-messages.h. These bear no facility.
constexpr std::string_view core_dumped = "MESSAGE_ID=fc2e22bc6ee647b6b90729ab34a250b1";

std::string seconds_of(Time time) {
    return "@" + std::to_string(
                     std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count());
}

}  // namespace

Journal find_journal(World& world) {
    bool files = false;
    for (const auto folder : folders) {
        const auto names = world.files.list(folder, 4'096);
        files = files || (names && !names->empty());
    }
    if (!files) return {false, "no journal files"};
    const auto answer = world.programs.run(
        {"journalctl", "--lines=1", "--output=short-iso", "--no-pager", "--quiet"}, 64 << 10,
        patience);
    if (!answer) return {false, answer.error().what};
    if (answer->exit_code != 0) return {false, "journalctl: " + answer->errors};
    if (answer->output.empty()) return {false, "no entry that may be read"};
    return {true, ""};
}

Attachment journal_attachment(const Scope& scope, std::uint64_t limit) {
    Attachment journal;
    journal.name = "system/journal.log";
    journal.argv = {"journalctl", "--since=" + seconds_of(scope.since), "--output=short-iso",
                    "--no-pager", "--quiet"};
    // An --until in the future would only hide entries that a jump of the clock put there.
    if (scope.until > scope.since && !scope.brief)
        journal.argv.push_back("--until=" + seconds_of(scope.until));
    if (scope.brief) journal.argv.push_back("--lines=" + std::string(brief_lines));
    for (int facility = 0; facility <= last_facility; ++facility)
        if (facility != 4 && facility != 10)
            journal.argv.push_back("SYSLOG_FACILITY=" + std::to_string(facility));
    journal.argv.push_back("+");
    journal.argv.emplace_back(core_dumped);
    journal.limit = limit;
    journal.since = scope.since;
    return journal;
}

}  // namespace diag::logs
