// SPDX-License-Identifier: Apache-2.0
// Writing to one mongod: a scratch database on this machine, which the caller started himself. The
// only door through which anything is written to a database; ask.hpp reads.
//
// It speaks to a Unix socket alone, and not before the server has told, by its own command line,
// that its data lie where the caller put them: a live database is found out before a byte is
// written.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/clock.hpp"
#include "platform/result.hpp"

namespace diag::mongo {

/// What became of documents that were to be inserted.
struct Inserted {
    std::uint64_t count = 0;
    std::string refusal;  ///< the server's words about the first that it did not take
};

/// Blocks: call it in a disposable child. Faults: io (the connection was cut or refused), timed_out
/// (silent for longer than the patience), refused (not the server that was meant), full (its disk
/// is, or it goes down), malformed (it speaks, but not as mongod does), unsupported (no libmongoc).
class ScratchDatabase {
public:
    /// Connects. `data` is the directory that the server at `socket`, a path, was given as its
    /// dbpath; `patience` bounds connecting, and each answer.
    static Result<ScratchDatabase> at(const std::string& socket, const std::string& data,
                                      milliseconds patience);

    ScratchDatabase(ScratchDatabase&&) noexcept;
    ScratchDatabase& operator=(ScratchDatabase&&) noexcept;
    ~ScratchDatabase();

    /// Runs a command, a JSON document, on a database. The answer is relaxed extended JSON; a
    /// server's own error ({"ok": 0, "code": 26, ...}) is an answer too.
    Result<std::string> ask(const std::string& database, std::string_view command);

    /// The same in BSON, question and answer.
    Result<std::string> ask_bson(const std::string& database, std::string_view command);

    /// Inserts BSON documents that were checked, in no order, so that one that is refused hinders
    /// no other. What is in them is not looked at here, nor is it changed.
    Result<Inserted> insert(const std::string& database, const std::string& collection,
                            const std::vector<std::string_view>& documents);

private:
    struct Link;
    explicit ScratchDatabase(std::unique_ptr<Link> link);
    std::unique_ptr<Link> link_;
};

}  // namespace diag::mongo
