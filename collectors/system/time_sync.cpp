// SPDX-License-Identifier: Apache-2.0
#include "collectors/system/time_sync.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "platform/text.hpp"
#include "platform/timestamp.hpp"

namespace diag::host {
namespace {

/// As real(), but with the plus sign that programs like to print.
std::optional<double> signed_real(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    return real(text);
}

/// The rest of the line that starts (after blanks) with `key`.
std::optional<std::string_view> line_value(std::string_view text, std::string_view key) {
    for (const auto line : lines_of(text)) {
        const auto shown = trimmed(line);
        if (shown.starts_with(key)) return trimmed(shown.substr(key.size()));
    }
    return std::nullopt;
}

struct Unit {
    std::string_view name;
    double ms;
};
constexpr std::array units{Unit{"us", 0.001},       Unit{"ms", 1},        Unit{"s", 1000},
                           Unit{"min", 60'000},     Unit{"h", 3'600'000}, Unit{"d", 86'400'000},
                           Unit{"month", 2.6298e9}, Unit{"y", 3.15576e10}};

std::optional<double> part_ms(std::string_view part) {
    const auto end = part.find_first_not_of("0123456789.");
    if (end == std::string_view::npos) return std::nullopt;
    const auto number = real(part.substr(0, end));
    for (const auto& unit : units)
        if (number && part.substr(end) == unit.name) return *number * unit.ms;
    return std::nullopt;
}

/// The number of seconds a daemon says it moved the clock by: the first word that is one.
std::optional<double> seconds_in(std::string_view message) {
    for (auto word : words_of(message)) {
        if (word.ends_with('s')) word.remove_suffix(1);
        if (word.find('.') == std::string_view::npos) continue;
        if (const auto seconds = signed_real(word)) return seconds;
    }
    return std::nullopt;
}

// Wordings of chronyd, ntpd, ntpdate, systemd and its journal.
constexpr std::array jump_words{std::string_view{"System clock was stepped by"},
                                std::string_view{"time jump detected"},
                                std::string_view{"time reset"},
                                std::string_view{"step time server"},
                                std::string_view{"Time has been changed"},
                                std::string_view{"Time jumped backwards"},
                                std::string_view{"adjusting local clock by"}};

}  // namespace

std::optional<double> span_ms(std::string_view text) {
    text = trimmed(text);
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    const auto parts = words_of(text);
    if (parts.empty()) return std::nullopt;
    double sum = 0;
    for (const auto part : parts) {
        const auto ms = part_ms(part);
        if (!ms) return std::nullopt;
        sum += *ms;
    }
    return negative ? -sum : sum;
}

std::optional<TimeState> chrony_state(std::string_view csv) {
    const auto lines = lines_of(csv);
    if (lines.empty()) return std::nullopt;
    const auto fields = parts_of(trimmed(lines[0]), ',');
    if (fields.size() < 14) return std::nullopt;
    const auto heard = real(fields[3]);
    const auto offset = signed_real(fields[4]);
    if (!heard || !offset) return std::nullopt;
    TimeState state{.daemon = "chronyd"};
    state.own_clock = fields[0] == "7F7F0101";  // 127.127.1.1, chrony.conf(5) "local"
    state.synchronised = fields[13] != "Not synchronised" && fields[0] != "00000000";
    if (*state.synchronised) state.offset_ms = *offset * 1000;
    state.source = fields[1];
    if (*heard > 0 && *heard < 1e11) state.heard = Time{milliseconds{std::llround(*heard * 1000)}};
    return state;
}

std::optional<TimeState> timesyncd_state(std::string_view status) {
    const auto server = line_value(status, "Server:");
    if (!server) return std::nullopt;
    TimeState state{.daemon = "systemd-timesyncd"};
    if (*server != "n/a") state.source = *server;
    if (const auto offset = line_value(status, "Offset:")) state.offset_ms = span_ms(*offset);
    const auto packets = line_value(status, "Packet count:");
    state.synchronised = state.offset_ms.has_value() && packets && natural(*packets) > 0u;
    return state;
}

std::optional<TimeState> ntpd_state(std::string_view peers) {
    TimeState state{.daemon = "ntpd", .synchronised = false};
    bool header = false;
    for (const auto line : lines_of(peers)) {
        const auto words = words_of(line);
        if (words.size() < 10) continue;
        header = header || words[0] == "remote";
        if (!header || (line[0] != '*' && line[0] != 'o')) continue;
        state.synchronised = true;
        state.source = words[0].substr(1);
        state.own_clock = words[1].find("LOCL") != std::string_view::npos;
        state.offset_ms = signed_real(words[8]);
        break;
    }
    return header ? std::optional(state) : std::nullopt;
}

std::optional<bool> kernel_synchronised(std::string_view timedatectl) {
    for (const auto key : {"NTPSynchronized=", "System clock synchronized:", "NTP synchronized:"})
        if (const auto answer = line_value(timedatectl, key)) return *answer == "yes";
    return std::nullopt;
}

std::vector<std::string> time_daemons(const std::vector<std::string>& processes) {
    struct Known {
        std::string_view process;  // the kernel keeps 15 bytes of a name
        std::string_view daemon;
    };
    constexpr std::array known{
        Known{"chronyd", "chronyd"}, Known{"systemd-timesyn", "systemd-timesyncd"},
        Known{"ntpd", "ntpd"},       Known{"ntp-daemon", "ntpd-rs"},
        Known{"ptp4l", "ptp4l"},     Known{"phc2sys", "phc2sys"}};
    std::vector<std::string> daemons;
    for (const auto& [process, daemon] : known)
        if (std::find(processes.begin(), processes.end(), process) != processes.end())
            daemons.emplace_back(daemon);
    return daemons;
}

std::vector<Jump> jumps_told(std::string_view log, Time now) {
    const TimestampReader reader(now);
    std::vector<Jump> jumps;
    for (const auto line : lines_of(log)) {
        const auto words = std::find_if(jump_words.begin(), jump_words.end(), [&](auto each) {
            return line.find(each) != std::string_view::npos;
        });
        if (words == jump_words.end()) continue;
        const auto time = reader.read(line);
        if (!time) continue;
        const auto seconds = seconds_in(line.substr(line.find(*words) + words->size()));
        const bool same = !jumps.empty() &&
                          std::chrono::abs(*time - jumps.back().time) <= std::chrono::seconds{2};
        if (!same)
            jumps.push_back({*time, seconds});
        else if (!jumps.back().seconds)
            jumps.back().seconds = seconds;
    }
    return jumps;
}

}  // namespace diag::host
