// SPDX-License-Identifier: Apache-2.0
// Beside sending: taking back what was sent so far, and whether anything would pass at all.
#include <algorithm>

#include "agent/upload/sending.hpp"
#include "platform/digest.hpp"

namespace diag::upload {
namespace {

constexpr std::size_t probe_bytes = 256 << 10;
constexpr std::uint64_t seconds_a_piece = 2;

bool success(const HttpAnswer& answer) { return answer.status / 100 == 2; }

Error unexpected(const HttpAnswer& answer) {
    return {answer.status == 401 ? Fault::denied : Fault::io,
            "the server answered " + words_of(answer)};
}

/// Whether the server has the whole, by its answer to who offers it anew. What it makes of the
/// offer is deleted again.
Result<Withdrawal> offered_anew(const Parcel& parcel, const std::string& base, Server& server,
                                const Memory& memory) {
    const auto answer = server.ask(creation(parcel, base));
    if (!answer) return answer.error();
    if (answer->status == 409 && says_complete(*answer)) return Withdrawal::too_late;
    if (answer->status / 100 == 5 || answer->status == 401 || answer->status == 429)
        return unexpected(*answer);
    const auto place = answer->status == 201 ? place_in(*answer) : std::string();
    if (place.empty()) return Withdrawal::nothing;
    if (const auto kept = memory.remember(place); !kept) return kept.error();
    const auto gone = server.ask({.method = "DELETE", .target = place, .headers = tus_headers()});
    if (!gone) return gone.error();
    if (!success(*gone)) return unexpected(*gone);
    return Withdrawal::nothing;
}

}  // namespace

Result<Withdrawal> withdraw(const std::string& base, Server& server, const Memory& memory,
                            const std::function<Result<Parcel>()>& parcel) {
    const auto location = memory.location();
    if (location.empty()) {
        memory.forget();
        return Withdrawal::nothing;
    }
    const auto able = server.ask({.method = "OPTIONS", .target = base});
    if (!able) return able.error();
    if (!success(*able)) return unexpected(*able);
    if (!abilities_of(*able).termination) {
        memory.forget();
        return Withdrawal::nothing;
    }
    const auto gone =
        server.ask({.method = "DELETE", .target = location, .headers = tus_headers()});
    if (!gone) return gone.error();
    const bool was_not_there = gone->status == 404 || gone->status == 410;
    if (!success(*gone) && !was_not_there) return unexpected(*gone);
    Result<Withdrawal> how = was_not_there ? Withdrawal::nothing : Withdrawal::deleted;
    if (was_not_there && parcel) {
        const auto whole = parcel();
        if (!whole) return whole.error();
        how = offered_anew(*whole, base, server, memory);
    }
    if (how) memory.forget();
    return how;
}

std::uint64_t Way::piece() const {
    if (rate == 0) return 0;
    return std::clamp(rate * seconds_a_piece, ChunkSize::least, ChunkSize::most);
}

Result<Way> probe(const std::string& target, Server& server, Clock& clock) {
    // Random, so that nothing on the way makes it smaller than a sealed bundle of this size.
    std::string body(probe_bytes, '\0');
    fill_random({reinterpret_cast<unsigned char*>(body.data()), body.size()});
    const auto from = clock.uptime();
    const auto answer = server.ask({.method = "POST",
                                    .target = target,
                                    .headers = {{"Content-Type", "application/octet-stream"}},
                                    .body = body});
    if (!answer) return answer.error();
    if (answer->status == 404 || answer->status == 405) return Way{};
    if (!success(*answer)) return unexpected(*answer);
    const auto took = std::max<std::int64_t>(1, (clock.uptime() - from).count());
    return Way{.known = true, .rate = probe_bytes * 1000 / static_cast<std::uint64_t>(took)};
}

}  // namespace diag::upload
