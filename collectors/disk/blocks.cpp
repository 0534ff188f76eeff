// SPDX-License-Identifier: Apache-2.0
#include "collectors/disk/blocks.hpp"

#include <algorithm>
#include <array>

#include "platform/text.hpp"

namespace diag::disk {
namespace {

constexpr std::size_t most_devices = 512;
constexpr std::size_t line_limit = 4096;  // one attribute under /sys is at most a page
constexpr std::uint64_t sector = 512;     // the unit of /sys/block/*/size, whatever the disk's own

/// The attribute without its newline; empty when there is none.
std::string attribute(Files& files, const std::string& path) {
    const auto text = files.read(path, line_limit);
    return text ? printable(trimmed(*text)) : std::string{};
}

bool is_ignored(std::string_view name) {
    constexpr std::array<std::string_view, 6> prefixes{"fd", "loop", "ram",
                                                       "sr", "zram", "mtdblock"};
    return std::ranges::any_of(prefixes,
                               [&](std::string_view prefix) { return name.starts_with(prefix); });
}

json::array names_in(Files& files, const std::string& directory) {
    json::array names;
    if (const auto listed = files.list(directory, most_devices))
        for (const auto& name : *listed) names.emplace_back(name);
    return names;
}

/// Partitions are the directories of a disk that bear its name.
json::array partitions_of(Files& files, const std::string& home, const std::string& name) {
    json::array partitions;
    const auto listed = files.list(home, most_devices);
    if (!listed) return partitions;
    for (const auto& each : *listed) {
        if (!each.starts_with(name)) continue;
        const auto device = attribute(files, home + "/" + each + "/dev");
        if (!device.empty()) partitions.push_back(json::object{{"name", each}, {"device", device}});
    }
    return partitions;
}

json::object describe(Files& files, const std::string& home, const std::string& name) {
    return {{"name", name},
            {"device", attribute(files, home + "/dev")},
            {"sectors", natural(attribute(files, home + "/size")).value_or(0)},
            {"rotational", attribute(files, home + "/queue/rotational") == "1"},
            {"vendor", attribute(files, home + "/device/vendor")},
            {"model", attribute(files, home + "/device/model")},
            {"wwid", attribute(files, home + "/device/wwid")},
            {"mapped_name", attribute(files, home + "/dm/name")},
            {"partitions", partitions_of(files, home, name)},
            {"slaves", names_in(files, home + "/slaves")}};
}

Block block_from(const json::value& row) {
    Block block;
    block.name = json::text_at(row, "name").value_or("");
    block.device = json::text_at(row, "device").value_or("");
    block.bytes = static_cast<std::uint64_t>(
                      std::max<std::int64_t>(0, json::integer_at(row, "sectors").value_or(0))) *
                  sector;
    block.rotational = json::flag_at(row, "rotational").value_or(false);
    block.vendor = json::text_at(row, "vendor").value_or("");
    block.model = json::text_at(row, "model").value_or("");
    block.wwid = json::text_at(row, "wwid").value_or("");
    block.mapped_name = json::text_at(row, "mapped_name").value_or("");
    for (const auto& part : json::list_at(row, "partitions"))
        block.partitions.emplace_back(json::text_at(part, "name").value_or(""),
                                      json::text_at(part, "device").value_or(""));
    for (const auto& slave : json::list_at(row, "slaves"))
        if (slave.is_string()) block.slaves.emplace_back(slave.get_string());
    block.stacked =
        !block.slaves.empty() || block.name.starts_with("dm-") || block.name.starts_with("md");
    return block;
}

/// The device itself or the one it is a partition of.
const Block* owner(const std::vector<Block>& blocks, auto&& is_it) {
    for (const auto& block : blocks) {
        if (is_it(block.name, block.device)) return &block;
        for (const auto& [name, device] : block.partitions)
            if (is_it(name, device)) return &block;
    }
    return nullptr;
}

void collect(const std::vector<Block>& blocks, const Block& block, std::set<std::string>& disks,
             int depth) {
    constexpr int deepest = 16;
    if (block.slaves.empty()) {
        disks.insert(block.name);
        return;
    }
    if (depth == deepest) return;
    for (const auto& slave : block.slaves)
        if (const auto* below = owner(
                blocks, [&](const std::string& name, const std::string&) { return name == slave; }))
            collect(blocks, *below, disks, depth + 1);
}

}  // namespace

bool Block::is_virtual() const {
    constexpr std::array<std::string_view, 11> makers{
        "Virtual", "VMware", "QEMU",    "Msft",    "VBOX",          "Xen",
        "Google",  "Amazon", "Nutanix", "Alibaba", "PersistentDisk"};
    if (name.starts_with("vd") || name.starts_with("xvd") || name.starts_with("nbd") ||
        name.starts_with("rbd") || name.starts_with("drbd"))
        return true;
    return std::ranges::any_of(makers, [&](std::string_view maker) {
        return vendor.find(maker) != std::string::npos || model.find(maker) != std::string::npos;
    });
}

Media Block::media() const {
    if (is_virtual() || stacked) return Media::unknown;
    if (name.starts_with("nvme")) return Media::ssd;
    const bool is_drive = vendor == "ATA" || wwid.starts_with("naa.5");
    if (!is_drive) return Media::unknown;
    return rotational ? Media::hdd : Media::ssd;
}

Result<std::string> read_blocks(Files& files) {
    const auto names = files.list("/sys/block", most_devices);
    if (!names) return names.error();
    json::array blocks;
    for (const auto& name : *names) {
        if (is_ignored(name)) continue;
        auto row = describe(files, "/sys/block/" + name, name);
        if (row["sectors"].to_number<std::uint64_t>() > 0) blocks.push_back(std::move(row));
    }
    return json::write(blocks);
}

std::vector<Block> parse_blocks(std::string_view text) {
    std::vector<Block> blocks;
    const auto document = json::parse(text);
    if (!document) return blocks;
    for (const auto& row : json::list_at(*document, "")) {
        auto block = block_from(row);
        if (!block.name.empty()) blocks.push_back(std::move(block));
    }
    return blocks;
}

std::set<std::string> disks_under(const std::vector<Block>& blocks, const Mount& mount) {
    // btrfs and bcachefs show a device number of their own; there the source names the device.
    const auto leaf = mount.source.substr(mount.source.rfind('/') + 1);
    const auto* found = owner(blocks, [&](const std::string&, const std::string& device) {
        return device == mount.device;
    });
    if (!found && mount.source.starts_with("/dev/"))
        found = owner(blocks,
                      [&](const std::string& name, const std::string&) { return name == leaf; });
    if (!found && mount.source.starts_with("/dev/mapper/"))
        for (const auto& block : blocks)
            if (block.mapped_name == leaf) found = &block;
    std::set<std::string> disks;
    if (found) collect(blocks, *found, disks, 0);
    return disks;
}

}  // namespace diag::disk
