// SPDX-License-Identifier: Apache-2.0
// What `mongodump --oplog --archive` would write, for backups that are made for tests.
#pragma once

#include <bson/bson.h>

#include <cstdint>
#include <fstream>
#include <map>
#include <string>
#include <vector>

namespace diag::test {

struct Document {
    Document() { bson_init(&bson); }
    Document(const Document&) = delete;
    Document& operator=(const Document&) = delete;
    ~Document() { bson_destroy(&bson); }
    std::string bytes() const {
        return {reinterpret_cast<const char*>(bson_get_data(&bson)), bson.len};
    }
    bson_t bson;
};

/// A collection, as the archive's beginning lists it.
struct Listed {
    std::string database;
    std::string collection;
    std::string metadata;
};

/// The layout is mongo-tools', common/archive. Writes nothing where the path is empty.
class DumpArchive {
public:
    explicit DumpArchive(const std::string& path);

    /// The header, then all collections and an oplog.
    void begin(const std::vector<Listed>& all);
    void slice(const std::string& database, const std::string& collection,
               const std::vector<std::string>& documents);
    /// After its last slice.
    void end(const std::string& database, const std::string& collection);

private:
    void list(const Listed& each, const char* type);
    void header(const std::string& database, const std::string& collection, bool end,
                std::uint64_t crc);
    void end_slice();

    std::ofstream file_;
    std::map<std::string, std::uint64_t> crcs_;
};

}  // namespace diag::test
