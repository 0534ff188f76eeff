// SPDX-License-Identifier: Apache-2.0
// A database in one file, through SQLite: statements, and steps that happen whole or not at all.
//
// Usable from any thread and from several processes at once. Readers wait for nobody in another
// process, writers for one another, 10 s at most. What a step wrote is on the disk when it returns
// (WAL, synchronous=FULL). On local file systems only: the write-ahead log is shared memory.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "platform/clock.hpp"
#include "platform/result.hpp"

namespace diag::desk::sqlite {

/// What stands for a '?'. A view must outlive the call.
struct Bytes {
    std::string_view view;
};
using Value = std::variant<std::int64_t, std::string_view, Bytes>;

/// A number of no sign, as SQLite keeps it: the same 64 bits.
Value number_of(std::uint64_t number);
/// Milliseconds since the epoch.
Value time_of(Time time);

/// A row of an answer. Columns count from 0; what is NULL is empty, or 0.
class Row {
public:
    virtual ~Row() = default;
    virtual std::string text(int column) const = 0;  ///< also of bytes
    virtual std::int64_t number(int column) const = 0;
    std::uint64_t natural(int column) const { return static_cast<std::uint64_t>(number(column)); }
    Time time(int column) const { return Time{milliseconds{number(column)}}; }
};
using EachRow = std::function<void(const Row&)>;

/// Within a step. All fail with io, full (disk), timed_out (locked), malformed (damaged), denied,
/// or refused (a constraint of the schema).
class Statements {
public:
    virtual ~Statements() = default;
    /// Runs one statement; tells `each` every row. `sql` comes from the program, never from others.
    virtual Result<> run(std::string_view sql, std::initializer_list<Value> values = {},
                         const EachRow& each = {}) = 0;
    /// Rows that the last statement inserted, changed or removed.
    virtual std::uint64_t changed() const = 0;
};

/// An error of it is the step's: then nothing of the step remains.
using Work = std::function<Result<>(Statements&)>;

class Database {
public:
    /// What a database is: whose (PRAGMA application_id), and the statements that bring it from
    /// each version to the next; the first ones make it.
    struct Plan {
        std::int32_t application;
        std::initializer_list<const char*> versions;
    };

    /// Makes `file` where it is not there (mode 0600, whole or not at all), brings it up to date,
    /// and looks it through for damage: about a second for each GB.
    ///
    /// Fails with unsupported when a newer program wrote it; malformed when it is damaged, no
    /// database, another program's, or gone while its log is still there.
    static Result<std::unique_ptr<Database>> open(const std::filesystem::path& file,
                                                  const Plan& plan);
    virtual ~Database() = default;

    /// Nobody in this process does anything else meanwhile. Never call one from within `work`.
    /// Between two statements of a read others may write.
    virtual Result<> read(const Work& work) = 0;
    virtual Result<> write(const Work& work) = 0;
};

}  // namespace diag::desk::sqlite
