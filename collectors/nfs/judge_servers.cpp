// SPDX-License-Identifier: Apache-2.0
// Is the file server there, does it listen, does it answer, and how fast?
#include <algorithm>
#include <limits>

#include "collectors/nfs/picture.hpp"
#include "platform/text.hpp"

namespace diag::nfs {
namespace {

/// One server with all that hangs on it.
struct Case {
    const ServerAnswer& server;
    Share share;  ///< the first that needs it, with the folders of all
};

Parameters parameters_of(const Case& subject, std::string reason) {
    auto parameters = about(subject.share);
    const auto* connect = step_named(subject.server.nfsd, "connect");
    const auto port = connect ? connect->number("port") : std::nullopt;
    parameters["port"] = port ? std::to_string(*port) : "-";
    parameters["reason"] = std::move(reason);
    return parameters;
}

void find(const Case& subject, Bench& bench, const char* id, Severity severity,
          std::string reason) {
    bench.find(id, severity, subject.server.item, parameters_of(subject, std::move(reason)),
               {subject.server.item, "targets"});
}

/// Another port of it answered or refused: only a living host does.
bool is_alive(const ServerAnswer& server) {
    const auto* other = step_named(server.portmap, "portmap");
    return other && (other->good() || other->error == "ECONNREFUSED");
}

bool leaves_no_trace(const std::string& error) {
    return error == "ETIMEDOUT" || error == "EHOSTUNREACH" || error == "ENETUNREACH" ||
           error == "EHOSTDOWN";
}

void judge_unreached(const Case& subject, const Step& connect, Bench& bench) {
    const auto& server = subject.server;
    if (connect.error == "ECONNREFUSED")
        find(subject, bench, "nfs.service_refused", Severity::critical, connect.error);
    else if (leaves_no_trace(connect.error) && is_alive(server) && server.neighbour != "0x0")
        find(subject, bench, "nfs.port_filtered", Severity::critical, connect.error);
    else
        find(subject, bench, "nfs.server_dead", Severity::critical, connect.error);
}

void judge_answers(const Case& subject, Bench& bench) {
    const auto& steps = subject.server.nfsd;
    const auto silent = std::ranges::find_if(steps, [](const Step& step) {
        return step.name != "connect" && step.error == "ETIMEDOUT";
    });
    if (silent != steps.end()) {
        find(subject, bench, "nfs.service_hung", Severity::critical, ms_text(silent->ms));
        return;
    }
    const auto bad = std::ranges::find_if(steps, [](const Step& step) { return !step.good(); });
    if (!answers(subject.server) && bad != steps.end()) {
        find(subject, bench, "nfs.version_missing", Severity::critical, bad->name);
        return;
    }
    // The fastest: whatever waited for this machine's own processor is not the server's fault.
    const auto fastest = std::ranges::min_element(steps, {}, [](const Step& step) {
        return step.good() && step.name != "connect" ? step.ms : std::numeric_limits<double>::max();
    });
    const auto& telling = fastest->good() ? *fastest : steps.front();
    if (telling.ms > bench.limit("nfs.answer"))
        find(subject, bench, "nfs.server_slow", Severity::warning, ms_text(telling.ms));
}

/// Version 3 mounts through mountd: what is mounted goes on, what is to be mounted cannot.
void judge_mountd(const Case& subject, Bench& bench) {
    const auto& target = subject.share.target;
    if (target.protocol != Protocol::nfs || target.version != 3) return;
    const auto& steps = subject.server.portmap;
    const auto bad = std::ranges::find_if(steps, [&](const Step& step) {
        if (step.name == "portmap" || step.name == "getport.nfs")
            return !step.good() && target.mount_port == 0;
        return !step.good() || (step.name == "getport.mountd" && step.number("port") == 0);
    });
    if (bad == steps.end()) return;
    find(subject, bench, "nfs.mountd_silent",
         target.mounted() ? Severity::warning : Severity::critical,
         bad->name + (bad->good() ? "" : ": " + bad->error));
}

void judge_server(const Case& subject, Bench& bench) {
    const auto& server = subject.server;
    const auto* connect = step_named(server.nfsd, "connect");
    if (server.failure) {
        const auto fault = server.failure->fault;
        const bool name = fault == Fault::absent || fault == Fault::malformed ||
                          (fault == Fault::timed_out && subject.share.target.address.empty());
        if (fault == Fault::unsupported) return;
        find(subject, bench, name ? "nfs.server_name" : "nfs.server_unknown",
             name ? Severity::critical : Severity::unknown, server.failure->what);
        return;
    }
    if (!connect) return;
    if (!connect->good()) {
        judge_unreached(subject, *connect, bench);
        return;
    }
    judge_answers(subject, bench);
    // Of a host that is silent as a whole mountd's silence is no news.
    if (answers(server)) judge_mountd(subject, bench);
}

}  // namespace

void judge_servers(const Picture& picture, Bench& bench) {
    for (std::size_t i = 0; i < picture.servers.size(); ++i) {
        std::optional<Share> first;
        for (const auto& share : picture.shares) {
            if (share.server != i) continue;
            if (!first)
                first = share;
            else
                first->folders.insert(first->folders.end(), share.folders.begin(),
                                      share.folders.end());
        }
        if (first) judge_server({picture.servers[i], std::move(*first)}, bench);
    }
}

}  // namespace diag::nfs
