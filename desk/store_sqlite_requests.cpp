// SPDX-License-Identifier: Apache-2.0
// What engineers asked, and where it stands.
#include <algorithm>

#include "desk/store_sqlite.hpp"
#include "platform/text.hpp"

namespace diag::desk {
namespace {

using sqlite::Bytes;
using sqlite::Row;
using sqlite::Statements;
using sqlite::time_of;

#define COLUMNS                                                                                  \
    "id, agent, engineer, engineer_name, case_number, reason, made, not_after, stage, changed, " \
    "why, decided_by, bundle"

// One is enough to answer, two are enough to know that there are several.
constexpr std::string_view select_one =
    "SELECT " COLUMNS ", document FROM requests WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT 2";
constexpr std::string_view select_newest =
    "SELECT " COLUMNS " FROM requests ORDER BY made DESC, id DESC LIMIT ?";
constexpr std::string_view select_waiting =
    "SELECT " COLUMNS
    ", document FROM requests WHERE agent = ?1 AND stage = 'asked' AND "
    "not_after >= ?2 ORDER BY made, id";
constexpr std::string_view insert = "INSERT OR IGNORE INTO requests (" COLUMNS
                                    ", document) "
                                    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr std::string_view update =
    "UPDATE requests SET agent = ?2, engineer = ?3, engineer_name = ?4, case_number = ?5, "
    "reason = ?6, made = ?7, not_after = ?8, stage = ?9, changed = ?10, why = ?11, "
    "decided_by = ?12, bundle = ?13 WHERE id = ?1";
constexpr std::string_view expire =
    "UPDATE requests SET stage = 'expired', changed = not_after WHERE agent = ? AND "
    "stage = 'asked' AND not_after < ?";

#undef COLUMNS

Posted posted_of(const Row& row) {
    return {.id = row.text(0),
            .agent = row.text(1),
            .engineer = row.text(2),
            .engineer_name = row.text(3),
            .case_number = row.text(4),
            .reason = row.text(5),
            .made = row.time(6),
            .not_after = row.time(7),
            .stage = row.text(8),
            .changed = row.time(9),
            .why = row.text(10),
            .by = row.text(11),
            .bundle = row.text(12),
            .document = {}};
}

Posted whole_of(const Row& row) {
    auto posted = posted_of(row);
    posted.document = row.text(13);
    return posted;
}

class SqliteRequests final : public RequestBook {
public:
    explicit SqliteRequests(SharedDatabase database) : database_(std::move(database)) {}

    Result<> add(const Posted& p) override {
        return database_->write([&](Statements& in) -> Result<> {
            const auto added =
                in.run(insert, {p.id, p.agent, p.engineer, p.engineer_name, p.case_number, p.reason,
                                time_of(p.made), time_of(p.not_after), p.stage, time_of(p.changed),
                                p.why, p.by, p.bundle, Bytes{p.document}});
            if (!added || in.changed() > 0) return added;
            return Error{Fault::refused, "there is a request " + printable(p.id) + " already"};
        });
    }

    Result<Posted> request(const std::string& id) override {
        std::vector<Posted> found;
        const auto done = database_->read([&](Statements& in) {
            return in.run(select_one, {id, behind(id)},
                          [&](const Row& row) { found.push_back(whole_of(row)); });
        });
        if (!done) return done.error();
        // The id itself sorts before whatever begins with it.
        const bool exact = !found.empty() && found.front().id == id;
        if (!exact && (found.empty() || id.size() < shortest_beginning))
            return Error{Fault::absent, "there is no request " + printable(id)};
        if (!exact && found.size() > 1)
            return Error{Fault::absent, "several requests begin with " + printable(id)};
        return std::move(found.front());
    }

    Result<std::vector<Posted>> requests(std::size_t most) override {
        std::vector<Posted> found;
        const auto done = database_->read([&](Statements& in) {
            return in.run(select_newest, {sqlite::number_of(most)},
                          [&](const Row& row) { found.push_back(posted_of(row)); });
        });
        if (!done) return done.error();
        return found;
    }

    Result<std::vector<Posted>> waiting_for(const std::string& agent, Time now) override {
        std::vector<Posted> found;
        bool over = false;
        const auto seen = database_->read([&](Statements& in) -> Result<> {
            const auto ran = in.run(
                "SELECT 1 FROM requests WHERE agent = ? AND stage = 'asked' AND "
                "not_after < ? LIMIT 1",
                {agent, time_of(now)}, [&](const Row&) { over = true; });
            if (!ran) return ran;
            return in.run(select_waiting, {agent, time_of(now)},
                          [&](const Row& row) { found.push_back(whole_of(row)); });
        });
        if (!seen) return seen.error();
        if (!over) return found;
        const auto expired = database_->write([&](Statements& in) {
            return in.run(expire, {agent, time_of(now)});
        });
        if (!expired) return expired.error();
        return found;
    }

    Result<> change(const Posted& p) override {
        return database_->write([&](Statements& in) -> Result<> {
            const auto changed =
                in.run(update, {p.id, p.agent, p.engineer, p.engineer_name, p.case_number, p.reason,
                                time_of(p.made), time_of(p.not_after), p.stage, time_of(p.changed),
                                p.why, p.by, p.bundle});
            if (!changed || in.changed() > 0) return changed;
            return Error{Fault::absent, "there is no request " + printable(p.id)};
        });
    }

private:
    SharedDatabase database_;
};

}  // namespace

std::unique_ptr<RequestBook> requests_in(SharedDatabase database) {
    return std::make_unique<SqliteRequests>(std::move(database));
}

}  // namespace diag::desk
