// SPDX-License-Identifier: Apache-2.0
// Which bundles were made here for a case.
#include "agent/commands/case.hpp"
#include "agent/commands/case_identity.hpp"
#include "agent/exchange/fields.hpp"
#include "platform/records.hpp"

namespace diag::commands {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t bundle_limit = 256 << 10;
// As long as permits are kept: a year and a month.
constexpr milliseconds bundles_kept = std::chrono::days{400};

Records bundles_in(const fs::path& state) { return {state, "case-bundles", bundle_limit}; }

std::vector<CasePicture> pictures_from(const json::value& document) {
    std::vector<CasePicture> all;
    for (const auto& each : json::list_at(document, "pictures"))
        all.push_back({json::text_at(each, "path").value_or(""),
                       static_cast<std::uint64_t>(json::integer_at(each, "bytes").value_or(0)),
                       json::text_at(each, "sha256").value_or("")});
    return all;
}

json::array pictures_json(const std::vector<CasePicture>& pictures) {
    json::array all;
    for (const auto& each : pictures)
        all.push_back({{"path", each.path}, {"bytes", each.bytes}, {"sha256", each.sha256}});
    return all;
}

}  // namespace

std::optional<CaseBundle> newest_bundle_of(const fs::path& state, const cases::Notes& notes) {
    const auto records = bundles_in(state);
    const auto names = records.names();
    if (!names || !can_be_known(notes)) return std::nullopt;
    for (auto name = names->rbegin(); name != names->rend(); ++name) {
        const auto text = records.read(*name);
        const auto document = text ? json::parse(*text) : Result<json::value>(text.error());
        if (!document || !is_of(*document, notes)) continue;
        return CaseBundle{
            *name, json::text_at(*document, "path").value_or(""),
            exchange::time_from(json::text_at(*document, "made").value_or("")).value_or(Time{}),
            json::text_at(*document, "findings").value_or(""), pictures_from(*document)};
    }
    return std::nullopt;
}

Result<> note_bundle(const fs::path& state, const cases::Notes& notes, const CaseBundle& bundle) {
    if (!can_be_known(notes)) return {};
    const auto records = bundles_in(state);
    if (const auto made = records.make(); !made) return made;
    records.prune_old(bundles_kept, bundle.made,
                      [](const std::string&, const std::string& text) -> std::optional<Lifetime> {
                          const auto document = json::parse(text);
                          if (!document) return std::nullopt;
                          const auto made =
                              exchange::time_from(json::text_at(*document, "made").value_or(""));
                          if (!made) return std::nullopt;
                          return Lifetime{*made, *made};
                      });
    auto record = identity_of(notes);
    record["path"] = bundle.path;
    record["made"] = to_text(bundle.made);
    record["findings"] = bundle.findings;
    record["pictures"] = pictures_json(bundle.pictures);
    return replace_file(records.file(bundle.id), json::write_pretty(std::move(record)));
}

}  // namespace diag::commands
