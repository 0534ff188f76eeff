// SPDX-License-Identifier: Apache-2.0
#include "collectors/disk/drives.hpp"

#include <algorithm>
#include <array>

#include "collectors/disk/smart.hpp"
#include "platform/text.hpp"

namespace diag::disk {
namespace {

constexpr milliseconds one_drive{5000};  // a failing drive may take seconds to answer
constexpr std::size_t output_limit = 1 << 20;
constexpr std::size_t most_drives = 64;

struct Question {
    std::string item;
    std::vector<std::string> argv;
};

/// Standard output, or why there is none.
Result<std::string> run(World& world, const std::vector<std::string>& argv, milliseconds span) {
    auto ran = world.programs.run(argv, output_limit, span);
    if (!ran) return ran.error();
    if (!ran->output.empty()) return std::move(ran->output);
    return Error{Fault::io, argv.front() + " ended with " + std::to_string(ran->exit_code) + ": " +
                                printable(trimmed(ran->errors))};
}

/// "/dev/bus/0" and "megaraid,4" name the item "smart.bus-0-megaraid-4".
std::string item_of(const HiddenDrive& drive) {
    auto name = drive.device.substr(5) + "-" + drive.type;
    std::ranges::replace_if(
        name, [](char c) { return c == '/' || c == ',' || c == '+'; }, '-');
    return "smart." + name;
}

std::vector<Question> questions(const std::vector<Block>& blocks,
                                const std::vector<HiddenDrive>& hidden) {
    std::vector<Question> all;
    for (const auto& block : blocks)
        if (!block.stacked && !block.is_virtual())
            all.push_back({"smart." + block.name,
                           {"smartctl", "--json=c", "-n", "standby", "-a", "/dev/" + block.name}});
    for (const auto& drive : hidden)
        all.push_back(
            {item_of(drive),
             {"smartctl", "--json=c", "-n", "standby", "-a", "-d", drive.type, drive.device}});
    if (all.size() > most_drives) all.resize(most_drives);
    return all;
}

/// The makers' programs are often outside the search path.
void give_controllers(World& world, Sink& sink, milliseconds deadline) {
    const std::array<Question, 6> all{{
        {"raid.storcli", {"/opt/MegaRAID/storcli/storcli64", "/call/vall", "show", "J"}},
        {"raid.storcli-drives",
         {"/opt/MegaRAID/storcli/storcli64", "/call/eall/sall", "show", "J"}},
        {"raid.perccli", {"/opt/MegaRAID/perccli/perccli64", "/call/vall", "show", "J"}},
        {"raid.perccli-drives",
         {"/opt/MegaRAID/perccli/perccli64", "/call/eall/sall", "show", "J"}},
        {"raid.ssacli", {"ssacli", "ctrl", "all", "show", "config"}},
        {"raid.hpssacli", {"hpssacli", "ctrl", "all", "show", "config"}},
    }};
    for (const auto& each : all) {
        const auto left = deadline - world.clock.uptime();
        if (left.count() <= 0) return;
        auto answer = run(world, each.argv, std::min(left, one_drive));
        if (answer || answer.error().fault != Fault::absent)
            sink.give(each.item, std::move(answer));
    }
}

}  // namespace

std::map<std::string, std::uint64_t, std::less<>> give_drives(World& world, Sink& sink,
                                                              const std::vector<Block>& blocks,
                                                              milliseconds deadline) {
    std::map<std::string, std::uint64_t, std::less<>> lost;
    auto scan = run(world, {"smartctl", "--json=c", "--scan"}, one_drive);
    if (!scan) {
        sink.give("smart", scan.error());
    } else {
        for (const auto& each : questions(blocks, parse_scan(*scan))) {
            const auto left = deadline - world.clock.uptime();
            if (left.count() <= 0) {
                sink.give(each.item, Error{Fault::refused, "not asked: out of time"});
                continue;
            }
            sink.doing("SMART of " + each.item.substr(6));
            auto answer = run(world, each.argv, std::min(left, one_drive));
            const auto smart = parse_smart(answer ? *answer : "");
            if (smart && smart->troubles.contains(197))
                lost[each.item.substr(6)] =
                    smart->troubles.at(197) +
                    (smart->troubles.contains(198) ? smart->troubles.at(198) : 0);
            sink.give(each.item, std::move(answer));
        }
    }
    give_controllers(world, sink, deadline);
    return lost;
}

}  // namespace diag::disk
