// SPDX-License-Identifier: Apache-2.0
// One bundle of the spool on its way to the desk: sent, paused, taken back, and on record.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "agent/commands/desk_line.hpp"
#include "agent/spool/spool.hpp"
#include "agent/upload/tus.hpp"

namespace diag::commands {

/// The desk, as uploads see it.
class Desk final : public upload::Server {
public:
    /// `stop` as Https::Stop; `line` must outlive this.
    Desk(const DeskLine& line, Https::Stop stop) : https_(line.place, std::move(stop)) {}
    Result<HttpAnswer> ask(const Asked& asked) override;

private:
    Https https_;
};

/// By whom the desk is asked: by connections of our own, or by another process that has them.
struct DeskWay {
    std::string base;  ///< before every target: "" or "/base"
    std::function<std::unique_ptr<upload::Server>(Https::Stop stop)> open;
};

/// By our own; `line` must outlive it.
DeskWay way_by(const DeskLine& line);

/// How it is sent; what is referred to must outlive it.
struct Sending {
    const config::Config& config;
    const std::filesystem::path& state;
    const DeskWay& way;
    std::function<bool()> stop;  ///< asked at least every 100 ms
    std::function<void(const upload::Progress&)> progress;
    std::uint64_t first_piece = 0;  ///< bytes; 0: nothing is known of the way
    milliseconds heed{500};         ///< as upload::Habits has it
    Clock& clock = system_clock();
};

enum class Sent {
    whole,       ///< the desk has it; here it is kept as sent
    stopped,     ///< `stop` said so; it goes on another time
    later,       ///< the site's hours for uploads ended
    taken_back,  ///< it was removed while it was sent: its request was revoked
};

/// Sends a bundle, from where it stands. Begin and end are on the ledger. One that is on the shelf
/// of those that were sent is sent again.
///
/// Fails with refused (another process sends it; the desk does not want it now), malformed (the
/// desk turned it down: it is marked, and nobody sends it unasked), denied, io, timed_out.
Result<Sent> send_bundle(const Spooled& bundle, const Sending& how);

/// What became of a bundle that was taken back.
enum class TakenBack {
    gone,       ///< the desk has nothing of it, or cannot say; here it is removed
    at_desk,    ///< the desk had all of it before; here it is kept as sent
    by_another  ///< another process sends it, sees that it is taken back, and does what is to be
                ///< done
};

/// Has the desk forget what it got of a bundle that is no longer to be sent, and the ledger know
/// it. Fails as the desk does; then it is tried again another time.
Result<TakenBack> withdraw_bundle(const std::string& bundle_id, const Sending& how);

/// Bundles that are not to be sent and of which the desk may hold a part.
std::vector<std::string> withdrawn_bundles(const std::filesystem::path& state, const Spool& spool);

/// Why the desk turned this bundle down; empty: it did not.
std::string refusal_of(const std::filesystem::path& state, const std::string& bundle_id);
void forget_refusal(const std::filesystem::path& state, const std::string& bundle_id);

/// Whether the site's hours for uploads are open (desk.upload_hours).
bool upload_hours_open(const config::Config& config, Time now);

/// Removes bundles that were sent and have outlived spool.keep_sent or spool.keep_sent_bytes.
Result<> tidy_sent(const config::Config& config, const std::filesystem::path& state, Time now);

}  // namespace diag::commands
