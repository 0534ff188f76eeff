// SPDX-License-Identifier: Apache-2.0
#include "collectors/integrations/subjects.hpp"

#include <algorithm>

#include "platform/text.hpp"

namespace diag::integrations {
namespace {

std::vector<Subject> visited(const Picture& picture) {
    std::vector<Subject> subjects;
    for (const auto& visit : picture.visits) {
        if (!is_syncing(visit)) continue;
        const std::string product(product_of(visit.system.kind).id);
        const auto outside = outside_of(visit);
        const auto found = std::ranges::find_if(subjects, [&](const Subject& each) {
            return each.product == product && each.host == visit.system.host;
        });
        if (found == subjects.end())
            subjects.push_back({.title = title_of(visit.system),
                                .server = server_text(visit),
                                .host = visit.system.host,
                                .product = product,
                                .is_known = true,
                                .is_configured = !visit.system.discovered,
                                .outside = outside,
                                .syncs = {},
                                .at_best = {}});
        else if (outside == Outside::broken)
            found->outside = outside;
    }
    return subjects;
}

/// The last success of earlier runs, where the log does not reach so far back.
void remember(const Picture& picture, const std::string& product, const std::string& host,
              Syncs& syncs) {
    const auto past = picture.succeeded.find({product, lowered(host)});
    if (past != picture.succeeded.end()) syncs.success = later(syncs.success, past->second);
}

/// What the log tells of the product on this host; of an empty one: what names no host.
void add(const Picture& picture, const std::string& product, const std::string& host,
         Syncs& syncs) {
    for (const auto& each : picture.log->syncs)
        if (each.product == product && lowered(each.host) == lowered(host))
            syncs = merged(syncs, each);
    remember(picture, product, host, syncs);
}

std::size_t count_of(const std::vector<Subject>& subjects, const std::string& product) {
    return static_cast<std::size_t>(std::ranges::count(subjects, product, &Subject::product));
}

const Syncs* hostless(const Picture& picture, const std::string& product) {
    for (const auto& each : picture.log->syncs)
        if (each.product == product && each.host.empty()) return &each;
    return nullptr;
}

/// Lines that name no host are of the one system of their product; lines that name nobody of the
/// one system there is.
void attribute(const Picture& picture, std::vector<Subject>& subjects) {
    const bool alone = subjects.size() == 1;
    for (auto& each : subjects) {
        each.syncs.product = each.product;
        add(picture, each.product, each.host, each.syncs);
        if (count_of(subjects, each.product) == 1) add(picture, each.product, "", each.syncs);
        if (alone) add(picture, "", "", each.syncs);
        each.at_best = each.syncs.success;
        const auto* rest = hostless(picture, each.product);
        each.is_doubtful = rest && count_of(subjects, each.product) > 1;
        if (each.is_doubtful) each.at_best = later(each.at_best, rest->success);
    }
}

/// Whichever of them a failure was of: it is over once each has succeeded since.
void end_what_all_outlived(const std::vector<Subject>& subjects, Subject& shared) {
    const auto outlived = [&](const Subject& each) {
        return each.product != shared.product || each.syncs.success > shared.syncs.failure;
    };
    if (!std::ranges::all_of(subjects, outlived)) return;
    shared.syncs.failing_since.reset();
    shared.syncs.failures_since = 0;
    shared.syncs.trouble = Trouble::other;
}

/// The lines that may be of any of several, once for each product.
void add_shared(const Picture& picture, std::vector<Subject>& subjects) {
    const auto own = subjects.size();
    for (std::size_t i = 0; i < own; ++i) {
        const auto product = subjects[i].product;
        if (!subjects[i].is_doubtful || count_of(subjects, product) == 0) continue;
        const auto is_told = [&](const Subject& each) {
            return each.is_shared && each.product == product;
        };
        if (std::ranges::any_of(subjects, is_told)) continue;
        Subject shared{.product = product, .is_shared = true, .syncs = {}, .at_best = {}};
        std::vector<std::string> servers, hosts;
        bool all_broken = true;
        for (const auto& each : subjects) {
            if (each.product != product) continue;
            servers.push_back(each.server);
            hosts.push_back(each.host);
            all_broken = all_broken && each.outside == Outside::broken;
            shared.is_configured = shared.is_configured || each.is_configured;
        }
        shared.server = joined(servers);
        shared.host = joined(hosts);
        shared.title = std::string(product_named(product)->title) + " (" + shared.server + ")";
        shared.outside = all_broken ? Outside::broken : Outside::unknown;
        shared.syncs = *hostless(picture, product);
        end_what_all_outlived(subjects, shared);
        subjects.push_back(std::move(shared));
    }
}

/// What else the log tells: of a directory, or of a system that nobody told the address of.
void add_others(const Picture& picture, std::vector<Subject>& subjects) {
    const auto syncing = subjects.size();
    for (const auto& syncs : picture.log->syncs) {
        const bool belongs = syncs.product.empty() && syncing == 1;
        if (count_of(subjects, syncs.product) > 0 || belongs) continue;
        const auto* product = product_named(syncs.product);
        auto& subject = subjects.emplace_back(
            Subject{.title = (product ? std::string(product->title) + " (sync.log)" : "sync.log"),
                    .product = syncs.product,
                    .syncs = {},
                    .at_best = {}});
        for (const auto& each : picture.log->syncs)
            if (each.product == syncs.product) subject.syncs = merged(subject.syncs, each);
        subject.syncs.product = syncs.product;
        for (const auto& visit : picture.visits) {
            if (product_of(visit.system.kind).id != syncs.product) continue;
            subject.title = title_of(visit.system);
            subject.server = server_text(visit);
            subject.host = visit.system.host;
            subject.is_configured = !visit.system.discovered;
            subject.outside = outside_of(visit);
            if (subject.outside == Outside::broken) break;
        }
    }
}

}  // namespace

bool is_syncing(const Visit& visit) { return product_of(visit.system.kind).syncs; }

std::vector<Subject> subjects_of(const Picture& picture) {
    auto subjects = visited(picture);
    attribute(picture, subjects);
    add_others(picture, subjects);
    add_shared(picture, subjects);
    return subjects;
}

}  // namespace diag::integrations
