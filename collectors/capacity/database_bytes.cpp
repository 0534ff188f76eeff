// SPDX-License-Identifier: Apache-2.0
// The whole size alone is kept of the answer: names of databases are nobody's business here.
#include "collectors/capacity/gather.hpp"
#include "collectors/mongo/ask.hpp"
#include "collectors/mongo/targets.hpp"
#include "platform/disposable.hpp"
#include "platform/json.hpp"

namespace diag::capacity {
namespace {

constexpr milliseconds answer_patience{1'000};
/// A node that wants TLS is asked a second time, with it.
constexpr milliseconds child_patience{4'000};
constexpr std::size_t answer_limit = 1 << 20;

Result<std::string> asked(mongo::Conversation& conversation) {
    const auto answer = conversation.ask("admin", R"({"listDatabases": 1})", answer_limit);
    if (!answer) return answer.error();
    return bytes_in(*answer);
}

}  // namespace

Result<std::string> bytes_in(std::string_view answer) {
    const auto document = json::parse(answer);
    if (!document) return document.error();
    if (json::number_at(*document, "ok").value_or(0) == 1) {
        const auto bytes = json::number_at(*document, "totalSize").value_or(-1);
        if (bytes >= 0 && bytes < 1e18)
            return json::write({{"bytes", static_cast<std::uint64_t>(bytes)}});
        return Error{Fault::malformed, "mongod tells no size"};
    }
    constexpr std::int64_t unauthorized = 13;  // error_codes.yml of the server
    if (json::integer_at(*document, "code") == unauthorized)
        return Error{Fault::denied, "mongod tells its size only after a login"};
    return Error{Fault::refused, "mongod refused to tell its size"};
}

Result<std::string> database_bytes(const Site& site) {
    const auto processes = processes_of(site, "mongod");
    if (processes.empty()) return Error{Fault::absent, "no mongod runs here"};
    if (const auto ready = mongo::ready(); !ready) return ready.error();
    const auto target = mongo::target_of({.process = processes.front(), .settings = {}});
    return in_disposable_child(
        [&] { return mongo::ask_either_way(target.host, target.port, answer_patience, asked); },
        1024, child_patience);
}

}  // namespace diag::capacity
