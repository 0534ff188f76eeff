// SPDX-License-Identifier: Apache-2.0
#include "desk/sqlite.hpp"

#include <sqlite3.h>

#include <cerrno>
#include <map>
#include <mutex>

#include "desk/sqlite_file.hpp"
#include "platform/text.hpp"

namespace diag::desk::sqlite {
namespace {

namespace fs = std::filesystem;

struct Close {
    void operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Connection = std::unique_ptr<sqlite3, Close>;
using Statement = std::unique_ptr<sqlite3_stmt, Close>;

/// `said` are SQLite's own words.
Error error_of(int code, int system_error, const std::string& name, std::string_view said) {
    const auto words = name + ": " + printable(said);
    if (system_error == ENOSPC || system_error == EDQUOT) return {Fault::full, words};
    switch (code & 0xff) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return {Fault::timed_out, name + " was held by another program for 10 s"};
        case SQLITE_FULL:
        case SQLITE_NOMEM:
        case SQLITE_TOOBIG:
            return {Fault::full, words};
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return {Fault::malformed, words + ": restore it from a copy"};
        case SQLITE_PERM:
        case SQLITE_AUTH:
        case SQLITE_READONLY:
        case SQLITE_CANTOPEN:
            return {Fault::denied, words};
        case SQLITE_CONSTRAINT:
            return {Fault::refused, words};
        case SQLITE_IOERR:
        case SQLITE_PROTOCOL:
            return {Fault::io, words};
        default:
            return {Fault::bug, words};
    }
}

class StatementRow final : public Row {
public:
    explicit StatementRow(sqlite3_stmt* statement) : statement_(statement) {}
    std::string text(int column) const override {
        const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
        const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
        return bytes ? std::string(bytes, size) : std::string();
    }
    std::int64_t number(int column) const override {
        return sqlite3_column_int64(statement_, column);
    }

private:
    sqlite3_stmt* statement_;
};

int bind(sqlite3_stmt* statement, int place, const Value& value) {
    if (const auto* number = std::get_if<std::int64_t>(&value))
        return sqlite3_bind_int64(statement, place, *number);
    const auto* bytes = std::get_if<Bytes>(&value);
    const auto view = bytes ? bytes->view : std::get<std::string_view>(value);
    // A null pointer would be NULL, whatever its length.
    const char* data = view.data() ? view.data() : "";
    return bytes ? sqlite3_bind_blob64(statement, place, data, view.size(), SQLITE_STATIC)
                 : sqlite3_bind_text64(statement, place, data, view.size(), SQLITE_STATIC,
                                       SQLITE_UTF8);
}

/// At the end of a step, where that was not committed; some errors have done it already.
struct TakeBack {
    sqlite3* connection;
    ~TakeBack() {
        if (sqlite3_get_autocommit(connection) == 0)
            sqlite3_exec(connection, "ROLLBACK", nullptr, nullptr, nullptr);
    }
};

struct Reset {
    sqlite3_stmt* statement;
    ~Reset() {
        sqlite3_reset(statement);
        sqlite3_clear_bindings(statement);
    }
};

/// One connection, and the statements it has prepared.
class Open final : public Database, public Statements {
public:
    Open(std::string name, Connection connection)
        : name_(std::move(name)), connection_(std::move(connection)) {}

    Result<> read(const Work& work) override {
        const std::lock_guard lock(mutex_);
        return work(*this);
    }
    Result<> write(const Work& work) override {
        const std::lock_guard lock(mutex_);
        if (const auto begun = run("BEGIN IMMEDIATE"); !begun) return begun;
        const TakeBack unless_committed{connection_.get()};
        const auto done = work(*this);
        return done ? run("COMMIT") : done;
    }

    Result<> run(std::string_view sql, std::initializer_list<Value> values = {},
                 const EachRow& each = {}) override;
    /// Several statements, not kept.
    Result<> run_all(const char* sql) { return checked(exec(sql)); }
    Result<std::string> text_of(const char* sql);
    std::uint64_t changed() const override {
        return static_cast<std::uint64_t>(sqlite3_changes64(connection_.get()));
    }

private:
    int exec(const char* sql) {
        return sqlite3_exec(connection_.get(), sql, nullptr, nullptr, nullptr);
    }
    Result<> checked(int code) const {
        if (code == SQLITE_OK || code == SQLITE_DONE) return {};
        return error_of(code, sqlite3_system_errno(connection_.get()), name_,
                        sqlite3_errmsg(connection_.get()));
    }
    Result<sqlite3_stmt*> prepared(std::string_view sql);

