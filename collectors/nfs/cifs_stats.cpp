// SPDX-License-Identifier: Apache-2.0
#include "collectors/nfs/cifs_stats.hpp"

#include "platform/text.hpp"

namespace diag::nfs {

std::optional<CifsStats> parse_cifs_stats(std::string_view text) {
    CifsStats stats;
    bool told = false;
    for (const auto line : lines_of(text)) {
        const auto words = words_of(line);
        if (line.starts_with("CIFS Session: ") && words.size() > 2)
            stats.sessions = natural(words[2]).value_or(0);
        else if (line.starts_with("Share (unique mount targets): ") && words.size() > 4)
            stats.shares = natural(words[4]).value_or(0);
        // "2 session 3 share reconnects"
        else if (words.size() == 5 && words[1] == "session" && words[4] == "reconnects") {
            const auto sessions = natural(words[0]);
            const auto shares = natural(words[2]);
            if (!sessions || !shares) continue;
            stats.session_reconnects = *sessions;
            stats.share_reconnects = *shares;
            told = true;
        }
    }
    return told ? std::optional{stats} : std::nullopt;
}

}  // namespace diag::nfs
