// SPDX-License-Identifier: Apache-2.0
// Single procedures through libnfs's raw interface, each within a time of our own: the library's
// does not cover connecting.
#include <poll.h>
#include <sys/time.h>

// libnfs's headers need each other in this order.
// clang-format off
#include <nfsc/libnfs.h>
#include <nfsc/libnfs-raw.h>
#include <nfsc/libnfs-raw-mount.h>
#include <nfsc/libnfs-raw-nfs.h>
#include <nfsc/libnfs-raw-portmap.h>
// clang-format on

#include <cerrno>
#include <chrono>
#include <functional>
#include <memory>

#include "collectors/nfs/knock.hpp"
#include "collectors/nfs/server.hpp"
#include "platform/text.hpp"

namespace diag::nfs {
namespace {

using std::chrono::steady_clock;

constexpr std::uint16_t portmap_port = 111;  // RFC 1833
constexpr int tcp = 6;                       // IPPROTO_TCP, as the port mapper counts protocols

struct DestroyRpc {
    void operator()(rpc_context* rpc) const { ::rpc_destroy_context(rpc); }
};

struct Answer {
    bool came = false;
    int status = RPC_STATUS_SUCCESS;
    std::uint32_t number = 0;
    bool wants_number = false;
    std::string text;
};

void on_answer(rpc_context*, int status, void* data, void* whose) {
    auto& answer = *static_cast<Answer*>(whose);
    answer.came = true;
    answer.status = status;
    if (status == RPC_STATUS_SUCCESS && answer.wants_number && data)
        answer.number = *static_cast<const std::uint32_t*>(data);
    if (status == RPC_STATUS_ERROR && data) answer.text = static_cast<const char*>(data);
}

/// A connection to one port, over which procedures are called one after the other.
class Line {
public:
    explicit Line(milliseconds patience) : rpc_(::rpc_init_context()), patience_(patience) {}

    bool open(const std::string& address, std::uint16_t port) {
        Answer answer;
        return call("", answer,
                    [&](void* whose) {
                        return ::rpc_connect_async(rpc_.get(), address.c_str(), port, on_answer,
                                                   whose);
                    })
            .good();
    }

    Step null_procedure(std::string name, int program, int version) {
        Answer answer;
        return call(std::move(name), answer, [&](void* whose) {
            return ::rpc_null_async(rpc_.get(), program, version, on_answer, whose);
        });
    }

    Step port_of(std::string name, int program, int version) {
        Answer answer{.wants_number = true};
        auto step = call(std::move(name), answer, [&](void* whose) {
            return ::rpc_pmap2_getport_async(rpc_.get(), program, version, tcp, on_answer, whose);
        });
        if (step.good()) step.more["port"] = answer.number;
        return step;
    }

private:
    Step call(std::string name, Answer& answer, const std::function<int(void*)>& begin) {
        Step step{.name = std::move(name)};
        const auto start = steady_clock::now();
        const bool begun = rpc_ && begin(&answer) == 0;
        step.error = begun ? wait(answer, start + patience_) : "ENOTCONN";
        // Destroying the context calls back for what is outstanding: while the answer is there.
        if (!step.error.empty()) rpc_.reset();
        step.ms = std::chrono::duration<double, std::milli>(steady_clock::now() - start).count();
        if (step.error.empty() && answer.status != RPC_STATUS_SUCCESS)
            step.error = answer.status == RPC_STATUS_TIMEOUT ? "ETIMEDOUT" : "EPROTO";
        if (!answer.text.empty()) step.more["what"] = printable(answer.text.substr(0, 200));
        return step;
    }

