// SPDX-License-Identifier: Apache-2.0
#include "agent/upgrade/taken_back.hpp"

#include "platform/text.hpp"

namespace diag::upgrade {
namespace {

constexpr std::string_view state = "taken_back";

}  // namespace

json::object taken_back(const std::string& path, const std::string& sha256,
                        const std::string& why) {
    return {{"state", state}, {"backup", printable(path)}, {"sha256", sha256}, {"why", why}};
}

void carry_taken_back(const ProvenBackup& backup, json::object& data) {
    data[state] = true;
    data["backup"] = printable(backup.file.path);
    data["sha256"] = backup.sha256;
}

bool takes_back(const json::value& data, const Permit& permit) {
    // An answer speaks of its own permit: another over the same bytes may be younger than that
    // reading.
    const bool carried =
        json::flag_at(data, state) == true && json::text_at(data, "permit") == permit.id;
    const bool told = carried || json::text_at(data, "state") == state;
    return told && permit.with_backup &&
           json::text_at(data, "backup") == printable(permit.backup.file.path) &&
           json::text_at(data, "sha256") == permit.backup.sha256;
}

}  // namespace diag::upgrade
