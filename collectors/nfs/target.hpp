// SPDX-License-Identifier: Apache-2.0
// A share of a file server: who serves it, how it is reached, with which options it is mounted.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/disk/mountinfo.hpp"
#include "platform/json.hpp"
#include "platform/result.hpp"

namespace diag::nfs {

enum class Protocol { nfs, smb };

struct Target {
    Protocol protocol = Protocol::nfs;
    std::string origin;      ///< "mount", "fstab", "autofs", "configuration"
    std::string server;      ///< as it is written there: a name or an address
    std::string address;     ///< numeric, where it is known
    std::string path;        ///< the export, "/export/safr"; of SMB the share
    std::string point;       ///< where it is, or should be, mounted; empty when only configured
    std::string folder;      ///< SAFR's store below the export, "/cv"; empty for its root
    std::string options;     ///< as mount(8) and the kernel write them
    int version = 0;         ///< 3 or 4; 0: not said
    std::uint16_t port = 0;  ///< 0: not said
    std::uint16_t mount_port = 0;  ///< of mountd, NFSv3 only; 0: not said

    bool mounted() const { return origin == "mount"; }
    /// "nas01:/export/safr", an address with colons in brackets.
    std::string name() const;
    /// Equal for two targets that are asked on the same port the same way.
    std::string server_key() const;
};

/// The value of "name=value" in comma-separated options; the last one wins, as in mount(8).
std::optional<std::string_view> option_value(std::string_view options, std::string_view name);

/// The target that a mount, or a line of fstab, of type nfs, nfs4, cifs or smb3 stands for.
std::optional<Target> target_of(const disk::Mount& mount);
std::optional<Target> target_of(const disk::Wanted& wanted, std::string_view origin);

/// What the configuration may say: "nas01:/export", "[fd00::1]:/export vers=4.1,port=2050", or
/// "nfs://nas01:2049/export?version=4". Fails with malformed, saying what was expected.
Result<Target> parse_export(std::string_view text);

json::value to_json(const Target& target);
std::optional<Target> target_from(const json::value& document);

/// Lines of an autofs map (auto.master(5), autofs(5)): direct entries, or keys below `folder`.
/// Map options, wildcards and replicated servers are left out, never guessed at.
std::vector<disk::Wanted> parse_autofs_map(std::string_view text, std::string_view folder);

/// The maps an auto.master names: folder ("/-" for direct maps) and file.
struct AutofsMap {
    std::string folder;
    std::string file;
};
std::vector<AutofsMap> parse_auto_master(std::string_view text);

}  // namespace diag::nfs
