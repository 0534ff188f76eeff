// SPDX-License-Identifier: Apache-2.0
#include "collectors/logs/search.hpp"

#include <algorithm>
#include <array>

#include "platform/disposable.hpp"
#include "platform/text.hpp"

namespace diag::logs {
namespace {

/// Entries looked at in one directory. Two weeks of daily rotation make some hundreds.
constexpr std::size_t most_entries = 20'000;
constexpr std::size_t most_names = 4'096;
/// Links followed in one run: each costs a child process.
constexpr std::size_t most_links = 200;
/// SAFR's faces and scenes (safr-facts 2.2). Counted elsewhere, never read.
constexpr std::string_view object_folder = "cv-storage";

constexpr std::array<std::string_view, 6> never{"/etc", "/proc", "/sys", "/dev", "/root", "/boot"};

std::string_view refusal(NameKind kind) {
    switch (kind) {
        case NameKind::log:
        case NameKind::gzip:
            return {};
        case NameKind::packed:
            return why::packed;
        case NameKind::personal:
            return why::personal;
        case NameKind::other:
            return why::no_log;
    }
    return why::no_log;
}

LogFile file_of(const Place& place, std::string path, std::string_view name, const Entry& entry) {
    const auto kind = place.classify(name);
    LogFile file{.service = place.service,
                 .name = printable(place.prefix + std::string(name)),
                 .path = std::move(path),
                 .target = {},
                 .bytes = entry.bytes,
                 .inode = entry.inode,
                 .device = entry.device,
                 .modified = entry.modified,
                 .gzip = kind == NameKind::gzip,
                 .date_pattern = {},
                 .limit = 0,
                 .why = std::string(refusal(kind))};
    if (entry.kind == Kind::other)
        file.why = why::special;
    else if (has_part(file.path, object_folder))
        file.why = why::objects;
    else if (file.why.empty() && entry.bytes == 0)
        file.why = why::empty;
    return file;
}

/// What the last link met says, as written in it.
std::string last_target(const Resolved& resolved) {
    constexpr std::string_view arrow = " -> ";
    if (resolved.links.empty()) return resolved.path;
    const auto& link = resolved.links.back();
    const auto at = link.find(arrow);
    return at == std::string::npos ? resolved.path : link.substr(at + arrow.size());
}

std::string entry_path(const std::string& directory, std::string_view name) {
    return (directory == "/" ? "" : directory) + "/" + std::string(name);
}

}  // namespace

milliseconds Search::patience() const {
    return world_.scope.brief ? milliseconds{2'000} : milliseconds{5'000};
}

Result<std::vector<std::string>> Search::names_in(const std::string& directory) {
    const auto listed = in_disposable_child(
        [&]() -> Result<std::string> {
            const auto names = world_.files.list(directory, most_names);
            if (!names) return names.error();
            std::string text;
            for (const auto& name : *names) text += name + '\0';
            return text;
        },
        most_names * 257, patience());
    if (!listed) return listed.error();
    std::vector<std::string> names;
    for (const auto name : parts_of(*listed, '\0'))
        if (!name.empty()) names.emplace_back(name);
    return names;
}

bool Search::too_wide(const std::string& resolved, bool trusted) const {
    if (has_part(resolved, object_folder)) return true;
    for (const auto& root : found_.roots)
        if (lies_below(root.path, resolved) || lies_below(root.resolved, resolved)) return true;
    if (trusted) return lies_below(resolved, "/proc") || lies_below(resolved, "/sys");
    const bool top = parent_of(resolved) == "/";
    return top || std::any_of(never.begin(), never.end(),
                              [&](auto each) { return lies_below(resolved, each); });
}

bool Search::look_into(const Place& place) {
    sink_.doing(place.path);
    LogDirectory directory{.service = place.service, .path = place.path};
    const auto resolved = world_.paths.resolve(place.path, patience());
    if (!resolved && resolved.error().fault == Fault::absent) return false;
    if (!resolved) {
        directory.failure = resolved.error();
    } else {
        directory.resolved = resolved->path;
        directory.links = resolved->links;
        directory.dangling = resolved->dangling;
        if (directory.dangling) directory.resolved = last_target(*resolved);
        if (!directory.dangling && too_wide(resolved->path, place.trusted))
            directory.failure = Error{Fault::refused, place.path + " leads to " + resolved->path +
                                                          ", which is more than logs"};
    }
    if (!directory.failure && !directory.dangling) {
        auto walk = world_.paths.walk(directory.resolved, most_entries, patience());
        if (walk) {
            directory.cut = walk->cut && !place.only_logs;
            if (!place.only_logs) directory.unreadable = walk->unreadable;
            take_in(place, directory.resolved, std::move(*walk));
        } else {
            directory.failure = walk.error();
        }
    }
    found_.directories.push_back(std::move(directory));
    return true;
}

void Search::take_in(const Place& place, const std::string& resolved, Walk walk) {
    // Of two names of one file the first is kept: let it be the same one every time.
    std::sort(walk.entries.begin(), walk.entries.end(),
              [](const Entry& a, const Entry& b) { return a.path < b.path; });
    for (const auto& entry : walk.entries) {
        if (entry.kind == Kind::directory) continue;
        auto path = entry_path(resolved, entry.path);
        if (place.only_logs && place.classify(entry.path) == NameKind::other) continue;
        if (entry.kind == Kind::link)
            pending_.push_back({place, std::move(path), place.prefix + entry.path, entry.modified});
        else
            found_.files.push_back(file_of(place, std::move(path), entry.path, entry));
    }
}

void Search::follow_links() {
    const auto links = std::exchange(pending_, {});
    for (std::size_t i = 0; i < links.size(); ++i) {
        if (i < most_links) {
            follow(links[i]);
            continue;
        }
        LogFile file{.service = links[i].place.service,
                     .name = printable(links[i].name),
                     .path = links[i].path,
                     .modified = links[i].modified};
        file.why = why::too_many;
        found_.files.push_back(std::move(file));
    }
    pending_.clear();  // links behind links' directories are left alone
}

bool Search::known(const std::string& target) const {
    const auto holds = [&](std::string_view place) {
        return !place.empty() && lies_below(target, place);
    };
    return holds("/var/log") ||
           std::any_of(found_.roots.begin(), found_.roots.end(),
                       [&](const Root& root) { return holds(root.resolved); }) ||
           std::any_of(world_.scope.log_directories.begin(), world_.scope.log_directories.end(),
                       holds);
}

void Search::follow(const PendingLink& link) {
    LogFile file{.service = link.place.service, .name = printable(link.name), .path = link.path};
    const auto resolved = world_.paths.resolve(link.path, patience());
    const auto walked = [&](const LogDirectory& each) {
        return !each.resolved.empty() && lies_below(resolved->path, each.resolved);
    };
    if (resolved) file.target = resolved->path;
    if (!resolved) {
        file.why = why::link_silent;
        file.target = resolved.error().what;
    } else if (resolved->dangling) {
        file.why = why::link_dangling;
        file.target = last_target(*resolved);
    } else if (has_part(resolved->path, object_folder)) {
        file.why = why::objects;
    } else if (std::any_of(found_.directories.begin(), found_.directories.end(), walked)) {
        file.why = why::same_file;
    } else if (!known(resolved->path) || too_wide(resolved->path, false)) {
        file.why = why::link_outside;
    } else {
        follow_into(link, resolved->path, file);
        if (file.why.empty()) return;
    }
    found_.files.push_back(std::move(file));
}

/// Takes in what a link to a known place leads to: a directory's files, or one file. Sets
/// `file.why` where it could not.
void Search::follow_into(const PendingLink& link, const std::string& target, LogFile& file) {
    auto place = link.place;
    if (auto walk = world_.paths.walk(target, most_entries, patience()); walk) {
        place.prefix = link.name + "/";
        take_in(place, target, std::move(*walk));
        return;
    }
    const std::string directory(parent_of(target));
    const auto beside = world_.paths.walk(directory, most_entries, patience());
    const auto* entry = static_cast<const Entry*>(nullptr);
    if (beside)
        for (const auto& each : beside->entries)
            if (each.path == last_part(target)) entry = &each;
    if (!entry) {
        file.why = why::link_silent;
        return;
    }
    place.prefix.clear();
    auto taken = file_of(place, target, link.name, *entry);
    taken.target = target;
    found_.files.push_back(std::move(taken));
}

}  // namespace diag::logs
