// SPDX-License-Identifier: Apache-2.0
#include "collectors/system/machine.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "platform/text.hpp"

namespace diag::host {
namespace {

/// The value of KEY=value or KEY="value", os-release(5).
std::string setting(std::string_view text, std::string_view key) {
    for (const auto line : lines_of(text)) {
        if (!line.starts_with(key) || !line.substr(key.size()).starts_with('=')) continue;
        auto value = trimmed(line.substr(key.size() + 1));
        if (value.size() >= 2 && (value[0] == '"' || value[0] == '\'') && value.back() == value[0])
            value = value.substr(1, value.size() - 2);
        return printable(value);
    }
    return {};
}

/// Key and value of a line of /proc/cpuinfo.
std::pair<std::string_view, std::string_view> parted(std::string_view line) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return {};
    return {trimmed(line.substr(0, colon)), trimmed(line.substr(colon + 1))};
}

bool contains(const std::optional<std::string_view>& text, std::string_view what) {
    return text && text->find(what) != std::string_view::npos;
}

}  // namespace

std::optional<Os> os_of(std::string_view os_release) {
    Os os{setting(os_release, "ID"), setting(os_release, "VERSION_ID"),
          setting(os_release, "PRETTY_NAME")};
    if (os.name.empty()) os.name = setting(os_release, "NAME");
    return os.name.empty() && os.id.empty() ? std::nullopt : std::optional(os);
}

bool named_by_safr(const Os& os) {
    const auto is = [&](std::string_view id, std::string_view version) {
        return os.id == id &&
               (os.version == version || os.version.starts_with(std::string(version) + '.'));
    };
    return is("ubuntu", "18.04") || is("ubuntu", "20.04") || is("rhel", "7") || is("centos", "7") ||
           is("amzn", "2018.03");
}

Processor processor_of(std::string_view cpuinfo) {
    Processor processor;
    std::set<std::string_view> sockets;
    std::size_t cores_a_socket = 0;
    for (const auto line : lines_of(cpuinfo)) {
        const auto [key, value] = parted(line);
        if (key == "processor") ++processor.logical;
        if (key == "model name" && processor.model.empty()) processor.model = printable(value);
        if (key == "physical id") sockets.insert(value);
        if (key == "cpu cores")
            cores_a_socket = std::min<std::uint64_t>(natural(value).value_or(0), 65536);
        if (key == "flags" &&
            (' ' + std::string(value) + ' ').find(" hypervisor ") != std::string::npos)
            processor.hypervisor = true;
    }
    processor.sockets = sockets.size();
    processor.cores = cores_a_socket * sockets.size();
    return processor;
}

std::string cpuinfo_extract(std::string_view cpuinfo) {
    constexpr std::array kept{"processor",   "vendor_id", "model name", "microcode",
                              "physical id", "core id",   "cpu cores"};
    std::string extract;
    bool flags_kept = false;
    for (const auto line : lines_of(cpuinfo)) {
        const auto [key, value] = parted(line);
        const bool flags = key == "flags" && !flags_kept;
        if (!flags && std::find(kept.begin(), kept.end(), key) == kept.end()) continue;
        flags_kept = flags_kept || flags;
        extract += line;
        extract += '\n';
    }
    return extract;
}

std::optional<Container> container_of(const Evidence& evidence) {
    if (const auto kind = item(evidence, "virt:container"); kind && !trimmed(*kind).empty())
        return Container{printable(trimmed(*kind))};
    if (item(evidence, "virt:containerenv")) return Container{"podman"};
    const auto groups = item(evidence, "virt:cgroup");
    for (const auto& [mark, kind] : {std::pair{"kubepods", "kubernetes"},
                                     {"docker", "docker"},
                                     {"libpod", "podman"},
                                     {"containerd", "containerd"},
                                     {"/lxc", "lxc"}})
        if (contains(groups, mark)) return Container{kind};
    if (item(evidence, "virt:dockerenv")) return Container{"docker", false};
    return std::nullopt;
}

std::string hypervisor_of(const Evidence& evidence, const Processor& processor) {
    struct Mark {
        std::string_view word;
        std::string_view name;
    };
    constexpr std::array marks{Mark{"VMware", "VMware"},
                               Mark{"innotek", "VirtualBox"},
                               Mark{"VirtualBox", "VirtualBox"},
                               Mark{"QEMU", "QEMU/KVM"},
                               Mark{"KVM", "KVM"},
                               Mark{"Amazon EC2", "Amazon EC2"},
                               Mark{"Google Compute", "Google"},
                               Mark{"OpenStack", "OpenStack"},
                               Mark{"Nutanix", "Nutanix AHV"},
                               Mark{"Xen", "Xen"},
                               Mark{"HVM domU", "Xen"},
                               Mark{"Parallels", "Parallels"},
                               Mark{"oVirt", "oVirt"},
                               Mark{"Proxmox", "Proxmox"}};
    const auto vendor = item(evidence, "virt:vendor");
    const auto product = item(evidence, "virt:product");
    for (const auto& mark : marks)
        if (contains(vendor, mark.word) || contains(product, mark.word))
            return std::string(mark.name);
    // A Surface is Microsoft's too; only this product is a guest.
    if (contains(vendor, "Microsoft") && contains(product, "Virtual Machine")) return "Hyper-V";
    if (const auto kind = item(evidence, "virt:hypervisor"); kind && !trimmed(*kind).empty())
        return printable(trimmed(*kind));
    // Amazon's bare-metal machines name their vendor too, so the flag decides.
    return processor.hypervisor ? "virtual machine" : "";
}

std::optional<double> uptime_of(std::string_view text) {
    const auto words = words_of(text);
    return words.empty() ? std::nullopt : real(words[0]);
}

std::optional<Load> load_of(std::string_view text) {
    const auto words = words_of(trimmed(text));
    if (words.size() < 4) return std::nullopt;
    const auto one = real(words[0]);
    const auto five = real(words[1]);
    const auto fifteen = real(words[2]);
    if (!one || !five || !fifteen) return std::nullopt;
    Load load{*one, *five, *fifteen};
    if (const auto tasks = parts_of(words[3], '/'); tasks.size() == 2)
        load.threads = natural(tasks[1]).value_or(0);
    return load;
}

}  // namespace diag::host
