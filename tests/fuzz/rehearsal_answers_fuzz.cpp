// SPDX-License-Identifier: Apache-2.0
// Any bytes as the metadata of a collection, as a document of a backup, and as what a scratch
// database answers: what is asked because of them is well-formed.
#include <cstdlib>

#include "agent/backup/bson.hpp"
#include "agent/rehearsal/questions.hpp"
#include "platform/json.hpp"

namespace {

using namespace diag;

void must(bool holds) {
    if (!holds) std::abort();
}

void read_metadata(std::string_view text) {
    const auto metadata = rehearsal::metadata_from(text);
    must(bool(json::parse(text)) == bool(metadata));
    if (!metadata) return;
    for (const auto& index : metadata->indexes) {
        const auto command = json::parse(rehearsal::create_index("a\"b", index));
        must(bool(command));
        const auto& asked = json::list_at(*command, "indexes");
        must(asked.size() == 1 && json::text_at(asked.front(), "name") == index.name);
        must(index.name != "_id_" && !json::find(asked.front(), "ns"));
    }
}

void read_refusal(std::string_view text) {
    const auto words = rehearsal::refusal_in(text);
    if (words) must(words->find('\n') == words->npos && words->find('\x1b') == words->npos);
}

void read_documents(std::string_view bytes) {
    const auto found = rehearsal::found_in(bytes);
    if (!backup::check_document(bytes)) {
        must(!found);
        return;
    }
    if (found && *found) {
        const auto inner = **found;
        must(inner.data() > bytes.data() && inner.size() < bytes.size());
        must(bool(backup::check_document(inner)));
        rehearsal::id_of(inner);
    }
    if (const auto id = rehearsal::id_of(bytes))
        must(bool(backup::check_document(rehearsal::find_by_id("events", *id))));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    read_metadata(bytes);
    read_refusal(bytes);
    read_documents(bytes);
    return 0;
}
