// SPDX-License-Identifier: Apache-2.0
// What a desk must remember, by what it is about. One implementation keeps it in SQLite; where a
// desk outgrows one machine another keeps it in PostgreSQL.
//
// Usable from any thread, and from several processes at once: `safr-desk token` writes while
// `safr-desk serve` runs. What a call wrote is on the disk when it returns. All fail with io, full
// (disk) or timed_out (locked for 10 s), beside what is said.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "platform/clock.hpp"
#include "platform/result.hpp"

namespace diag::desk {

/// Lets one agent in. Only its digest is kept.
struct Token {
    std::string digest;  ///< SHA-256 of the token, lower-case hex
    std::string site;
    Time until{};
};

struct Agent {
    std::string name;  ///< "agent-" and a UUIDv7: the common name of its certificate
    std::string site;
    std::string key;      ///< SHA-256 of its public key (SubjectPublicKeyInfo), lower-case hex
    std::string version;  ///< of safr-diag, as it last said
    Time enrolled{};
    Time seen{};               ///< last word of it; Time{}: none yet
    Time certificate_until{};  ///< of the newest one
    Time doubled{};            ///< when two of this identity were here at once; Time{}: never
    std::int64_t clock_ahead_ms = 0;
    std::string health;  ///< JSON of its last exchange::line::Health; empty: none

    /// Of its line identities: the last serial, the key it was for and the one before, and when the
    /// certificates of the last end. 0 and empty: it never had any.
    std::uint64_t line_serial = 0;
    std::string line_key, line_key_before;
    Time line_until{};
};

class Fleet {
public:
    virtual ~Fleet() = default;
    virtual Result<> add_token(const Token& token) = 0;

    /// The agent that this token lets in, made at first use, with `key`. The same key may come
    /// again with the same token while it is valid: an answer may have been lost. Fails with
    /// refused, in one sentence for all reasons: unknown, expired, or used by another key.
    virtual Result<Agent> admit(const std::string& token_digest, const std::string& key,
                                Time now) = 0;

    /// By its name. Fails with absent.
    virtual Result<Agent> agent(const std::string& name) = 0;
    virtual Result<> keep(const Agent& agent) = 0;
    /// By site, then name.
    virtual Result<std::vector<Agent>> agents() = 0;
};

/// A request that an engineer brought, and where it stands.
struct Posted {
    std::string id;
    std::string agent;
    std::string engineer;       ///< SHA-256 of the certificate of who asks
    std::string engineer_name;  ///< "Jane Doe"
    std::string case_number;
    std::string reason;
    Time made{}, not_after{};
    /// "asked" until the agent says more: "refused", "waiting", "granted", "declined", "running",
    /// "done", "failed", "revoked"; "expired" where the agent never said anything.
    std::string stage = "asked";
    Time changed{};
    std::string why, by;
    std::string bundle;    ///< where it is done: its id
    std::string document;  ///< as signed (DER)
};

class RequestBook {
public:
    virtual ~RequestBook() = default;
    /// Fails with refused when there is one of that id.
    virtual Result<> add(const Posted& posted) = 0;
    /// By its id or the unique beginning of it (from 6 characters on). Fails with absent.
    virtual Result<Posted> request(const std::string& id) = 0;
    /// Newest first, without their documents.
    virtual Result<std::vector<Posted>> requests(std::size_t most) = 0;
    /// Those at "asked" for this agent, oldest first; past their not_after they become "expired".
    virtual Result<std::vector<Posted>> waiting_for(const std::string& agent, Time now) = 0;
    /// Everything of it but its document changes. Fails with absent.
    virtual Result<> change(const Posted& posted) = 0;
};

/// A tus upload. What of it is there the file tells, not the store.
struct Upload {
    std::string id;  ///< 32 random hex digits
    std::string agent;
    std::string bundle;
    std::string sha256;  ///< of the whole, lower-case hex
    std::uint64_t size = 0;
    Time begun{}, touched{};
};

struct Bundle {
    std::string id;
    std::string agent, site;
    std::string case_number;
    std::string request;  ///< that it answers; empty: none known
    std::string sha256;
    std::uint64_t bytes = 0;
    Time arrived{};
    Time signed_at{};  ///< by the site's clock
};

class Receipts {
public:
    virtual ~Receipts() = default;
    /// Fails with refused when the agent has one of that bundle under way.
    virtual Result<> begin(const Upload& upload) = 0;
    /// By id, or by agent and bundle. Fails with absent.
    virtual Result<Upload> upload(const std::string& id) = 0;
    virtual Result<Upload> upload_of(const std::string& agent, const std::string& bundle) = 0;
    /// All that are under way; of one agent where it is not empty. Oldest first.
    virtual Result<std::vector<Upload>> uploads(const std::string& agent) = 0;
    virtual Result<> touch(const std::string& id, Time now) = 0;
    virtual Result<> drop(const std::string& id) = 0;
};

class BundleList {
public:
    virtual ~BundleList() = default;
    /// The upload with that id becomes this bundle, in one step. Once it did, does nothing.
    virtual Result<> arrived(const Bundle& bundle, const std::string& upload) = 0;
    /// By id or the unique beginning of it (from 6 characters on). Fails with absent; refused when
    /// two agents sent one of that id (their names in the sentence: then `agent` must be given).
    virtual Result<Bundle> bundle(const std::string& id, const std::string& agent) = 0;
    /// Newest first; of one agent where it is not empty.
    virtual Result<std::vector<Bundle>> bundles(const std::string& agent, std::size_t most) = 0;
    /// Bytes that arrived of this agent since then.
    virtual Result<std::uint64_t> bytes_since(const std::string& agent, Time since) = 0;
};

/// All of it.
struct Store {
    std::unique_ptr<Fleet> fleet;
    std::unique_ptr<RequestBook> requests;
    std::unique_ptr<Receipts> receipts;
    std::unique_ptr<BundleList> bundles;
};

/// DIR/desk.sqlite (mode 0600), made or brought up to date where needed. Fails with unsupported
/// when a newer program wrote it, malformed when it is no database or damaged.
Result<Store> sqlite_store(const std::filesystem::path& file);

}  // namespace diag::desk
