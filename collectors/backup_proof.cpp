// SPDX-License-Identifier: Apache-2.0
#include "collectors/backup_proof.hpp"

#include "platform/stored_time.hpp"

namespace diag {
namespace {

std::int64_t count(Time time) { return time.time_since_epoch().count(); }

/// Of the years to 9999, so that times can be reckoned with.
milliseconds span_at(const json::value& document, std::string_view name) {
    return time_at(document, name).value_or(Time{}).time_since_epoch();
}

/// Inodes of file servers may need all 64 bits.
std::uint64_t natural_at(const json::value& document, std::string_view name) {
    const auto* found = json::find(document, name);
    if (!found || !found->is_number()) return 0;
    boost::json::error_code failure;
    const auto number = found->to_number<std::uint64_t>(failure);
    return failure ? 0 : number;
}

}  // namespace

json::object to_json(const BackupProof& proof) {
    return {{"path", proof.path},
            {"bytes", proof.bytes},
            {"modified", count(proof.modified)},
            {"inode", proof.inode},
            {"sha256", proof.sha256},
            {"proven", count(proof.proven)},
            {"level", proof.level},
            {"sound", proof.sound},
            {"contents", proof.contents},
            {"unpacked", proof.unpacked},
            {"documents", proof.documents},
            {"objects", proof.objects},
            {"object_bytes", proof.object_bytes},
            {"took", proof.took.count()},
            {"restored", proof.restored.count()},
            {"altered", count(proof.altered)},
            {"failed", proof.failed},
            {"failed_at", count(proof.failed_at)}};
}

BackupProof backup_proof_from(const json::value& document) {
    return {.path = json::text_at(document, "path").value_or(""),
            .bytes = natural_at(document, "bytes"),
            .modified = Time{span_at(document, "modified")},
            .inode = natural_at(document, "inode"),
            .sha256 = json::text_at(document, "sha256").value_or(""),
            .proven = Time{span_at(document, "proven")},
            .level = json::text_at(document, "level").value_or(""),
            .sound = json::text_at(document, "sound").value_or(""),
            .contents = json::text_at(document, "contents").value_or(""),
            .unpacked = natural_at(document, "unpacked"),
            .documents = natural_at(document, "documents"),
            .objects = natural_at(document, "objects"),
            .object_bytes = natural_at(document, "object_bytes"),
            .took = span_at(document, "took"),
            .restored = span_at(document, "restored"),
            .altered = Time{span_at(document, "altered")},
            .failed = json::text_at(document, "failed").value_or(""),
            .failed_at = Time{span_at(document, "failed_at")}};
}

}  // namespace diag
