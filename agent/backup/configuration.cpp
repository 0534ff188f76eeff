// SPDX-License-Identifier: Apache-2.0
#include "agent/backup/configuration.hpp"

#include <functional>

#include "agent/backup/names.hpp"
#include "platform/text.hpp"

namespace diag::backup {
namespace {

constexpr std::size_t most_folders = 20'000;  // as many as collections are told apart

/// What mongodump notes about itself at the top of a dump (mongo-tools, 100.x).
constexpr std::string_view prelude = "prelude.json";
/// Of a dump, too, but it lies beside the databases, where configuration may.
constexpr std::string_view oplog = "oplog.bson";

std::size_t folder_of(std::string_view path) {
    const auto last = last_part(path);
    return std::hash<std::string_view>{}(path.substr(0, path.size() - last.size()));
}

}  // namespace

bool is_named_configuration(std::string_view name) {
    const auto small = lowered(last_part(name));
    return small.ends_with(".conf") || small.ends_with(".config");
}

void Configurations::see(std::string_view name) {
    if (is_named_configuration(name)) {
        ++certain_;
        if (surely_.size() < most_configurations) surely_.push_back(printable(name));
        return;
    }
    if (lowered(last_part(name)) == prelude) {
        ++preludes_;
        return;
    }
    const auto folder = folder_of(name);
    if (in_folder_.size() >= most_folders && !in_folder_.contains(folder)) {
        ++certain_;
        return;
    }
    ++in_folder_[folder];
    if (maybe_.size() < most_configurations) maybe_.push_back({printable(name), folder});
}

void Configurations::see_dump(std::string_view name) {
    if (last_part(name) != oplog && dumps_.size() < most_folders) dumps_.insert(folder_of(name));
}

void Configurations::tell(Contents& contents) const {
    contents.configuration_count = certain_;
    contents.other_files += preludes_;
    for (const auto& [folder, count] : in_folder_)
        (dumps_.contains(folder) ? contents.other_files : contents.configuration_count) += count;
    contents.configurations = surely_;
    for (const auto& each : maybe_)
        if (!dumps_.contains(each.folder) && contents.configurations.size() < most_configurations)
            contents.configurations.push_back(each.name);
}

}  // namespace diag::backup
