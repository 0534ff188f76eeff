// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cctype>
#include <cerrno>

#include "collectors/nfs/client.hpp"
#include "platform/text.hpp"

namespace diag::nfs {
namespace {

/// "NFS4ERR_NOENT" out of libnfs's sentence: its errno alone does not tell all of them apart. The
/// sentence itself may name files and stays here.
std::string status_in(std::string_view sentence) {
    for (const std::string_view family : {"NFS3ERR_", "NFS4ERR_", "MNT3ERR_"}) {
        const auto at = sentence.find(family);
        if (at == std::string_view::npos) continue;
        auto word = sentence.substr(at, 40);
        const auto end = std::find_if(word.begin(), word.end(), [](unsigned char c) {
            return !std::isupper(c) && !std::isdigit(c) && c != '_';
        });
        return std::string(word.begin(), end);
    }
    return {};
}

}  // namespace

Client::Client(const VisitQuestion& question)
    : question_(question),
      folder_(question.folder.empty() ? "/" : question.folder),
      context_(::nfs_init_context()) {
    auto* context = context_.get();
    if (!context) return;
    // Only a URL can tell libnfs its ports; the server's name in it is not used.
    std::string url = "nfs://server/?auto-traverse-mounts=0&autoreconnect=0&version=" +
                      std::to_string(question.version);
    if (question.port != 0) url += "&nfsport=" + std::to_string(question.port);
    if (question.mount_port != 0) url += "&mountport=" + std::to_string(question.mount_port);
    if (auto* parsed = ::nfs_parse_url_incomplete(context, url.c_str())) ::nfs_destroy_url(parsed);
    ::nfs_set_timeout(context, static_cast<int>(question.patience.count()));
    if (question.user) ::nfs_set_uid(context, static_cast<int>(*question.user));
    if (question.group) ::nfs_set_gid(context, static_cast<int>(*question.group));
}

bool Client::mount() {
    return step("mount", [&](nfs_context* context) {
               return ::nfs_mount(context, question_.address.c_str(), question_.path.c_str());
           }) >= 0;
}

int Client::step(const std::string& name, const std::function<int(nfs_context*)>& work) {
    auto& step = steps_.emplace_back(Step{.name = name});
    const auto start = std::chrono::steady_clock::now();
    const int result = context_ ? work(context_.get()) : -ENOMEM;
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    step.ms = took.count();
    if (result >= 0) return result;
    const auto* sentence = context_ ? ::nfs_get_error(context_.get()) : nullptr;
    step.status = status_in(sentence ? sentence : "");
    // libnfs says EINTR for a request that went unanswered for as long as it may.
    const bool silent = result == -EINTR && took >= question_.patience / 2;
    step.error = errno_name(silent ? ETIMEDOUT : -result);
    return result;
}

}  // namespace diag::nfs
