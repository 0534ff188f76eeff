// SPDX-License-Identifier: Apache-2.0
#include "collectors/system/kernel_trouble.hpp"

#include <algorithm>
#include <array>

#include "collectors/system/kernel_words.hpp"
#include "platform/text.hpp"

namespace diag::host {
namespace {

using Subject = std::optional<std::string>;

/// The name in front of "[123]", as in "java[123]: segfault at 0".
std::string before_pid(std::string_view message) {
    return std::string(trimmed(message.substr(0, message.find('['))));
}

Subject io_error(std::string_view message) {
    const bool failed = has(message, "I/O error, dev ") || has(message, "medium error, dev ") ||
                        has(message, "Buffer I/O error on dev");
    // Discards and zeroing that a device refuses are offers declined, not data lost.
    if (!failed || has(message, ":(DISCARD)") || has(message, ":(WRITE_ZEROES)")) return {};
    auto device = word_after(message, has(message, "I/O error, dev ") ? "error, dev " : "dev ");
    if (device.empty()) device = word_after(message, "on device ");
    // An empty floppy or CD drive answers every question so.
    if (device.starts_with("fd") || device.starts_with("sr")) return {};
    return std::string(device);
}

Subject device_timeout(std::string_view message) {
    if (message.starts_with("nvme ") && (has(message, " timeout, ") || has(message, "not ready;") ||
                                         has(message, "controller is down")))
        return std::string(word_after(message, "nvme "));
    if (message.starts_with("ata") && has(message, "failed command:"))
        return std::string(message.substr(0, message.find(':')));
    if (message.starts_with("sd ") && has(message, "timing out command"))
        return std::string(word_after(message, "sd "));
    return {};
}

Subject filesystem_error(std::string_view message) {
    if (message.starts_with("EXT4-fs error") || message.starts_with("EXT4-fs critical") ||
        (message.starts_with("EXT4-fs (") && has(message, "error count since last fsck")))
        return in_brackets(message);
    if (message.starts_with("XFS (") &&
        (has(message, "orruption") || has(message, "nternal error") || has(message, "I/O Error") ||
         has(message, "I/O error") || has(message, "hutting down") || has(message, "shut down") ||
         has(message, "force_shutdown")))
        return in_brackets(message);
    if (message.starts_with("BTRFS") && (has(message, "critical") || has(message, " error")))
        return in_brackets(message);
    if (has(message, "Aborting journal on device "))
        return std::string(word_after(message, "on device "));
    return {};
}

Subject remounted(std::string_view message) {
    if (has(message, "emounting filesystem read-only") || has(message, "forced readonly"))
        return in_brackets(message);
    return {};
}

Subject corrected_memory(std::string_view message) {
    if (message.starts_with("EDAC MC") && has(message, " CE "))
        return std::string(message.substr(5, message.find(':') - 5));
    return {};
}

Subject lost_memory(std::string_view message) {
    if (message.starts_with("EDAC MC") && has(message, " UE "))
        return std::string(message.substr(5, message.find(':') - 5));
    return {};
}

Subject machine_check(std::string_view message) {
    if (!has(message, "[Hardware Error]:")) return {};
    if (has(message, "Machine Check:") || has(message, "Machine Check Exception") ||
        has(message, "check events logged") || has(message, "severity: fatal") ||
        has(message, "severity: recoverable"))
        return std::string();
    return {};
}

Subject crash(std::string_view message) {
    if (has(message, ": segfault at ")) return before_pid(message);
    if (message.starts_with("traps: ")) return before_pid(message.substr(7));
    return {};
}

Subject hung_task(std::string_view message) {
    const auto task = between(message, "INFO: task ", " blocked for more than ");
    return task.empty() ? Subject{} : std::string(task.substr(0, task.rfind(':')));
}

Subject lockup(std::string_view message) {
    if (has(message, "soft lockup") || has(message, "hard LOCKUP") ||
        (has(message, "rcu") && has(message, "detected stall")) ||
        (has(message, "rcu") && has(message, "self-detected stall")))
        return std::string();
    return {};
}

Subject oops(std::string_view message) {
    if (message.starts_with("BUG: unable to handle") || message.starts_with("BUG: kernel NULL") ||
        message.starts_with("Oops: ") || message.starts_with("kernel BUG at ") ||
        message.starts_with("Kernel panic") || message.starts_with("general protection fault"))
        return std::string();
    return {};
}

Subject gpu_error(std::string_view message) {
    if (!message.starts_with("NVRM: Xid")) return {};
    const auto code = word_after(message, "): ");
    return natural(code) ? Subject(std::string(code)) : Subject{};
}

Subject clock_source(std::string_view message) {
    if (has(message, "Marking clocksource") || message.starts_with("Clocksource tsc unstable"))
        return std::string();
    return {};
}

Subject throttled(std::string_view message) {
    const bool hot = has(message, "temperature") && has(message, "throttled");
    return hot ? Subject(std::string()) : Subject{};
}

struct Row {
    std::string_view finding;
    Severity severity;
    Subject (*subject)(std::string_view message);
};

constexpr std::array rows{
    Row{"system.remounted_read_only", Severity::critical, remounted},
    Row{"system.filesystem_errors", Severity::critical, filesystem_error},
    Row{"system.io_errors", Severity::critical, io_error},
    Row{"system.device_timeouts", Severity::warning, device_timeout},
    Row{"system.memory_errors_lost", Severity::critical, lost_memory},
    Row{"system.memory_errors_corrected", Severity::warning, corrected_memory},
    Row{"system.machine_checks", Severity::warning, machine_check},
    Row{"system.process_crashes", Severity::warning, crash},
    Row{"system.hung_tasks", Severity::warning, hung_task},
    Row{"system.cpu_lockups", Severity::warning, lockup},
    Row{"system.kernel_oops", Severity::critical, oops},
    Row{"system.gpu_errors", Severity::warning, gpu_error},
    Row{"system.clocksource_unstable", Severity::info, clock_source},
    Row{"system.cpu_throttled", Severity::warning, throttled},
};

constexpr std::size_t most_subjects = 200;

Trouble& trouble_for(std::vector<Trouble>& troubles, const Row& row, std::string subject) {
    const auto same = [&](const Trouble& known) {
        return known.finding == row.finding && known.subject == subject;
    };
    auto found = std::find_if(troubles.begin(), troubles.end(), same);
    if (found == troubles.end() && troubles.size() >= most_subjects) {
        subject = "...";
        found = std::find_if(troubles.begin(), troubles.end(), same);
    }
    if (found != troubles.end()) return *found;
    return troubles.emplace_back(
        Trouble{.finding = row.finding, .severity = row.severity, .subject = subject});
}

}  // namespace

std::vector<Trouble> troubles_of(const std::vector<KernelLine>& lines) {
    std::vector<Trouble> troubles;
    for (const auto& line : lines)
        for (const auto& row : rows) {
            auto subject = row.subject(line.message);
            if (!subject) continue;
            auto& trouble = trouble_for(troubles, row, printable(subject->substr(0, 64)));
            ++trouble.count;
            if (!trouble.first) trouble.first = line.time;
            if (line.time) trouble.last = line.time;
            trouble.sample = printable(line.message.substr(0, 200));
            break;
        }
    return troubles;
}

}  // namespace diag::host
