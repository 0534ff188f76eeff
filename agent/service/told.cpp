// SPDX-License-Identifier: Apache-2.0
#include "agent/service/told.hpp"

#include "platform/digest.hpp"
#include "platform/files.hpp"
#include "platform/json.hpp"

namespace diag::service {
namespace {

constexpr std::size_t told_limit = 4096;

std::filesystem::path file_of(const std::filesystem::path& state, const std::string& id) {
    return state / "requests" / (id + ".told");
}

}  // namespace

Told told_of(const std::filesystem::path& state, const std::string& id) {
    const auto text = system_files().read(file_of(state, id), told_limit);
    const auto document = text ? json::parse(*text) : text.error();
    if (!document) return {};
    return {.stage = json::text_at(*document, "stage").value_or(""),
            .people = json::flag_at(*document, "people").value_or(false)};
}

Result<> keep_told(const std::filesystem::path& state, const std::string& id, const Told& told) {
    if (!is_uuid(id)) return Error{Fault::bug, "what was told is kept by a request's id"};
    return replace_file(file_of(state, id), json::write_pretty(json::object{
                                                {"stage", told.stage}, {"people", told.people}}));
}

}  // namespace diag::service
