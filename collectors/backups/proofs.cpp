// SPDX-License-Identifier: Apache-2.0
#include "collectors/backups/proofs.hpp"

#include <algorithm>
#include <map>

#include "platform/text.hpp"

namespace diag::backups {
namespace {

std::string name_in(const std::string& path) { return path.substr(path.rfind('/') + 1); }

/// What a line saves (safr-facts 4.1: -o objects only, -s skips them; mongodump: the database).
std::string contents_of(const Scheduled& line) {
    if (line.mongodump) return "database only";
    if (line.objects_only) return "objects only";
    return line.skips_objects ? "without objects" : "full";
}

/// What the lines that put backups of its kind into its place save.
ScheduledContents by_schedule(const Backup& backup, const Picture& picture) {
    ScheduledContents told;
    for (const auto& plan : picture.plans)
        for (const auto& line : plan.lines) {
            const auto* place = picture.place_of(line);
            const bool here = place && place->leads && place->leads->path == backup.place &&
                              line.mongodump == backup.kind.starts_with("mongodump");
            if (!here) continue;
            const auto contents = contents_of(line);
            if (!told.all.empty() && told.all != contents) return {.all = {}, .several = true};
            told.all = contents;
        }
    return told;
}

}  // namespace

const BackupProof* proof_of(const std::vector<BackupProof>& proofs, const std::string& path,
                            const Entry& entry) {
    const auto named = std::ranges::find(proofs, path, &BackupProof::path);
    if (named != proofs.end()) return &*named;
    const auto same = std::ranges::find_if(proofs, [&](const BackupProof& proof) {
        return entry.inode != 0 && proof.inode == entry.inode && proof.bytes == entry.bytes &&
               proof.modified == entry.modified && name_in(proof.path) == name_in(path);
    });
    return same == proofs.end() ? nullptr : &*same;
}

void read_proofs(const Evidence& evidence, Picture& picture) {
    std::map<std::string_view, Backup*> by_path;
    for (auto& backup : picture.backups) by_path.emplace(backup.path, &backup);
    for (int number = 1;; ++number) {
        const auto name = "proof." + std::to_string(number);
        const auto text = item(evidence, name);
        if (!text) return;
        const auto document = json::parse(*text);
        if (!document) continue;
        const auto place = std::ranges::find(
            picture.places, json::text_at(*document, "place").value_or(""), &Location::number);
        if (place == picture.places.end()) continue;
        const auto path = place->path_of(json::text_at(*document, "name").value_or(""));
        const auto found = by_path.find(path);
        if (found == by_path.end() || found->second->special) continue;
        auto& backup = *found->second;
        auto proof = backup_proof_from(*document);
        backup.same = proof.bytes == backup.bytes && proof.modified == backup.modified &&
                      (proof.inode == backup.inode || proof.inode == 0 || backup.inode == 0);
        backup.proof_item = name;
        backup.proof = std::move(proof);
    }
}

void tell_contents(Picture& picture) {
    std::map<std::pair<std::string, std::string>, ScheduledContents> scheduled;
    for (auto& backup : picture.backups) {
        const auto [told, first] = scheduled.try_emplace({backup.place, backup.kind});
        if (first) told->second = by_schedule(backup, picture);
        backup.scheduled = told->second;
        if (backup.proof && backup.same && backup.proof->altered == Time{}) {
            backup.contents = backup.proof->contents;
            continue;
        }
        backup.contents = backup.scheduled.all;
        backup.as_scheduled = !backup.contents.empty();
    }
}

}  // namespace diag::backups
