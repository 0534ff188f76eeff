// SPDX-License-Identifier: Apache-2.0
#include "collectors/logs/account.hpp"

#include <algorithm>

#include "platform/text.hpp"

namespace diag::logs {
namespace {

json::value words(const std::vector<std::string>& all) {
    json::array list;
    for (const auto& each : all) list.emplace_back(printable(each));
    return list;
}

void add(json::object& to, const std::optional<Error>& failure) {
    if (!failure) return;
    to["fault"] = std::string(name_of(failure->fault));
    to["what"] = printable(failure->what);
}

json::value account_of(const Root& root) {
    json::object out{{"path", printable(root.path)}, {"safr", root.safr}};
    add(out, root.failure);
    return out;
}

json::value account_of(const LogDirectory& directory) {
    json::object out{{"service", directory.service},
                     {"path", printable(directory.path)},
                     {"resolved", printable(directory.resolved)},
                     {"links", words(directory.links)},
                     {"dangling", directory.dangling},
                     {"cut", directory.cut},
                     {"unreadable", words(directory.unreadable)}};
    add(out, directory.failure);
    return out;
}

json::value account_of(const LogFile& file) {
    json::object out{{"service", file.service},
                     {"path", printable(file.path)},
                     {"name", file.name},
                     {"bytes", file.bytes},
                     {"modified", to_text(file.modified)}};
    if (!file.target.empty()) out["target"] = printable(file.target);
    if (file.why.empty())
        out["limit"] = file.limit;
    else
        out["why"] = file.why;
    return out;
}

template <class T>
json::array account_of_all(const std::vector<T>& all) {
    json::array list;
    for (const auto& each : all) list.push_back(account_of(each));
    return list;
}

}  // namespace

json::value account_of(const Found& found, const Scope& scope) {
    std::vector<const LogFile*> files;
    for (const auto& file : found.files) files.push_back(&file);
    std::stable_sort(files.begin(), files.end(), [](const LogFile* a, const LogFile* b) {
        if (a->why.empty() != b->why.empty()) return a->why.empty();
        return a->modified > b->modified;
    });
    const auto listed = std::min(files.size(), most_listed);
    json::array list;
    for (std::size_t i = 0; i < listed; ++i) list.push_back(account_of(*files[i]));
    return {{"since", to_text(scope.since)},
            {"until", to_text(scope.until)},
            {"brief", scope.brief},
            {"roots", account_of_all(found.roots)},
            {"directories", account_of_all(found.directories)},
            {"files", std::move(list)},
            {"unlisted", files.size() - listed}};
}

}  // namespace diag::logs
