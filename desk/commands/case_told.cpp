// SPDX-License-Identifier: Apache-2.0
#include "desk/commands/case_told.hpp"

#include "agent/exchange/manifest.hpp"
#include "platform/files.hpp"
#include "platform/text.hpp"

namespace diag::desk {
namespace {

constexpr std::size_t document_limit = std::size_t{16} << 20;  // of contents.json: 50,000 files
constexpr std::size_t most_screenshots = 64;                   // as a case has attachments

Result<json::value> document_in(const std::filesystem::path& file) {
    const auto text = system_files().read(file, document_limit);
    if (!text) return Error{text.error().fault, "--from: " + text.error().what};
    auto document = json::parse(*text);
    if (!document)
        return Error{Fault::malformed, "--from: " + file.native() + " is " + document.error().what};
    return document;
}

std::vector<CaseTold::Screenshot> screenshots_of(const exchange::Contents& contents) {
    std::vector<CaseTold::Screenshot> all;
    for (const auto& each : contents.entries)
        if (!each.picture.empty() && !each.path.empty() && all.size() < most_screenshots)
            all.push_back({each.path, each.size, each.sha256});
    return all;
}

CaseTold told_from(const json::value& document) {
    CaseTold told{.bundle = json::text_at(document, "bundle").value_or(""),
                  .notes = cases::notes_from(document)};
    for (const auto& each : json::list_at(document, "screenshots"))
        told.screenshots.push_back(
            {json::text_at(each, "path").value_or(""),
             static_cast<std::uint64_t>(json::integer_at(each, "bytes").value_or(0)),
             json::text_at(each, "sha256").value_or("")});
    return told;
}

}  // namespace

Result<CaseTold> case_told_in(const std::filesystem::path& directory, const std::string& number) {
    const auto document = document_in(directory / "case.json");
    if (!document) return document.error();
    CaseTold told{.bundle = {}, .notes = cases::notes_from(*document)};
    if (told.notes.number != number)
        return Error{Fault::refused,
                     "--from: that bundle is of case \"" + printable(told.notes.number) + "\""};
    const auto list = document_in(directory / "contents.json");
    if (!list) return list.error();
    const auto contents = exchange::contents_from(*list);
    if (!contents) return Error{contents.error().fault, "--from: " + contents.error().what};
    told.screenshots = screenshots_of(*contents);
    const auto manifest = document_in(directory / exchange::manifest_name);
    if (!manifest) return manifest.error();
    told.bundle = json::text_at(*manifest, "bundle_id").value_or("");
    return told;
}

json::object to_json(const CaseTold& told) {
    auto document = cases::to_json(told.notes);
    // How the site's clocks stood then is the bundle's to tell: here the desk's own count.
    document.erase("clocks");
    document["bundle"] = told.bundle;
    json::array screenshots;
    for (const auto& each : told.screenshots)
        screenshots.push_back(
            {{"path", each.path}, {"bytes", each.bytes}, {"sha256", each.sha256}});
    document["screenshots"] = std::move(screenshots);
    return document;
}

Result<std::optional<CaseTold>> case_told(CaseBook& book, const std::string& number) {
    const auto text = book.told(number);
    if (!text) return text.error();
    if (text->empty()) return std::optional<CaseTold>{};
    const auto document = json::parse(*text);
    if (!document) return document.error();
    return std::optional{told_from(*document)};
}

Result<> keep_told(CaseBook& book, const std::string& number, const CaseTold& told) {
    return book.tell(number, json::write(to_json(told)));
}

std::vector<TableRow> rows_of(const CaseTold& told) {
    std::vector<TableRow> rows;
    for (const auto& [key, text] : cases::texts)
        if (!(told.notes.*text).empty() && key != "number" && key != "severity")
            rows.push_back({std::string(key), printable(trimmed(told.notes.*text))});
    if (!told.notes.no_screenshots.empty())
        rows.push_back({"no screenshots", printable(trimmed(told.notes.no_screenshots))});
    for (const auto& each : told.screenshots)
        rows.push_back({"screenshot", one_line(each.path) + ", " + bytes_text(each.bytes) +
                                          ", SHA-256 " + one_line(each.sha256)});
    if (!told.bundle.empty()) rows.push_back({"bundle", one_line(told.bundle)});
    return rows;
}

}  // namespace diag::desk
