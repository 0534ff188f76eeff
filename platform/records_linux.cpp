// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <map>

#include "platform/digest.hpp"
#include "platform/files.hpp"
#include "platform/lock.hpp"
#include "platform/log.hpp"
#include "platform/records.hpp"

namespace diag {
namespace {

constexpr std::size_t most_files = 100'000;

}  // namespace

Records::Records(const std::filesystem::path& state, std::string_view folder, std::size_t limit,
                 std::string_view ending)
    : state_(state), folder_(state / folder), limit_(limit), ending_(ending) {}

Result<> Records::make() const {
    if (const auto ours = own_directory(state_); !ours) return ours;
    return own_directory(folder_);
}

std::filesystem::path Records::file(const std::string& name) const {
    return folder_ / (name + ending_);
}

Result<std::vector<std::string>> Records::names() const {
    auto names = system_files().list(folder_, most_files);
    if (!names) return names;
    std::erase_if(*names, [&](const auto& name) { return !name.ends_with(ending_); });
    for (auto& name : *names) name.resize(name.size() - ending_.size());
    return names;
}

Result<std::string> Records::read(const std::string& name) const {
    return system_files().read(file(name), limit_);
}

Result<> Records::remove(const std::string& name) const {
    if (::unlink(file(name).c_str()) != 0) return from_errno(errno, file(name).native());
    return {};
}

void Records::prune(
    const std::function<bool(const std::string&, const std::string&)>& outlived) const {
    const auto folder = locked_directory(folder_);
    const auto all = folder ? names() : Result<std::vector<std::string>>(folder.error());
    if (!all) return log::warning("old records are not removed: " + all.error().what);
    for (const auto& name : *all) {
        std::error_code unknown;
        if (!std::filesystem::is_regular_file(std::filesystem::symlink_status(file(name), unknown)))
            continue;
        const auto text = read(name);
        if (!text || !outlived(name, *text)) continue;
        // By the folder that is held: a link in its place would lead elsewhere by now.
        if (::unlinkat(folder->get(), file(name).filename().c_str(), 0) == 0)
            log::news("removed an old record: " + file(name).native());
        else
            log::warning(
                from_errno(errno, "an old record cannot be removed: " + file(name).native()).what);
    }
}

void Records::prune_old(
    milliseconds kept, Time now,
    const std::function<std::optional<Lifetime>(const std::string&, const std::string&)>& lifetime)
    const {
    std::vector<std::string> dated, digests;
    std::vector<Lifetime> lifetimes;
    const auto all = names();
    for (const auto& name : all ? *all : std::vector<std::string>{}) {
        const auto text = read(name);
        const auto found = text ? lifetime(name, *text) : std::nullopt;
        if (!found) continue;
        dated.push_back(name);
        digests.push_back(sha256_hex(*text));
        lifetimes.push_back(*found);
    }
    const auto old = surely_old(lifetimes, kept, now);
    std::map<std::string, std::string, std::less<>> going;
    for (std::size_t i = 0; i < dated.size(); ++i)
        if (old[i]) going.emplace(dated[i], digests[i]);
    if (all && going.empty()) return;
    // What took the place of a record since is another one, of which nothing was decided.
    prune([&](const auto& name, const auto& text) {
        const auto found = going.find(name);
        return found != going.end() && found->second == sha256_hex(text);
    });
}

}  // namespace diag
