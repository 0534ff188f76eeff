// SPDX-License-Identifier: Apache-2.0
// The half of the service that speaks with the network. Not typed by people: `serve` or a unit of
// systemd starts it, as a user with no rights.
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "agent/commands/commands.hpp"
#include "agent/commands/setting.hpp"
#include "agent/halves/outside.hpp"
#include "platform/local_socket.hpp"
#include "platform/log.hpp"
#include "platform/memory.hpp"

namespace diag::commands {
namespace {

constexpr int given_socket = 3;

Result<Descriptor> reading_half(const Invocation& invocation) {
    if (invocation.has("--socket")) return connect_locally(invocation.value("--socket"));
    Descriptor given{given_socket};
    int kind = 0;
    socklen_t size = sizeof kind;
    if (::getsockopt(given.get(), SOL_SOCKET, SO_TYPE, &kind, &size) != 0 || kind != SOCK_STREAM)
        return Error{Fault::refused, "this is started by safr-diag serve, not by people"};
    ::fcntl(given.get(), F_SETFD, FD_CLOEXEC);
    return given;
}

int run_serve_line(const Invocation& invocation) {
    keep_memory_small();
    if (::geteuid() == 0)
        return failure({Fault::refused, "what speaks with the network is not to be root"});
    auto socket = reading_half(invocation);
    if (!socket) return failure(socket.error());
    const auto why = halves::serve_line(std::move(*socket));
    log::news("the line half ends: " + why.what);
    return why.fault == Fault::absent ? exit_code::done : exit_code::failed;
}

constexpr Option options[] = {
    {.name = "--socket", .value = "PATH", .help = "where the reading half listens; else it is 3"},
};

}  // namespace

const Command serve_line_command{
    .name = "serve-line",
    .summary = "the half of the service that speaks with the network",
    .description = "Keeps the line to the desk for safr-diag serve, which hears it at a socket.",
    .example = "safr-diag serve-line --socket /run/safr-diag/line",
    .options = options,
    .positional = {},
    .run = run_serve_line,
    .hidden = true};

}  // namespace diag::commands
