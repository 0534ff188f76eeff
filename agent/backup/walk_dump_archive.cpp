// SPDX-License-Identifier: Apache-2.0
// What `mongodump --archive` writes (mongo-tools, common/archive): a prelude with the metadata of
// every collection, then the documents of all collections in slices, each behind a header that says
// whose they are. The last header of a collection has a CRC-64 of all its documents.
#include "agent/backup/bson.hpp"
#include "agent/backup/comparison.hpp"
#include "agent/backup/examine.hpp"
#include "platform/crc64.hpp"
#include "platform/text.hpp"

namespace diag::backup {
namespace {

constexpr std::size_t terminator_size = 4;
constexpr std::string_view terminator = "\xff\xff\xff\xff";

/// The slice of the oplog belongs to no database (mongo-tools, common/intents: IsOplog).
bool is_slice_of_oplog(const Namespace& name) {
    return name.first.empty() && name.second == "oplog";
}

/// What is known of a collection while its slices come.
struct Stream {
    std::uint64_t crc = 0;
    bool ended = false;
};

class Walk {
public:
    Walk(Reader& reader, const Place& place, Pass& pass)
        : reader_(reader), place_(place), pass_(pass) {}

    Result<> run() {
        reader_.take(dump_archive_magic.size());
        auto done = prelude();
        while (done && !over_) done = block();
        if (!done) {
            if (done.error().fault == Fault::malformed)
                damaged(pass_, place_, reader_.position(),
                        "mongodump archive: " + done.error().what);
            return done;
        }
        for (const auto& [name, stream] : streams_)
            if (!stream.ended && !has_ended(buckets_of(name)))
                damaged(pass_, place_, reader_.position(),
                        "mongodump archive: it ends before the end of " + full_name(name));
        return {};
    }

private:
    /// The next document; empty at a terminator, which is left behind. At the end of all it is
    /// malformed, unless `may_end`: then over_.
    Result<std::string_view> document(bool may_end = false) {
        const auto head = reader_.peek(terminator_size);
        if (!head) return head.error();
        if (head->empty() && may_end) {
            over_ = true;
            return std::string_view{};
        }
        if (head->size() < terminator_size)
            return Error{Fault::malformed, "it ends where something must follow"};
        if (head->starts_with(terminator)) {
            reader_.take(terminator_size);
            return std::string_view{};
        }
        return next_document(reader_);
    }

    bool has_ended(const Namespace& name) const {
        const auto stream = streams_.find(name);
        return stream != streams_.end() && stream->second.ended;
    }

    Namespace name_in(std::string_view document) {
        const auto name = bounded({std::string(text_of(document, "db").value_or("")),
                                   std::string(text_of(document, "collection").value_or(""))},
                                  place_, reader_.position(), pass_);
        return {printable(name.first), printable(name.second)};
    }

    Result<> prelude() {
        const auto header = document();
        if (!header) return header.error();
        if (header->empty()) return Error{Fault::malformed, "it has no header"};
        reader_.take(header->size());
        for (;;) {
            const auto metadata = document();
            if (!metadata) return metadata.error();
            if (metadata->empty()) return {};
            if (auto seen = see_listed(*metadata); !seen) return seen;
            reader_.take(metadata->size());
        }
    }

    Result<> see_listed(std::string_view document) {
        const auto name = name_in(document);
        // All but views have an end of their own, be they empty.
        if (text_of(document, "type") != "view" && streams_.size() < most_collections)
            streams_[name];
        if (is_slice_of_oplog(name)) return {};
        auto* collection = collection_at(pass_, name);
        // What has no metadata, as users of one database, is listed with an empty text.
        const auto text = text_of(document, "metadata");
        if (!collection || !text || text->empty()) return {};
        if (text->size() > metadata_limit) {
            damaged(pass_, place_, reader_.position(),
                    "metadata of " + full_name(name) + " is longer than it can be");
            return {};
        }
        const auto options = json::parse(*text);
        if (!options) {
            damaged(pass_, place_, reader_.position(),
                    "metadata of " + full_name(name) + " is no JSON");
            return {};
        }
        backup::see_metadata(*options, *collection);
        return pass_.taker ? pass_.taker->metadata(name, *text) : Result<>{};
    }

    /// A header and the documents behind it.
    Result<> block() {
        const auto header = document(true);
        if (!header) return header.error();
        if (over_) return {};
        if (header->empty()) return Error{Fault::malformed, "a slice without a header"};
        const auto name = name_in(*header);
        const bool last = flag_of(*header, "EOF").value_or(false);
        const auto crc = number_of(*header, "CRC");
        reader_.take(header->size());
        if (streams_.size() >= most_collections)
            return Error{Fault::malformed, "more collections than a database has"};
        auto& stream = streams_[name];
        if (last && crc && *crc != stream.crc)
            damaged(pass_, place_, reader_.position(),
                    "the checksum of " + full_name(name) + " does not fit its documents");
        stream.ended = stream.ended || last;
        return slice(name, stream);
    }

    Result<> slice(const Namespace& name, Stream& stream) {
        const bool is_oplog = is_slice_of_oplog(name);
        if (is_oplog && !pass_.contents.oplog) pass_.contents.oplog.emplace();
        auto* collection = is_oplog ? nullptr : collection_at(pass_, name);
        if (collection) collection->has_documents = true;
        for (;;) {
            const auto found = document();
            if (!found)
                return Error{found.error().fault, full_name(name) + ": " + found.error().what};
            if (found->empty()) return {};
            stream.crc = crc64(stream.crc, *found);
            if (is_oplog) see_oplog(*found, pass_);
            if (auto seen = see_document(*found, name, collection, pass_); !seen) return seen;
            reader_.take(found->size());
        }
    }

    Reader& reader_;
    const Place& place_;
    Pass& pass_;
    std::map<Namespace, Stream> streams_;
    bool over_ = false;
};

}  // namespace

Result<> walk_dump_archive(Reader& reader, const Place& place, Pass& pass) {
    return Walk(reader, place, pass).run();
}

}  // namespace diag::backup
