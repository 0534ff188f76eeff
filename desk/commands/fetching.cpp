// SPDX-License-Identifier: Apache-2.0
#include "desk/commands/fetching.hpp"

#include <algorithm>

#include "agent/exchange/back_off.hpp"
#include "desk/commands/pace.hpp"

namespace diag::desk {
namespace {

constexpr std::uint64_t piece_size = 4 << 20;
constexpr int most_tries = 10;
constexpr std::string_view row = "fetching";

/// Whether it holds exactly the bytes that were asked for.
bool is_piece(const HttpAnswer& answer, std::uint64_t from, std::uint64_t size,
              std::uint64_t whole) {
    if (answer.body.size() != size) return false;
    if (answer.status == 200) return from == 0 && size == whole;
    const auto range = header_of(answer.headers, "Content-Range").value_or("");
    return answer.status == 206 && range == "bytes " + std::to_string(from) + "-" +
                                                std::to_string(from + size - 1) + "/" +
                                                std::to_string(whole);
}

Result<std::string> piece_of(const Listed& bundle, std::uint64_t from, DeskServer& server) {
    const auto size = std::min(piece_size, bundle.bytes - from);
    auto answer = server.ask({.target = target_of(bundle),
                              .headers = {{"Range", "bytes=" + std::to_string(from) + "-" +
                                                        std::to_string(from + size - 1)}},
                              .answer_limit = piece_size});
    if (!answer) return answer.error();
    if (!is_piece(*answer, from, size, bundle.bytes))
        return Error{Fault::malformed, "the desk's server sent another part of bundle " +
                                           bundle.bundle + " than it was asked for"};
    return std::move(answer->body);
}

/// A piece, also from a server that is away for a while.
Result<std::string> piece_at_last(const Listed& bundle, std::uint64_t from, DeskServer& server,
                                  Progress& progress) {
    exchange::BackOff back_off(soonest_again, latest_again);
    for (int tries = 1;; ++tries) {
        auto piece = piece_of(bundle, from, server);
        if (piece || !may_pass(piece.error()) || tries == most_tries) return piece;
        progress.doing(row, piece.error().what + "; asking again");
        if (!waited(back_off.next())) return Error{Fault::refused, "stopped"};
    }
}

Result<> holds_what_is_listed(PartialFile& file, const Listed& bundle) {
    const auto digest = file.sha256_hex();
    if (!digest) return digest.error();
    if (*digest == bundle.sha256) return {};
    if (const auto gone = file.discard(); !gone) return gone;
    return Error{Fault::malformed,
                 "what came of bundle " + bundle.bundle +
                     " is not what the desk lists (SHA-256); it was thrown away: fetch it again"};
}

}  // namespace

Result<> fetch_into(PartialFile& file, const Listed& bundle, DeskServer& server,
                    Progress& progress) {
    Pace pace;
    if (file.size() > bundle.bytes)
        return Error{Fault::refused, file.path().native() +
                                         " is longer than the bundle, so it is of another: "
                                         "remove it"};
    while (file.size() < bundle.bytes) {
        pace.seen(file.size(), system_clock().uptime());
        progress.doing(row, pace.in_words(bundle.bytes));
        const auto piece = piece_at_last(bundle, file.size(), server, progress);
        if (!piece)
            return Error{piece.error().fault, piece.error().what + "; what came is in " +
                                                  file.path().native() + ": fetch again to go on"};
        if (const auto added = file.append(*piece); !added) return added;
    }
    progress.doing(row, "checking what came");
    return holds_what_is_listed(file, bundle);
}

}  // namespace diag::desk
