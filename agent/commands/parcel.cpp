// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/parcel.hpp"

#include <unistd.h>

#include <algorithm>

#include "agent/cases/case_file.hpp"
#include "agent/collect/room.hpp"
#include "agent/commands/case.hpp"
#include "agent/commands/case_identity.hpp"
#include "agent/commands/reviewing.hpp"
#include "agent/commands/screenshots.hpp"
#include "agent/commands/setting.hpp"
#include "agent/config/state_version.hpp"
#include "agent/redact/case_key.hpp"
#include "platform/digest.hpp"
#include "platform/log.hpp"
#include "platform/terminal.hpp"
#include "platform/text.hpp"
#include "platform/units.hpp"

namespace diag::commands {
namespace {

constexpr milliseconds default_review = std::chrono::minutes{30};
constexpr milliseconds longest_review = std::chrono::hours{24};
constexpr milliseconds mount_patience{5000};  // for what somebody named and may lie on a dead mount

Result<std::vector<Certificate>> recipients_of(const Invocation& invocation,
                                               const config::Config& config) {
    auto files = invocation.values("--to");
    if (files.empty()) files = config.collect.recipients;
    if (files.empty())
        return Error{Fault::refused,
                     "nobody to seal the bundle for: give --to CERT (the desk's recipient.pem), or "
                     "set collect.recipients in the configuration"};
    std::vector<Certificate> all;
    for (const auto& file : files) {
        auto certificate = exchange::recipient_from_file(file, system_clock().now());
        if (!certificate) return Error{Fault::malformed, certificate.error().what};
        all.push_back(std::move(*certificate));
    }
    return all;
}

/// The lowest directory above `path` that is there.
std::string nearest_parent(const std::filesystem::path& path) {
    auto parent = path.parent_path();
    while (parent != parent.root_path() &&
           !disposable_paths().resolve(parent.native(), mount_patience))
        parent = parent.parent_path();
    return parent.native();
}

Result<std::optional<std::filesystem::path>> out_of(const Invocation& invocation,
                                                    const config::Config& config) {
    const auto given = invocation.value("--out", config.collect.out);
    if (given.empty()) return std::optional<std::filesystem::path>{};
    std::error_code failure;
    const std::filesystem::path out = std::filesystem::absolute(given, failure);
    const auto there = disposable_paths().resolve(out.native(), mount_patience);
    if (there && !std::filesystem::is_directory(out, failure))
        return Error{Fault::refused, "--out: " + given + " is a file, not a directory"};
    if (!there && there.error().fault != Fault::absent)
        return Error{there.error().fault, "--out: " + there.error().what};
    // A slip of the pen must not become a directory that nobody looks into.
    if (!there)
        return Error{Fault::refused, "--out: there is no directory " + given + ", only " +
                                         nearest_parent(out) + "; make it first (mkdir -p)"};
    return std::optional{out};
}

/// At most one byte is asked for: whether it is a file that can be read, not what it holds.
Result<std::filesystem::path> readable(const std::string& given, const std::string& what,
                                       bool links) {
    std::error_code failure;
    const auto file = std::filesystem::absolute(given, failure);
    const auto real = disposable_paths().resolve(file.native(), mount_patience);
    if (!real) return Error{real.error().fault, what + real.error().what};
    if (!links)
        for (const auto& link : real->links)
            if (link.starts_with(file.lexically_normal().native() + " -> "))
                return Error{Fault::malformed, what + given + " is a link: name the file itself"};
    const auto read = disposable_paths().read(real->path, 0, mount_patience);
    if (!read && read.error().fault != Fault::full)
        return Error{read.error().fault, what + read.error().what};
    return std::filesystem::path(real->path);
}

/// Of --attach, and of the case. A case's file comes from elsewhere: it names no links.
Result<std::vector<std::filesystem::path>> attachments_of(const Invocation& invocation,
                                                          const cases::Notes& notes) {
    std::vector<std::filesystem::path> all;
    for (const auto& given : invocation.values("--attach")) {
        auto file = readable(given, "--attach: ", true);
        if (!file) return file.error();
        all.push_back(std::move(*file));
    }
    for (const auto& given : notes.attachments) {
        if (is_screenshot(given)) continue;
        auto file = readable(given, "attachments of the case: ", false);
        if (!file)
            return Error{
                file.error().fault == Fault::refused ? Fault::malformed : file.error().fault,
                file.error().what};
        all.push_back(std::move(*file));
    }
    return all;
}

/// The screenshots of the case, after somebody was asked.
Result<std::vector<collect::Screenshot>> screenshots_for(
    const Invocation& invocation, const cases::Notes& notes, const collect::Order& order,
    const std::vector<Certificate>& recipients) {
    auto all = screenshots_of(notes, order.scope, order.language);
    if (!all) return all;
    std::string names;
    for (const auto& each : recipients)
        names += (names.empty() ? "" : ", ") + one_line(each.name());
    if (const auto asked = ask_for_screenshots(*all, invocation, names, order.language); !asked)
        return asked.error();
    return all;
}

/// Whom support calls about a bundle when the case does not say.
std::string contact_of(const config::Site& site) {
    if (site.contact_alternate.empty()) return site.contact_primary;
    return site.contact_primary + "; otherwise " + site.contact_alternate;
}

/// How the clocks of the case stand now. A record or calendar that does not hold is no reason to
/// keep evidence from whoever waits for it.
void add_clocks(cases::Notes& notes, const Invocation& invocation, const config::Config& config,
                const std::filesystem::path& state) {
    const auto told = [&]() -> Result<> {
        const auto history = case_history(state, notes.number);
        if (!history) return history.error();
        if (history->entries().empty() && !notes.opened) return {};
        const auto calendar = calendar_of(invocation, config);
        if (!calendar) return calendar.error();
        return tell_clocks(notes, *history, *calendar, system_clock().now());
    }();
    if (!told) log::warning("the bundle tells no clocks of the case: " + told.error().what);
}

/// The case with its clocks. Contacts of the configuration where the case has none.
Result<cases::Notes> case_of(const Invocation& invocation, const config::Config& config,
                             const std::filesystem::path& state) {
    auto notes = cases::notes_in(system_files(), invocation.value("--case"));
    if (!notes) return notes;
    warn_unless_known(*notes);
    if (notes->contact.empty()) notes->contact = contact_of(config.site);
    add_clocks(*notes, invocation, config, state);
    return notes;
}

/// How somebody here is asked: on a page where there is a terminal to print its link, or where the
/// command line says how long to wait for an answer on it.
Result<Asking> asking_of(const Invocation& invocation, const collect::Order& order) {
    Asking asking{.language = order.language, .span = default_review};
    asking.page = invocation.has("--for") || is_terminal(STDIN_FILENO);
    if (!invocation.has("--for")) return asking;
    const auto span = duration_from(invocation.value("--for"));
    if (!span || *span > longest_review || *span <= milliseconds{0})
        return Error{Fault::refused, "--for: expected a span up to 24h, such as 10m"};
    asking.span = *span;
    return asking;
}

Result<decltype(collect::Parcel::review)> review_of(const Invocation& invocation,
                                                    const collect::Order& order) {
    if (!invocation.has("--review")) return decltype(collect::Parcel::review){};
    const auto asking = asking_of(invocation, order);
    if (!asking) return asking.error();
    return decltype(collect::Parcel::review){[how = *asking](const collect::ForReview& material) {
        return ask_whether_to_seal(material, how);
    }};
}

}  // namespace

Result<exchange::BundleLimits> limits_of(const config::Config& config, const collect::Order& order,
                                         const std::optional<std::filesystem::path>& out) {
    const auto room = collect::bundle_room(
        disposable_paths(), out.value_or(order.state),
        {.free_share = static_cast<double>(config.limits.max_free_share_percent),
         .keep_free = static_cast<double>(config.limits.min_free_percent)});
    if (!room) return room.error();
    return exchange::BundleLimits{.volume_bytes = config.collect.volume_size,
                                  .bundle_bytes = std::min(*room, config.collect.max_bytes)};
}

Result<collect::Parcel> parcel_from(const Invocation& invocation, const collect::Order& order) {
    const auto config = config_of(invocation);
    if (!config) return config.error();
    if (const auto marked = config::mark_state(order.state); !marked) return marked.error();
    auto recipients = recipients_of(invocation, *config);
    if (!recipients) return recipients.error();
    auto notes = case_of(invocation, *config, order.state);
    if (!notes) return notes.error();
    const auto out = out_of(invocation, *config);
    if (!out) return out.error();
    const auto attach = attachments_of(invocation, *notes);
    if (!attach) return attach.error();
    const auto limits = limits_of(*config, order, *out);
    if (!limits) return limits.error();
    const auto case_name = notes->number.empty() ? uuid_v7(system_clock().now()) : notes->number;
    const auto key = redact::case_key(order.state, case_name);
    if (!key) return key.error();
    auto review = review_of(invocation, order);
    if (!review) return review.error();
    auto screenshots = screenshots_for(invocation, *notes, order, *recipients);
    if (!screenshots) return screenshots.error();
    return collect::Parcel{.recipients = std::move(*recipients),
                           .limits = *limits,
                           .key = *key,
                           .case_name = case_name,
                           .notes = std::move(*notes),
                           .attach = *attach,
                           .screenshots = std::move(*screenshots),
                           .out = *out,
                           .review = std::move(*review)};
}

}  // namespace diag::commands
