// SPDX-License-Identifier: Apache-2.0
#include "agent/rehearsal/restore.hpp"

#include "agent/backup/comparison.hpp"
#include "platform/json.hpp"
#include "platform/text.hpp"

namespace diag::rehearsal {
namespace {

// What is sent at once: a server takes 100,000 documents and 48 MB.
constexpr std::size_t most_documents = 5'000;
constexpr std::size_t most_bytes = 8 << 20;

using backup::full_name;

}  // namespace

Restore::Restore(mongo::ScratchDatabase& database, const backup::Contents& known,
                 const Bounds& bounds, Report& report)
    : database_(database), known_(known), bounds_(bounds), report_(report) {
    for (const auto& [name, collection] : known.collections) {
        if (!collection.has_documents) continue;
        if (is_servers_own(name))
            name_one(report.left_out, report.left_out_count, full_name(name));
        else if (is_time_series(name))
            name_one(report.series, report.series_count, full_name(name));
        else
            all_[name].step = sampling_step(collection.documents, known.collections.size(), bounds);
    }
    report_.collections = all_.size();
}

Result<> Restore::document(const backup::Namespace& of, std::string_view bytes) {
    if (failure_) return *failure_;
    // What was not there at the examination is found by the digest of the whole.
    const auto found = all_.find(of);
    if (found == all_.end()) return {};
    const bool is_full =
        sizes_.size() >= most_documents || held_.size() + bytes.size() > most_bytes;
    if (at_ && (at_ != &*found || is_full))
        if (auto sent = flush(); !sent) return sent;
    at_ = &*found;
    auto& collection = found->second;
    if (collection.read++ % collection.step == 0)
        if (auto id = id_of(bytes)) collection.samples.push_back({std::move(*id), sha256(bytes)});
    held_ += bytes;
    sizes_.push_back(bytes.size());
    return {};
}

Result<> Restore::metadata(const backup::Namespace& of, std::string_view text) {
    const auto found = all_.find(of);
    if (found == all_.end()) return {};
    auto metadata = metadata_from(text);
    if (!metadata) {
        report_.differs(full_name(of) + ": its metadata cannot be read: " + metadata.error().what +
                        ".");
        return {};
    }
    found->second.metadata = std::move(*metadata);
    return {};
}

Result<> Restore::flush() {
    if (!at_ || sizes_.empty()) return {};
    std::vector<std::string_view> documents;
    for (std::size_t at = 0; const auto size : sizes_) {
        documents.push_back(std::string_view(held_).substr(at, size));
        at += size;
    }
    const auto [database, collection] = in_scratch(at_->first);
    const auto inserted = database_.insert(database, collection, documents);
    if (!inserted) {
        failure_ =
            Error{inserted.error().fault, full_name(at_->first) + ": " + inserted.error().what};
        return *failure_;
    }
    at_->second.inserted += inserted->count;
    at_->second.bytes += held_.size();
    report_.documents += inserted->count;
    report_.bytes += held_.size();
    if (!inserted->refusal.empty())
        report_.differs(full_name(at_->first) + ": " +
                        std::to_string(sizes_.size() - inserted->count) +
                        " documents were refused: " + inserted->refusal + ".");
    held_.clear();
    sizes_.clear();
    return {};
}

Result<> Restore::finish(mongo::ScratchDatabase& patient) {
    if (auto sent = flush(); !sent) return sent;
    for (auto& each : all_) {
        const auto [database, collection] = in_scratch(each.first);
        if (each.second.read == 0) {
            const auto made = database_.ask(database, about_collection("create", collection));
            if (!made) return made.error();
        }
        if (each.second.metadata.has_options) ++report_.optioned;
        if (auto built = build_indexes(patient, each); !built) return built;
    }
    return {};
}

Result<> Restore::build_indexes(mongo::ScratchDatabase& patient, Each& each) {
    const auto [database, collection] = in_scratch(each.first);
    for (const auto& index : each.second.metadata.indexes) {
        const auto answer = patient.ask(database, create_index(collection, index));
        if (!answer && answer.error().fault != Fault::malformed) return answer.error();
        const auto refusal = answer ? refusal_in(*answer) : answer.error().what;
        if (refusal) {
            report_.differs(full_name(each.first) + ": the index " + printable(index.name) +
                            " was refused: " + *refusal + ".");
            continue;
        }
        ++each.second.indexes;
        ++report_.indexes;
    }
    return {};
}

Result<> Restore::compare(mongo::ScratchDatabase& patient) {
    for (const auto& each : all_) {
        if (auto counted = count(each); !counted) return counted;
        if (auto valid = validate_one(patient, each); !valid) return valid;
        if (auto same = read_back(each); !same) return same;
    }
    return {};
}

std::uint64_t Restore::documents_known(const backup::Namespace& name) const {
    const auto found = known_.collections.find(name);
    return found == known_.collections.end() ? 0 : found->second.documents;
}

Result<> Restore::count(const Each& each) {
    const auto [database, collection] = in_scratch(each.first);
    const auto answer = database_.ask(database, about_collection("count", collection));
    if (!answer) return answer.error();
    const auto document = json::parse(*answer);
    const auto counted = document ? json::number_at(*document, "n").value_or(-1) : -1;
    const auto wanted = documents_known(each.first);
    if (counted != static_cast<double>(wanted))
        report_.differs(full_name(each.first) + " has " + fixed(counted < 0 ? 0 : counted, 0) +
                        " documents after the restore, and " + std::to_string(wanted) +
                        " in the backup.");
    return {};
}

Result<> Restore::validate_one(mongo::ScratchDatabase& patient, const Each& each) {
    const auto [database, collection] = in_scratch(each.first);
    const bool whole = each.second.bytes <= bounds_.full_up_to;
    const auto answer = patient.ask(database, validate(collection, whole));
    if (!answer) return answer.error();
    if (const auto refusal = refusal_in(*answer)) {
        report_.differs(full_name(each.first) + " could not be validated: " + *refusal + ".");
        return {};
    }
    const auto document = json::parse(*answer);
    if (!document || !json::flag_at(*document, "valid").value_or(false)) {
        const auto& errors =
            document ? json::list_at(*document, "errors") : json::list_at(json::value{}, "errors");
        const auto words =
            errors.empty() || !errors.front().is_string()
                ? std::string("no reason given")
                : one_line(std::string_view(errors.front().get_string()).substr(0, 300));
        report_.differs(full_name(each.first) + " is not valid: " + words + ".");
        return {};
    }
    ++report_.validated;
    const auto indexes = json::integer_at(*document, "nIndexes").value_or(0);
    const auto wanted = static_cast<std::int64_t>(each.second.indexes + 1);
    if (indexes != wanted)
        report_.differs(full_name(each.first) + " has " + std::to_string(indexes) +
                        " indexes, not " + std::to_string(wanted) + ".");
    return {};
}

Result<> Restore::read_back(const Each& each) {
    const auto [database, collection] = in_scratch(each.first);
    std::uint64_t gone = 0;
    std::uint64_t other = 0;
    for (const auto& sample : each.second.samples) {
        const auto answer = database_.ask_bson(database, find_by_id(collection, sample.id));
        if (!answer) return answer.error();
        const auto found = found_in(*answer);
        if (!found)
            return Error{Fault::malformed, full_name(each.first) + ": " + found.error().what};
        if (!*found)
            ++gone;
        else if (sha256(**found) != sample.digest)
            ++other;
        else
            ++report_.sampled;
    }
    const auto of = " of " + std::to_string(each.second.samples.size()) + " sampled documents ";
    if (gone > 0)
        report_.differs(full_name(each.first) + ": " + std::to_string(gone) + of +
                        "are not there.");
    if (other > 0)
        report_.differs(full_name(each.first) + ": " + std::to_string(other) + of +
                        "came back with other bytes.");
    return {};
}

}  // namespace diag::rehearsal
