// SPDX-License-Identifier: Apache-2.0
#include "desk/commands/opened.hpp"

#include "platform/files.hpp"
#include "platform/json.hpp"

namespace diag::desk {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t document_limit = 64u << 20;
// Evidence items are small; logs are attachments, which judges never see.
constexpr std::size_t item_limit = 64u << 20;

Result<json::value> document(const fs::path& path) {
    const auto text = system_files().read(path, document_limit);
    if (!text) return text.error();
    auto value = json::parse(*text);
    if (!value) return Error{value.error().fault, path.native() + " is " + value.error().what};
    return value;
}

Result<std::string> item_of(const fs::path& directory, const exchange::ContentEntry& entry) {
    if (entry.path.empty())
        return entry.failure.value_or(Error{Fault::absent, "contents.json names no file"});
    return system_files().read(directory / entry.path, item_limit);
}

void read_evidence(const fs::path& directory, OpenedBundle& bundle) {
    for (const auto& entry : bundle.contents.entries)
        if (!entry.collector.empty() && !entry.attachment)
            bundle.evidence[entry.collector].insert_or_assign(entry.item,
                                                              item_of(directory, entry));
}

Result<> read_findings(const json::value& document, OpenedBundle& bundle) {
    bundle.server = json::text_at(document, "server").value_or("");
    if (const auto* thresholds = json::find(document, "thresholds");
        thresholds && thresholds->is_object())
        for (const auto& [key, value] : thresholds->get_object())
            if (value.is_number()) bundle.thresholds[std::string(key)] = value.to_number<double>();
    for (const auto& chapter : json::list_at(document, "collectors")) {
        const auto id = json::text_at(chapter, "id");
        const auto* judgement = json::find(chapter, "judgement");
        if (!id || !judgement) continue;
        auto read = judgement_from(*judgement);
        if (!read) return Error{read.error().fault, "findings.json: " + read.error().what};
        bundle.judgements.insert_or_assign(*id, std::move(*read));
    }
    return {};
}

Result<OpenedBundle> documents_of(const fs::path& directory) {
    const auto manifest_text =
        system_files().read(directory / exchange::manifest_name, document_limit);
    if (!manifest_text) return manifest_text.error();
    auto manifest = exchange::manifest_from(*manifest_text);
    if (!manifest) return manifest.error();
    const auto list = document(directory / "contents.json");
    if (!list) return list.error();
    auto contents = exchange::contents_from(*list);
    if (!contents) return contents.error();
    OpenedBundle bundle{};
    bundle.manifest = std::move(*manifest);
    bundle.contents = std::move(*contents);
    return bundle;
}

}  // namespace

Result<OpenedBundle> opened_bundle(const fs::path& directory) {
    auto bundle = documents_of(directory);
    if (!bundle && bundle.error().fault == Fault::absent)
        return Error{Fault::absent, directory.native() +
                                        " is not an opened bundle: open one first with safr-desk "
                                        "open FILE --key KEY --out DIR"};
    if (!bundle) return bundle;
    read_evidence(directory, *bundle);
    const auto findings = document(directory / "findings.json");
    if (!findings && findings.error().fault != Fault::absent) return findings.error();
    if (findings)
        if (const auto read = read_findings(*findings, *bundle); !read) return read.error();
    if (const auto notes = document(directory / "case.json"); notes)
        bundle->notes = cases::notes_from(*notes);
    return bundle;
}

}  // namespace diag::desk
