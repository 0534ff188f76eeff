// SPDX-License-Identifier: Apache-2.0
// The requests that came to this site, and what became of each.
#pragma once

#include <filesystem>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/consent/admission.hpp"
#include "platform/json.hpp"

namespace diag::consent {

enum class Stage {
    waiting,   ///< for somebody here to say yes or no
    granted,   ///< may run
    declined,  ///< by a person, by the rules, or because nobody answered in time
    running,
    done,
    failed,
    revoked,  ///< stopped by the site after it was granted
};

std::string_view name_of(Stage stage);

struct Asked {
    std::string id;
    Stage stage = Stage::waiting;
    Time came{};
    Time changed{};
    Time not_after{};
    std::string by;          ///< who decided last: "root (uid 0)", "standing grant 019a..."
    std::string why;         ///< a reason in words; may be empty
    std::string bundle;      ///< where it is done: the bundle's id
    std::string granted_by;  ///< who said yes, whatever came after; empty: nobody
    Time granted{};          ///< and when
};

/// As it is on record; lists are made of it too.
json::object to_json(const Asked& asked);

/// What changes with a stage.
struct Change {
    Stage to;
    std::string by;
    std::string why = {};
    std::string bundle = {};
};

class AskedRequests {
public:
    /// `state`/requests, made where missing; it belongs to us alone.
    static Result<AskedRequests> open(const std::filesystem::path& state);

    /// Keeps an admitted request, waiting and not settled. Fails with refused when it is there
    /// already.
    Result<Asked> add(std::string_view document, const Admitted& admitted, Time now) const;

    /// Whether what its arrival asks for was not all done yet: a crash or a full disk came between.
    bool unsettled(const std::string& id) const;
    void settle(const std::string& id) const;

    /// Oldest first. One that nobody answered in time is declined on the way; one that cannot be
    /// read is left out, with a warning.
    Result<std::vector<Asked>> list(Time now) const;

    /// By its id or the unique beginning of it (from 6 characters on). Fails with absent.
    Result<Asked> get(std::string_view id, Time now) const;

    /// The signed document as it came.
    Result<std::string> document(const std::string& id) const;

    /// To another stage, if it is at one of `from`; of several processes one succeeds. Fails with
    /// refused, saying where it stands.
    Result<Asked> change(const std::string& id, std::initializer_list<Stage> from,
                         const Change& change, Time now) const;

    /// Removes what is on record of requests that ended before `before`, but for those of `keep`.
    Result<> forget(Time before, const std::vector<std::string>& keep, Time now) const;

private:
    explicit AskedRequests(std::filesystem::path directory) : directory_(std::move(directory)) {}

    Result<Asked> read(const std::string& id, Time now) const;
    Result<> write(const Asked& asked) const;

    std::filesystem::path directory_;
};

}  // namespace diag::consent
