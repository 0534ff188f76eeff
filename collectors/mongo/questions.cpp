// SPDX-License-Identifier: Apache-2.0
#include "collectors/mongo/questions.hpp"

#include <array>

#include "collectors/mongo/contents.hpp"
#include "platform/json.hpp"

namespace diag::mongo {
namespace {

// Read-only, all of them; clusterMonitor and read on `local` suffice (manual, "Built-In Roles").
constexpr std::array<Question, 9> all{{
    {"status", "admin", replica_set_status, true},
    {"config", "admin", R"({"replSetGetConfig": 1})", true},
    {"server", "admin", server_status, true},
    {"oplog.first", "local",
     R"({"find": "oplog.rs", "sort": {"$natural": 1}, "limit": 1, "singleBatch": true,
         "projection": {"ts": 1, "_id": 0}})",
     true},
    {"oplog.last", "local",
     R"({"find": "oplog.rs", "sort": {"$natural": -1}, "limit": 1, "singleBatch": true,
         "projection": {"ts": 1, "_id": 0}})",
     true},
    {"fcv", "admin", R"({"getParameter": 1, "featureCompatibilityVersion": 1})", true},
    {"oplog.size", "local", R"({"collStats": "oplog.rs"})", true},
    {"options", "admin", R"({"getCmdLineOpts": 1})", false},
    {"warnings", "admin", R"({"getLog": "startupWarnings"})", false},
}};

/// What is kept of answers that hold more than is needed, or secrets.
constexpr std::array<std::string_view, 16> kept_of_server{
    "ok",         "code",          "codeName",    "errmsg",          "version",     "process",
    "uptime",     "localTime",     "connections", "electionMetrics", "flowControl", "globalLock",
    "opcounters", "storageEngine", "queues",      "asserts"};
constexpr std::array<std::string_view, 4> kept_of_wired_tiger{"cache", "concurrentTransactions",
                                                              "transaction", "checkpoint"};
constexpr std::array<std::string_view, 6> kept_of_oplog_size{"ok",   "code",        "codeName",
                                                             "size", "storageSize", "maxSize"};

void copy(const json::value& from, std::string_view path, std::span<const std::string_view> names,
          json::object& to) {
    const auto* found = json::find(from, path);
    const auto* members = found ? found->if_object() : nullptr;
    if (!members) return;
    for (const auto name : names)
        if (const auto* member = members->if_contains({name.data(), name.size()}))
            to[{name.data(), name.size()}] = *member;
}

std::string server_kept(const json::value& answer) {
    json::object kept;
    copy(answer, "", kept_of_server, kept);
    json::object tiger;
    copy(answer, "wiredTiger", kept_of_wired_tiger, tiger);
    if (!tiger.empty()) kept["wiredTiger"] = std::move(tiger);
    if (const auto* cursor = json::find(answer, "metrics.cursor"))
        kept["metrics"] = json::object{{"cursor", *cursor}};
    return json::write(kept);
}

/// Of a command line only what tells where and how, never the file names of keys nor passwords.
std::string options_kept(const json::value& answer) {
    json::object kept;
    constexpr std::array<std::string_view, 3> outcome{"ok", "code", "codeName"};
    copy(answer, "", outcome, kept);
    for (const char* path :
         {"net.port", "net.bindIp", "net.tls.mode", "net.ssl.mode", "replication.replSetName",
          "replication.oplogSizeMB", "storage.dbPath", "storage.journal.enabled",
          "storage.wiredTiger.engineConfig.cacheSizeGB", "security.authorization",
          "processManagement.fork", "systemLog.path"})
        if (const auto* found = json::find(answer, std::string("parsed.") + path))
            kept[path] = *found;
    const auto* key_file = json::find(answer, "parsed.security.keyFile");
    kept["security.keyFile"] = key_file ? "set" : "-";
    return json::write(kept);
}

}  // namespace

std::span<const Question> questions() { return all; }

Result<std::string> kept_of(std::string_view name, std::string text) {
    const auto answer = json::parse(text);
    // What cannot be read cannot be freed of what must not leave.
    if (!answer) return Error{Fault::malformed, "an answer that is no JSON"};
    if (name.starts_with("server")) return server_kept(*answer);
    if (name == "options") return options_kept(*answer);
    if (name == "operations") return operations_kept(*answer);
    if (name == "oplog.size") {
        json::object kept;
        copy(*answer, "", kept_of_oplog_size, kept);
        return json::write(kept);
    }
    return text;
}

}  // namespace diag::mongo
