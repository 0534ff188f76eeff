// SPDX-License-Identifier: Apache-2.0
// Conditions that somebody at the site set aside for one upgrade, for a while.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "agent/upgrade/permit.hpp"
#include "agent/upgrade/version.hpp"
#include "platform/clock.hpp"
#include "platform/records.hpp"
#include "platform/result.hpp"

namespace diag::upgrade {

/// No waiver holds longer.
inline constexpr milliseconds longest_waiver = std::chrono::days{7};

struct Waiver {
    SetAside what;
    Version to;
    Time made{};
    Time until{};
};

class Waivers {
public:
    /// `state`/waivers, made where missing; it belongs to us alone.
    static Result<Waivers> open(const std::filesystem::path& state);

    /// And removes those that ended longer than `kept_after_end` before this one is made, as
    /// surely_old() says; they stay on the ledger for ever.
    Result<> add(const Waiver& waiver) const;
    /// Takes back the one whose id begins so. Fails with absent, refused when several do.
    Result<Waiver> remove(std::string_view beginning) const;
    /// Every one that is kept, oldest first, whether in force or not. A file that is none of ours
    /// is left out.
    Result<std::vector<Waiver>> all() const;
    /// Of these the ones in force: from when they were made until before their end.
    Result<std::vector<Waiver>> in_force(Time now) const;

private:
    explicit Waivers(Records records) : records_(std::move(records)) {}
    Records records_;
};

/// What a person gives as a name or reason: not empty, printable, without newline or tab.
bool is_line(const std::string& text, std::size_t most);

/// One as it lies in its file, within bounds. Fails with malformed; `name` is for the sentence.
Result<Waiver> waiver_from(std::string_view text, const std::string& name);

/// Those for an upgrade to that version.
std::vector<SetAside> for_version(const std::vector<Waiver>& waivers, const Version& to);

}  // namespace diag::upgrade