    /// Empty, or the name of the errno. A context that failed cannot be used again.
    std::string wait(const Answer& answer, steady_clock::time_point end) {
        while (!answer.came) {
            const auto left =
                std::chrono::duration_cast<milliseconds>(end - steady_clock::now()).count();
            if (left <= 0) return "ETIMEDOUT";
            pollfd waiting{::rpc_get_fd(rpc_.get()),
                           static_cast<short>(::rpc_which_events(rpc_.get())), 0};
            const int ready = ::poll(&waiting, 1, static_cast<int>(left));
            if (ready < 0) return errno_name(errno);
            if (ready == 0) return "ETIMEDOUT";
            if (::rpc_service(rpc_.get(), waiting.revents) < 0 && !answer.came) return "ECONNRESET";
        }
        return {};
    }

    std::unique_ptr<rpc_context, DestroyRpc> rpc_;
    milliseconds patience_;
};

Step renamed(Step step, std::string name) {
    step.name = std::move(name);
    return step;
}

/// The fastest of up to three answers: one may have waited for this machine's own processor.
Step null_procedure(Line& line, const std::string& name, int version) {
    constexpr double beyond_doubt = 20;  // ms
    constexpr int tries = 3;
    auto best = line.null_procedure(name, NFS_PROGRAM, version);
    for (int i = 1; i < tries && best.good() && best.ms > beyond_doubt; ++i) {
        auto again = line.null_procedure(name, NFS_PROGRAM, version);
        if (!again.good()) break;
        if (again.ms < best.ms) best = std::move(again);
    }
    return best;
}

/// Each version on a line of its own: a refusal ends the line.
void ask_versions(const ServerQuestion& question, std::uint16_t port, std::vector<Step>& steps) {
    for (const int version : {3, 4}) {
        if (question.version != 0 && question.version != version) continue;
        Line line(question.patience);
        const auto name = "nfs" + std::to_string(version);
        if (line.open(question.address, port))
            steps.push_back(null_procedure(line, name, version));
        else
            steps.push_back(Step{.name = name, .error = "ECONNRESET"});
        // Who is silent in one version is in the other.
        if (steps.back().error == "ETIMEDOUT") return;
    }
}

std::uint16_t mapped_port(const ServerQuestion& question, int program) {
    Line line(question.patience);
    if (!knock(question.address, portmap_port, question.patience).good() ||
        !line.open(question.address, portmap_port))
        return 0;
    return static_cast<std::uint16_t>(line.port_of("", program, 3).number("port").value_or(0));
}

}  // namespace

std::vector<Step> ask_nfsd(const ServerQuestion& question) {
    std::vector<Step> steps;
    auto port = question.port;
    steps.push_back(knock(question.address, port, question.patience));
    if (steps.back().error == "ECONNREFUSED" && !question.port_said && question.version != 4) {
        const auto mapped = mapped_port(question, NFS_PROGRAM);
        if (mapped != 0 && mapped != port)
            steps.back() = knock(question.address, port = mapped, question.patience);
    }
    if (steps.back().good()) ask_versions(question, port, steps);
    return steps;
}

std::vector<Step> ask_portmap(const ServerQuestion& question) {
    std::vector<Step> steps;
    steps.push_back(renamed(knock(question.address, portmap_port, question.patience), "portmap"));
    if (question.version == 4) return steps;
    auto port = question.mount_port;
    Line line(question.patience);
    if (steps.back().good() && line.open(question.address, portmap_port)) {
        steps.push_back(line.port_of("getport.mountd", MOUNT_PROGRAM, MOUNT_V3));
        if (port == 0) port = static_cast<std::uint16_t>(steps.back().number("port").value_or(0));
        if (steps.back().good()) steps.push_back(line.port_of("getport.nfs", NFS_PROGRAM, NFS_V3));
    }
    if (port == 0) return steps;
    steps.push_back(renamed(knock(question.address, port, question.patience), "mountd.connect"));
    Line mountd(question.patience);
    if (steps.back().good() && mountd.open(question.address, port))
        steps.push_back(mountd.null_procedure("mountd", MOUNT_PROGRAM, MOUNT_V3));
    return steps;
}

}  // namespace diag::nfs
