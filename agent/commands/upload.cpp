// SPDX-License-Identifier: Apache-2.0
// Bundles of the spool to the desk.
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "agent/commands/commands.hpp"
#include "agent/commands/desk_line.hpp"
#include "agent/commands/setting.hpp"
#include "agent/spool/spool.hpp"
#include "agent/upload/tus.hpp"
#include "platform/digest.hpp"
#include "platform/files.hpp"
#include "platform/interrupt.hpp"
#include "platform/log.hpp"
#include "platform/progress.hpp"
#include "platform/terminal.hpp"
#include "platform/text.hpp"
#include "platform/units.hpp"

namespace diag::commands {
namespace {

constexpr milliseconds piece_patience{60'000};

/// The desk, as uploads see it.
class Desk final : public upload::Server {
public:
    explicit Desk(const DeskLine& line) : https_(line.place, interrupted) {}
    Result<HttpAnswer> ask(const Asked& asked) override {
        return https_.ask({.method = asked.method,
                           .target = asked.target,
                           .headers = asked.headers,
                           .body = asked.body,
                           .patience = piece_patience});
    }

private:
    Https https_;
};

Result<std::string> digest_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    Sha256 digest;
    std::string block(1 << 16, '\0');
    while (in) {
        in.read(block.data(), static_cast<std::streamsize>(block.size()));
        digest.update({block.data(), static_cast<std::size_t>(in.gcount())});
    }
    if (!in.eof()) return Error{Fault::io, file.native() + " cannot be read"};
    return digest.finish_hex();
}

Result<std::vector<Spooled>> chosen(const Spool& spool, const std::vector<std::string>& ids) {
    auto all = spool.list();
    if (!all) return all;
    std::erase_if(*all, [](const Spooled& each) { return each.shelf != Shelf::ready; });
    if (ids.empty()) return all;
    for (const auto& id : ids)
        if (std::ranges::find(*all, id, &Spooled::bundle_id) == all->end())
            return Error{Fault::absent,
                         "no bundle " + printable(id) + " waits to be sent; see: safr-diag spool"};
    std::erase_if(*all, [&](const Spooled& each) {
        return std::ranges::find(ids, each.bundle_id) == ids.end();
    });
    return all;
}

std::string in_words(const upload::Progress& progress) {
    auto text = bytes_text(progress.acknowledged) + " of " + bytes_text(progress.size);
    if (progress.rate > 1)
        text += ", " + bytes_text(static_cast<std::uint64_t>(progress.rate)) + "/s";
    if (progress.left && progress.acknowledged < progress.size)
        text +=
            ", " + duration_text(std::chrono::ceil<std::chrono::seconds>(*progress.left)) + " left";
    if (!progress.trouble.empty()) text += "; " + progress.trouble;
    return text;
}

Result<> send_one(const Spooled& each, const config::Config& config,
                  const std::filesystem::path& state, const DeskLine& line, Progress& shown) {
    const auto directory = state / "uploads";
    if (const auto ours = own_directory(directory); !ours) return ours;
    const auto digest = digest_of(each.path);
    if (!digest) return digest.error();
    Desk desk(line);
    const auto sent = upload::send(
        {each.path, each.bytes, each.bundle_id, *digest}, line.base + "/v1/files/", desk,
        upload::Memory(directory / each.bundle_id), {.rate_limit = config.desk.rate_limit},
        system_clock(), [&](const upload::Progress& progress) {
            shown.doing(each.bundle_id, in_words(progress));
            return !interrupted();
        });
    shown.done(each.bundle_id, sent ? bytes_text(each.bytes) + " sent" : "not sent");
    return sent;
}

int run_upload(const Invocation& invocation) {
    const auto config = config_of(invocation);
    if (!config) return failure(config.error());
    const auto state = state_directory_of(invocation);
    if (!state) return failure(state.error());
    auto spool = Spool::open(*state);
    if (!spool) return failure(spool.error());
    const auto waiting = chosen(*spool, invocation.positionals());
    if (!waiting) return failure(waiting.error());
    if (waiting->empty()) return print("Nothing waits to be sent.\n");
    const auto line = desk_line(*config, *state);
    if (!line) return failure(line.error());
    watch_for_interrupts();
    Progress shown(STDERR_FILENO, Progress::mode_for(STDERR_FILENO), terminal_width(STDERR_FILENO));
    for (const auto& each : *waiting) {
        if (const auto sent = send_one(each, *config, *state, **line, shown); !sent)
            return failure({sent.error().fault == Fault::refused ? Fault::io : sent.error().fault,
                            each.bundle_id + ": " + sent.error().what});
        if (const auto moved = spool->sent(each.bundle_id); !moved) return failure(moved.error());
    }
    return print(std::to_string(waiting->size()) + (waiting->size() == 1 ? " bundle" : " bundles") +
                 " sent\n");
}

}  // namespace

const Command upload_command{
    .name = "upload",
    .summary = "send bundles to the desk, or go on sending them",
    .description =
        "Sends what waits in the spool to desk.url, oldest first, or the bundles named. What was "
        "cut off goes on where the desk says that it is, also after a reboot, and a desk that is "
        "away is asked again until it is back. A bundle that the desk has whole is kept as sent.",
    .example =
        "safr-diag upload\n"
        "safr-diag upload 019ab3c4-5d6e-7f80-9123-456789abcdef",
    .options = {},
    .positional = {.name = "BUNDLE", .least = 0, .most = 64},
    .run = run_upload};

}  // namespace diag::commands
