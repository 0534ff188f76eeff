// SPDX-License-Identifier: Apache-2.0
// An NFS mount in this process. Includes libnfs: only for the *_libnfs.cpp beside it.
#pragma once

#include <nfsc/libnfs.h>
#include <sys/stat.h>
#include <sys/time.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "collectors/nfs/steps.hpp"
#include "collectors/nfs/visit.hpp"

namespace diag::nfs {

struct DestroyNfs {
    void operator()(nfs_context* context) const { ::nfs_destroy_context(context); }
};

/// Calls libnfs and keeps what each call took. Only in a disposable child.
class Client {
public:
    explicit Client(const VisitQuestion& question);

    /// The step "mount"; false when it failed.
    bool mount();

    /// Calls `work` as a step; negative is -errno. Returns what it returned.
    int step(const std::string& name, const std::function<int(nfs_context*)>& work);

    Step& last() { return steps_.back(); }
    std::vector<Step> steps() && { return std::move(steps_); }
    nfs_context* context() { return context_.get(); }
    /// The store's folder on the export, "/" for its root.
    const std::string& folder() const { return folder_; }
    milliseconds patience() const { return question_.patience; }

private:
    VisitQuestion question_;
    std::string folder_;
    std::unique_ptr<nfs_context, DestroyNfs> context_;
    std::vector<Step> steps_;
};

}  // namespace diag::nfs
