// SPDX-License-Identifier: Apache-2.0
// Uploads under way, and the bundles that they become.
#include <algorithm>

#include "desk/store_sqlite.hpp"
#include "platform/text.hpp"

namespace diag::desk {
namespace {

using sqlite::number_of;
using sqlite::Row;
using sqlite::Statements;
using sqlite::time_of;

constexpr std::string_view select_newest =
    "SELECT * FROM bundles ORDER BY arrived DESC, id DESC LIMIT ?";
constexpr std::string_view select_newest_of =
    "SELECT * FROM bundles WHERE agent = ? ORDER BY arrived DESC, id DESC LIMIT ?";

Upload upload_of(const Row& row) {
    return {.id = row.text(0),
            .agent = row.text(1),
            .bundle = row.text(2),
            .sha256 = row.text(3),
            .size = row.natural(4),
            .begun = row.time(5),
            .touched = row.time(6)};
}

Bundle bundle_of(const Row& row) {
    return {.id = row.text(0),
            .agent = row.text(1),
            .site = row.text(2),
            .case_number = row.text(3),
            .request = row.text(4),
            .sha256 = row.text(5),
            .bytes = row.natural(6),
            .arrived = row.time(7),
            .signed_at = row.time(8)};
}

Error no_upload() { return {Fault::absent, "there is no such upload"}; }

class SqliteReceipts final : public Receipts {
public:
    explicit SqliteReceipts(SharedDatabase database) : database_(std::move(database)) {}

    Result<> begin(const Upload& upload) override {
        return database_->write([&](Statements& in) -> Result<> {
            const auto begun =
                in.run("INSERT OR IGNORE INTO uploads VALUES (?, ?, ?, ?, ?, ?, ?)",
                       {upload.id, upload.agent, upload.bundle, upload.sha256,
                        number_of(upload.size), time_of(upload.begun), time_of(upload.touched)});
            if (!begun || in.changed() > 0) return begun;
            return Error{Fault::refused,
                         "an upload of bundle " + printable(upload.bundle) + " is under way"};
        });
    }

    Result<Upload> upload(const std::string& id) override {
        return one("SELECT * FROM uploads WHERE id = ?", {id});
    }
    Result<Upload> upload_of(const std::string& agent, const std::string& bundle) override {
        return one("SELECT * FROM uploads WHERE agent = ? AND bundle = ?", {agent, bundle});
    }
    Result<std::vector<Upload>> uploads(const std::string& agent) override {
        return all("SELECT * FROM uploads WHERE agent = ?1 OR ?1 = '' ORDER BY begun, id", {agent});
    }

    Result<> touch(const std::string& id, Time now) override {
        return database_->write([&](Statements& in) -> Result<> {
            const auto touched =
                in.run("UPDATE uploads SET touched = ? WHERE id = ?", {time_of(now), id});
            if (!touched || in.changed() > 0) return touched;
            return no_upload();
        });
    }

    Result<> drop(const std::string& id) override {
        return database_->write(
            [&](Statements& in) { return in.run("DELETE FROM uploads WHERE id = ?", {id}); });
    }

private:
    Result<std::vector<Upload>> all(std::string_view sql,
                                    std::initializer_list<sqlite::Value> values) {
        std::vector<Upload> found;
        const auto done = database_->read([&](Statements& in) {
            return in.run(sql, values,
                          [&](const Row& row) { found.push_back(desk::upload_of(row)); });
        });
        if (!done) return done.error();
        return found;
    }
    Result<Upload> one(std::string_view sql, std::initializer_list<sqlite::Value> values) {
        auto found = all(sql, values);
        if (!found) return found.error();
        if (found->empty()) return no_upload();
        return std::move(found->front());
    }

    SharedDatabase database_;
};

class SqliteBundles final : public BundleList {
public:
    explicit SqliteBundles(SharedDatabase database) : database_(std::move(database)) {}

    Result<> arrived(const Bundle& b, const std::string& upload) override {
        return database_->write([&](Statements& in) -> Result<> {
            std::string there;
            const auto looked =
                in.run("SELECT sha256 FROM bundles WHERE id = ? AND agent = ?", {b.id, b.agent},
                       [&](const Row& row) { there = row.text(0); });
            if (!looked) return looked;
            if (!there.empty() && there != b.sha256)
                return Error{Fault::refused, "another bundle " + printable(b.id) + " of " +
                                                 printable(b.agent) + " is here already"};
            const auto added =
                in.run("INSERT OR IGNORE INTO bundles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                       {b.id, b.agent, b.site, b.case_number, b.request, b.sha256,
                        number_of(b.bytes), time_of(b.arrived), time_of(b.signed_at)});
            if (!added) return added;
            return in.run("DELETE FROM uploads WHERE id = ?", {upload});
        });
    }

    Result<Bundle> bundle(const std::string& id, const std::string& agent) override {
        std::vector<Bundle> found;
        const auto done = database_->read([&](Statements& in) {
            return in.run(
                "SELECT * FROM bundles WHERE id >= ?1 AND id < ?2 AND (agent = ?3 OR ?3 = '') "
                "ORDER BY id, agent LIMIT 100",
                {id, behind(id), agent}, [&](const Row& row) { found.push_back(bundle_of(row)); });
        });
        if (!done) return done.error();
        return meant(id, std::move(found));
    }

    Result<std::vector<Bundle>> bundles(const std::string& agent, std::size_t most) override {
        std::vector<Bundle> found;
        const auto take = [&](const Row& row) { found.push_back(bundle_of(row)); };
        const auto done = database_->read([&](Statements& in) {
            if (agent.empty()) return in.run(select_newest, {number_of(most)}, take);
            return in.run(select_newest_of, {agent, number_of(most)}, take);
        });
        if (!done) return done.error();
        return found;
    }

    Result<std::uint64_t> bytes_since(const std::string& agent, Time since) override {
        std::uint64_t bytes = 0;
        const auto done = database_->read([&](Statements& in) {
            return in.run("SELECT bytes FROM bundles WHERE agent = ? AND arrived >= ?",
                          {agent, time_of(since)},
                          [&](const Row& row) { bytes += row.natural(0); });
        });
        if (!done) return done.error();
        return bytes;
    }

private:
    /// Which of those that begin so, by id and then agent.
    static Result<Bundle> meant(const std::string& id, std::vector<Bundle> found) {
        if (!found.empty() && found.front().id == id)
            std::erase_if(found, [&](const Bundle& each) { return each.id != id; });
        if (found.empty() || (found.front().id != id && id.size() < shortest_beginning))
            return Error{Fault::absent, "there is no bundle " + printable(id)};
        if (found.size() == 1) return std::move(found.front());
        if (found.front().id != found.back().id)
            return Error{Fault::absent, "several bundles begin with " + printable(id)};
        std::string agents;
        for (const auto& each : found)
            agents += (agents.empty() ? "" : " and ") + printable(each.agent);
        return Error{Fault::refused,
                     "bundle " + printable(id) + " came from " + agents + ": say whose is meant"};
    }

    SharedDatabase database_;
};

}  // namespace

std::unique_ptr<Receipts> receipts_in(SharedDatabase database) {
    return std::make_unique<SqliteReceipts>(std::move(database));
}

std::unique_ptr<BundleList> bundles_in(SharedDatabase database) {
    return std::make_unique<SqliteBundles>(std::move(database));
}

}  // namespace diag::desk
