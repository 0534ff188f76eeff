// SPDX-License-Identifier: Apache-2.0
// A backup of any bytes: gzip, tar, mongodump's archive, BSON and metadata, as a pass over a file
// reads them, and the same bytes as one document. References are matched with so few names kept
// that the set of them overflows.
#include <cstdlib>

#include "agent/backup/agreement.hpp"
#include "agent/backup/bson.hpp"
#include "agent/backup/examine.hpp"

namespace {

/// Gives the bytes in blocks whose sizes they tell themselves, so that every seam is met.
struct Pieces : diag::backup::Source {
    explicit Pieces(std::string_view all) : rest(all) {}
    diag::Result<std::string_view> next() override {
        const auto size = rest.empty() ? 0
                                       : 1 + static_cast<unsigned char>(rest[rest.size() / 2]) *
                                                 rest.size() / 256;
        const auto piece = rest.substr(0, size);
        rest.remove_prefix(piece.size());
        return piece;
    }
    std::string_view rest;
};

/// Levels must close as they open, and values lie within the document.
struct Levels : diag::backup::Visitor {
    explicit Levels(std::string_view all) : document(all) {}
    void enter(std::string_view name, bool) override {
        within(name);
        ++depth;
    }
    void leave() override {
        if (depth-- == 0) std::abort();
    }
    void value(std::string_view name, diag::backup::Kind, std::string_view bytes) override {
        within(name);
        within(bytes);
    }
    void within(std::string_view part) const {
        if (part.data() < document.data() ||
            part.data() + part.size() > document.data() + document.size())
            std::abort();
    }
    std::string_view document;
    std::size_t depth = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace diag::backup;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    Levels levels(bytes);
    const bool visited = size >= smallest_document && visit_document(bytes, levels);
    if (visited && levels.depth != 0) std::abort();
    if (size >= smallest_document && bool(check_document(bytes)) != visited) std::abort();
    if (visited) {
        element_of(bytes, "no such element");
        timestamp_of(bytes, "ts");
    }
    Bounds bounds;
    bounds.ratio_counts_from = 8 << 20;
    bounds.references = true;
    bounds.names = 32;
    for (const char* name : {"x", "db/x.bson", "db/x.metadata.json"}) {
        Pass pass(bounds);
        pass.packed = size;
        Pieces pieces(bytes);
        Reader reader(pieces);
        const auto examined = examine_bytes(reader, {.path = "x", .name = name}, pass);
        if (pass.contents.damages.size() > most_damages) std::abort();
        pass.configurations.tell(pass.contents);
        if (pass.contents.configurations.size() > most_configurations) std::abort();
        const auto again = diag::json::parse(diag::json::write(to_json(pass.contents)));
        if (!again || contents_from(*again).documents() != pass.contents.documents()) std::abort();
        pass.contents.references = pass.matching->references();
        pass.contents.complete = bool(examined);
        const auto told = contents_from(to_json(pass.contents));
        if (consistent(told).seen != consistent(pass.contents).seen) std::abort();
        if (!examined && examined.error().what.empty()) std::abort();
    }
    return 0;
}