    std::string name_;
    std::mutex mutex_;
    Connection connection_;
    std::map<std::string, Statement, std::less<>> prepared_;
};

Result<sqlite3_stmt*> Open::prepared(std::string_view sql) {
    if (const auto known = prepared_.find(sql); known != prepared_.end())
        return known->second.get();
    sqlite3_stmt* made = nullptr;
    const auto fine =
        checked(sqlite3_prepare_v3(connection_.get(), sql.data(), static_cast<int>(sql.size()),
                                   SQLITE_PREPARE_PERSISTENT, &made, nullptr));
    if (!fine) return fine.error();
    return prepared_.emplace(std::string(sql), Statement(made)).first->second.get();
}

Result<> Open::run(std::string_view sql, std::initializer_list<Value> values, const EachRow& each) {
    const auto ready = prepared(sql);
    if (!ready) return ready.error();
    auto* statement = *ready;
    const Reset at_the_end{statement};
    int place = 0, code = SQLITE_OK;
    for (const auto& value : values)
        if (code == SQLITE_OK) code = bind(statement, ++place, value);
    while (code == SQLITE_OK || code == SQLITE_ROW) {
        code = sqlite3_step(statement);
        if (code == SQLITE_ROW && each) each(StatementRow(statement));
    }
    return checked(code);
}

Result<std::string> Open::text_of(const char* sql) {
    std::string text;
    const auto ran = run(sql, {}, [&](const Row& row) { text = row.text(0); });
    if (!ran) return ran.error();
    return text;
}

Result<std::unique_ptr<Open>> connection_to(const char* place, const std::string& name, int flags) {
    sqlite3* opened = nullptr;
    const int code = sqlite3_open_v2(place, &opened,
                                     flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
    Connection connection(opened);
    if (code != SQLITE_OK)
        return error_of(code, opened ? sqlite3_system_errno(opened) : 0, name,
                        sqlite3_errstr(code));
    sqlite3_busy_timeout(opened, static_cast<int>(lock_patience.count()));
    sqlite3_db_config(opened, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(opened, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(opened, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
    sqlite3_db_config(opened, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    return std::make_unique<Open>(name, std::move(connection));
}

/// The bytes of a new database in which nothing is kept yet.
Result<std::string> blank(const Database::Plan& plan) {
    sqlite3* opened = nullptr;
    const int code = sqlite3_open(":memory:", &opened);
    const Connection memory(opened);
    const auto marked = "PRAGMA application_id = " + std::to_string(plan.application) +
                        "; CREATE TABLE begun (at INTEGER) STRICT; DROP TABLE begun";
    if (code != SQLITE_OK ||
        sqlite3_exec(opened, marked.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
        return Error{Fault::full, "no memory for a database"};
    sqlite3_int64 size = 0;
    const std::unique_ptr<unsigned char, void (*)(void*)> image(
        sqlite3_serialize(opened, "main", &size, 0), sqlite3_free);
    if (!image) return Error{Fault::full, "no memory for a database"};
    return std::string(image.get(), image.get() + size);
}

/// Asked before anything is done to the file: a foreign one stays as it is.
Result<> is_ours(Open& database, const std::string& name, const Database::Plan& plan) {
    const auto application = database.text_of("PRAGMA application_id");
    if (!application) return application.error();
    if (*application != std::to_string(plan.application))
        return Error{Fault::malformed, name + " is a database of another program"};
    return {};
}

/// The mode is kept in the file; changing it does not wait for others by itself.
Result<> use_log(Open& database) {
    const auto give_up = system_clock().uptime() + lock_patience;
    for (;;) {
        const auto mode = database.text_of("PRAGMA journal_mode = WAL");
        if (mode && *mode == "wal")
            return database.run_all(
                "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
                "PRAGMA journal_size_limit = 16777216");
        if (mode) return Error{Fault::unsupported, "no write-ahead log is possible here"};
        if (mode.error().fault != Fault::timed_out || system_clock().uptime() > give_up)
            return mode.error();
        system_clock().sleep(between_lock_tries);
    }
}

Result<> look_through(Open& database, const std::string& name) {
    const auto found = database.text_of("PRAGMA quick_check(1)");
    if (!found) return found.error();
    if (*found == "ok") return {};
    return Error{Fault::malformed,
                 name + " is damaged: " + printable(*found) + ": restore it from a copy"};
}

Result<> bring_up_to_date(Open& database, const std::string& name, const Database::Plan& plan) {
    const auto newest = plan.versions.size();
    return database.write([&](Statements&) -> Result<> {
        const auto text = database.text_of("PRAGMA user_version");
        if (!text) return text.error();
        const auto version = natural(*text);
        if (!version || *version > newest)
            return Error{Fault::unsupported,
                         name + " was written by a newer safr-desk: update this one"};
        for (auto step = *version; step < newest; ++step)
            if (const auto done = database.run_all(plan.versions.begin()[step]); !done) return done;
        if (*version == newest) return {};
        return database.run_all(("PRAGMA user_version = " + std::to_string(newest)).c_str());
    });
}

}  // namespace

Value number_of(std::uint64_t number) { return static_cast<std::int64_t>(number); }
Value time_of(Time time) { return std::int64_t{time.time_since_epoch().count()}; }

Result<std::unique_ptr<Database>> Database::open(const fs::path& file, const Plan& plan) {
    const auto name = file.native();
    const auto there = make_where_missing(file, [&] { return blank(plan); });
    if (!there) return there.error();
    if (const auto closed = close_to_others(file); !closed) return closed.error();
    auto opened = connection_to(file.c_str(), name, SQLITE_OPEN_READWRITE);
    if (!opened) return opened.error();
    auto& database = **opened;
    if (const auto ours = is_ours(database, name, plan); !ours) return ours.error();
    if (const auto ready = use_log(database); !ready) return ready.error();
    if (const auto whole = look_through(database, name); !whole) return whole.error();
    if (const auto current = bring_up_to_date(database, name, plan); !current)
        return current.error();
    return std::unique_ptr<Database>(std::move(*opened));
}

}  // namespace diag::desk::sqlite
