// SPDX-License-Identifier: Apache-2.0
// The site's own mongod, started once more as a scratch database beside the live one.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "agent/rehearsal/plan.hpp"
#include "platform/accounts.hpp"
#include "platform/child.hpp"

namespace diag::rehearsal {

/// Ends with this object, and dies with this process. It is always ended by SIGKILL and by its
/// number: nothing in it is worth an orderly end, which could take minutes.
class ScratchMongod {
public:
    /// Starts `program`, its sockets, data, log and words below `directory`, at nice 19 and idle
    /// I/O. `live` are the directories of live databases. With a user, `directory` becomes his, and
    /// the process has his rights. Fails with refused where it would not be apart from them, with
    /// unsupported where the path is too long for sockets, else as Child::start does.
    static Result<ScratchMongod> start(const std::string& program,
                                       const std::filesystem::path& directory,
                                       const std::vector<std::string>& live,
                                       const std::optional<SystemUser>& user);

    std::string data() const;
    std::string socket() const;

    /// How it ended, in words, with the last of its own; nothing while it runs.
    std::optional<std::string> ended();

    /// Its anonymous memory in bytes; 0 where that cannot be read.
    std::uint64_t memory() const;

    /// Kills it and waits for up to ten seconds, which large memory may take to be given back.
    void end();

private:
    ScratchMongod(Child child, std::filesystem::path directory);

    Child child_;
    std::filesystem::path directory_;
    std::optional<std::string> how_;
};

}  // namespace diag::rehearsal
