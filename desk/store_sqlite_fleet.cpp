// SPDX-License-Identifier: Apache-2.0
// Agents, and the tokens that let them in.
#include "desk/store_sqlite.hpp"
#include "platform/digest.hpp"
#include "platform/text.hpp"

namespace diag::desk {
namespace {

using sqlite::Row;
using sqlite::Statements;
using sqlite::time_of;

#define COLUMNS                                                                              \
    "name, site, key, version, enrolled, seen, certificate_until, doubled, clock_ahead_ms, " \
    "health, "                                                                               \
    "line_serial, line_key, line_key_before, line_until"

constexpr std::string_view select_one = "SELECT " COLUMNS " FROM agents WHERE name = ?";
constexpr std::string_view select_all = "SELECT " COLUMNS " FROM agents ORDER BY site, name";
constexpr std::string_view insert =
    "INSERT INTO agents (" COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr std::string_view update =
    "UPDATE agents SET site = ?2, key = ?3, version = ?4, enrolled = ?5, seen = ?6, "
    "certificate_until = ?7, doubled = ?8, clock_ahead_ms = ?9, health = ?10, "
    "line_serial = ?11, line_key = ?12, line_key_before = ?13, line_until = ?14 WHERE name = ?1";

#undef COLUMNS

Agent agent_of(const Row& row) {
    return {.name = row.text(0),
            .site = row.text(1),
            .key = row.text(2),
            .version = row.text(3),
            .enrolled = row.time(4),
            .seen = row.time(5),
            .certificate_until = row.time(6),
            .doubled = row.time(7),
            .clock_ahead_ms = row.number(8),
            .health = row.text(9),
            .line_serial = static_cast<std::uint64_t>(row.number(10)),
            .line_key = row.text(11),
            .line_key_before = row.text(12),
            .line_until = row.time(13)};
}

Result<std::optional<Agent>> named(Statements& in, const std::string& name) {
    std::optional<Agent> agent;
    const auto ran = in.run(select_one, {name}, [&](const Row& row) { agent = agent_of(row); });
    if (!ran) return ran.error();
    return agent;
}

Result<> put(Statements& in, std::string_view sql, const Agent& agent) {
    return in.run(sql,
                  {agent.name, agent.site, agent.key, agent.version, time_of(agent.enrolled),
                   time_of(agent.seen), time_of(agent.certificate_until), time_of(agent.doubled),
                   agent.clock_ahead_ms, agent.health, static_cast<std::int64_t>(agent.line_serial),
                   agent.line_key, agent.line_key_before, time_of(agent.line_until)});
}

struct Known {
    std::string site;
    Time until{};
    std::string agent;  ///< empty: nobody has used it
};

Result<std::optional<Known>> token_of(Statements& in, const std::string& digest) {
    std::optional<Known> known;
    const auto ran = in.run("SELECT site, until, agent FROM tokens WHERE digest = ?", {digest},
                            [&](const Row& row) {
                                known = {row.text(0), row.time(1), row.text(2)};
                            });
    if (!ran) return ran.error();
    return known;
}

Error not_let_in() {
    return {Fault::refused,
            "this token lets nobody in: it is unknown, expired or used by another agent; ask "
            "support for a new one"};
}

Result<Agent> made(Statements& in, const std::string& digest, const std::string& site,
                   const std::string& key, Time now) {
    Agent agent;
    agent.name = "agent-" + uuid_v7(now);
    agent.site = site;
    agent.key = key;
    agent.enrolled = now;
    if (const auto there = put(in, insert, agent); !there) return there.error();
    const auto used = in.run("UPDATE tokens SET agent = ? WHERE digest = ?", {agent.name, digest});
    if (!used) return used.error();
    return agent;
}

class SqliteFleet final : public Fleet {
public:
    explicit SqliteFleet(SharedDatabase database) : database_(std::move(database)) {}

    Result<> add_token(const Token& token) override {
        return database_->write([&](Statements& in) {
            return in.run("INSERT INTO tokens (digest, site, until) VALUES (?, ?, ?)",
                          {token.digest, token.site, time_of(token.until)});
        });
    }

    Result<Agent> admit(const std::string& digest, const std::string& key, Time now) override {
        Result<Agent> agent = not_let_in();
        const auto done = database_->write([&](Statements& in) -> Result<> {
            agent = admitted(in, digest, key, now);
            if (!agent) return agent.error();
            return {};
        });
        if (!done) return done.error();
        return agent;
    }

    Result<Agent> agent(const std::string& name) override {
        std::optional<Agent> agent;
        const auto done = database_->read([&](Statements& in) {
            return in.run(select_one, {name}, [&](const Row& row) { agent = agent_of(row); });
        });
        if (!done) return done.error();
        if (!agent) return Error{Fault::absent, "there is no agent " + printable(name)};
        return std::move(*agent);
    }

    Result<> keep(const Agent& agent) override {
        return database_->write([&](Statements& in) -> Result<> {
            const auto updated = put(in, update, agent);
            if (!updated || in.changed() > 0) return updated;
            return put(in, insert, agent);
        });
    }

    Result<std::vector<Agent>> agents() override {
        std::vector<Agent> agents;
        const auto done = database_->read([&](Statements& in) {
            return in.run(select_all, {}, [&](const Row& row) { agents.push_back(agent_of(row)); });
        });
        if (!done) return done.error();
        return agents;
    }

private:
    static Result<Agent> admitted(Statements& in, const std::string& digest, const std::string& key,
                                  Time now) {
        const auto token = token_of(in, digest);
        if (!token) return token.error();
        if (!*token || now > (*token)->until || key.empty()) return not_let_in();
        if ((*token)->agent.empty()) return made(in, digest, (*token)->site, key, now);
        auto known = named(in, (*token)->agent);
        if (!known) return known.error();
        if (!*known || (*known)->key != key) return not_let_in();
        return std::move(**known);
    }

    SharedDatabase database_;
};

}  // namespace

std::unique_ptr<Fleet> fleet_in(SharedDatabase database) {
    return std::make_unique<SqliteFleet>(std::move(database));
}

}  // namespace diag::desk
