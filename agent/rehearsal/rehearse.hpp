// SPDX-License-Identifier: Apache-2.0
// L5 of a backup: restored into the site's own mongod, on a directory and a socket of its own, and
// compared with what was read. Nothing of the live database is touched.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "agent/backup/rehearsal.hpp"
#include "agent/rehearsal/plan.hpp"
#include "platform/accounts.hpp"
#include "platform/programs.hpp"

namespace diag::rehearsal {

struct Setting {
    std::string mongod;             ///< the program to start; empty: there is none
    std::filesystem::path scratch;  ///< directory that scratch databases are made in
    std::vector<std::string> live;  ///< data directories to stay apart from, see live.hpp
    /// Whose the scratch database is; nobody: the caller's.
    std::optional<SystemUser> user = {};
    /// Where it is on record what was opened for `user`: ours alone.
    std::filesystem::path state = {};
    /// Directories of ours above `scratch` that `user` may have to pass, the outermost first.
    std::vector<std::filesystem::path> ways = {};
    Bounds bounds;
    /// What is done, and of reading, how far it is; may be empty.
    std::function<void(const std::string& stage, std::uint64_t read, std::uint64_t of)> passed = {};
    std::function<bool()> given_up = {};  ///< nobody waits any more; may be empty
};

/// Whatever happens, no process and no directory of it is left when restore() returns. Only for
/// single-threaded processes.
class ScratchRehearsal : public backup::Rehearsal {
public:
    ScratchRehearsal(Setting setting, Paths& paths, Programs& programs);

    backup::Rung restore(const std::string& path, const backup::Contents& contents) override;

private:
    Result<backup::Rung> rehearse(const std::string& path, const backup::Contents& contents);

    Setting setting_;
    Paths& paths_;
    Programs& programs_;
};

}  // namespace diag::rehearsal
