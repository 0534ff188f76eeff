// SPDX-License-Identifier: Apache-2.0
#include "collectors/system/reading.hpp"
#include "platform/text.hpp"

namespace diag::host {
namespace {

constexpr std::string_view bus = "/sys/bus/pci/devices";
constexpr std::size_t most_devices = 2048;

/// "0000:65:00.0 0x10de 0x030200 nvidia" for each display device of NVIDIA, driver last if bound.
std::string nvidia_devices(Files& files) {
    std::string found;
    const auto devices = files.list(bus, most_devices);
    if (!devices) return found;
    for (const auto& device : *devices) {
        const auto folder = std::string(bus) + '/' + device;
        const auto vendor = files.read(folder + "/vendor", 64);
        if (!vendor || trimmed(*vendor) != "0x10de") continue;
        const auto kind = files.read(folder + "/class", 64);
        if (!kind || !trimmed(*kind).starts_with("0x03")) continue;  // 03: display controllers
        const auto link = files.link_target(folder + "/driver");
        auto driver = link ? *link : std::string{};
        if (const auto slash = driver.rfind('/'); slash != std::string::npos)
            driver.erase(0, slash + 1);
        found += device + " 0x10de " + std::string(trimmed(*kind)) + ' ' + driver + '\n';
    }
    return found;
}

/// The XML counts even when the exit code tells of a fault, a corrupt infoROM for one.
Result<std::string> asked(Programs& programs) {
    const std::vector<std::string> argv{"nvidia-smi", "-q", "-x"};
    auto answer = programs.run(argv, 4u << 20, milliseconds{20'000});
    if (!answer) return answer.error();
    if (answer->output.find("<nvidia_smi_log") != std::string::npos)
        return std::move(answer->output);
    return Error{Fault::refused, "nvidia-smi ended with code " + std::to_string(answer->exit_code) +
                                     ": " + first_line(answer->output + answer->errors)};
}

}  // namespace

void read_gpu(Reading& reading) {
    auto& world = reading.world();
    reading.hint("nvidia:driver", "/proc/driver/nvidia/version");
    if (auto devices = nvidia_devices(world.files); !devices.empty())
        reading.give("nvidia:pci", std::move(devices));
    // Without persistence mode the driver first wakes the card, which takes seconds.
    if (world.scope.brief) return;
    reading.doing("NVIDIA GPU");
    reading.give("nvidia-smi", asked(world.programs));
}

}  // namespace diag::host
