// SPDX-License-Identifier: Apache-2.0
#include "desk/serve/uploads.hpp"

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "desk/serve/headers.hpp"
#include "desk/serve/piece.hpp"
#include "platform/descriptor.hpp"
#include "platform/digest.hpp"
#include "platform/files.hpp"
#include "platform/log.hpp"
#include "platform/text.hpp"

namespace diag::desk {
namespace {

constexpr std::chrono::hours day{24};

WebAnswer with_tus(WebAnswer answer) {
    answer.headers.emplace_back("Tus-Resumable", "1.0.0");
    answer.headers.emplace_back("Cache-Control", "no-store");
    return answer;
}

WebAnswer tus_error(int status, std::string_view sentence) {
    return with_tus(diag::web_error(status, sentence));
}

std::string random_id() {
    std::array<unsigned char, 16> bytes{};
    fill_random(bytes);
    return hex(bytes);
}

/// Full: this agent's share of a day is used up. Timed_out: something else is, for now.
WebAnswer no_room(const Error& error) {
    if (error.fault == Fault::full) return tus_error(429, error.what);
    if (error.fault == Fault::timed_out) return tus_error(503, error.what);
    return with_tus(web_error(error));
}

/// Refused: it is no bundle. Absent: its bytes were altered, or somebody else ended it.
WebAnswer unsettled(const Error& error) {
    if (error.fault == Fault::refused) return tus_error(422, error.what);
    if (error.fault == Fault::malformed) return tus_error(460, error.what);
    return with_tus(web_error(error));
}

/// The free bytes of the disk, and those to be kept free.
Result<std::pair<std::uint64_t, std::uint64_t>> free_of(const std::filesystem::path& directory,
                                                        std::uint64_t percent) {
    struct statvfs room {};
    if (::statvfs(directory.c_str(), &room) != 0) return from_errno(errno, directory.native());
    const std::uint64_t unit = room.f_frsize;
    return std::pair{room.f_bavail * unit, room.f_blocks * unit / 100 * percent};
}

}  // namespace

WebAnswer Uploads::abilities() const {
    return with_tus({.status = 204,
                     .headers = {{"Tus-Version", "1.0.0"},
                                 {"Tus-Extension", "creation,termination,checksum,expiration"},
                                 {"Tus-Checksum-Algorithm", "sha256"},
                                 {"Tus-Max-Size", std::to_string(office_.settings.bundle_bytes)}}});
}

WebReception Uploads::answer(const WebHead& head, const Caller& caller) {
    if (header_of(head.headers, "Tus-Resumable") != "1.0.0") {
        auto answer = tus_error(412, "this speaks tus 1.0.0 (Tus-Resumable)");
        answer.headers.emplace_back("Tus-Version", "1.0.0");
        return answer;
    }
    const auto id = head.path.substr(uploads_path.size());
    if (id.empty())
        return head.method == "POST" ? create(head, caller) : tus_error(405, "POST creates");
    const auto upload = office_.store.receipts->upload(id);
    // Another agent's is none: not even that it exists is told.
    if ((!upload && upload.error().fault == Fault::absent) ||
        (upload && upload->agent != caller.name))
        return tus_error(404, "there is no such upload");
    if (!upload) return with_tus(web_error(upload.error()));
    if (head.method == "HEAD") return offset(*upload);
    if (head.method == "PATCH") return append(head, *upload);
    if (head.method == "DELETE") return end(*upload);
    return tus_error(405, "HEAD, PATCH or DELETE");
}

WebAnswer Uploads::create(const WebHead& head, const Caller& caller) {
    const auto asked = creation_from(head.headers);
    if (!asked) return tus_error(400, asked.error().what);
    const Upload upload{.id = random_id(),
                        .agent = caller.name,
                        .bundle = asked->bundle,
                        .sha256 = asked->sha256,
                        .size = asked->size,
                        .begun = office_.clock.now(),
                        .touched = office_.clock.now()};
    if (upload.size > office_.settings.bundle_bytes)
        return tus_error(
            413, "this desk takes bundles of at most " + bytes_text(office_.settings.bundle_bytes));
    if (const auto known = office_.known(caller); !known) return with_tus(web_error(known.error()));
    const std::lock_guard hold(creating_);
    const auto here = office_.store.bundles->bundle(upload.bundle, caller.name);
    if (here && here->sha256 == upload.sha256)
        return with_tus(web_json({{"error", "it is here already"}, {"complete", true}}, 409));
    if (here) return tus_error(422, "another bundle of this id is here");
    const auto before = office_.store.receipts->upload_of(caller.name, upload.bundle);
    if (before && before->sha256 == upload.sha256 && before->size == upload.size)
        return begin(*before);
    if (before)
        if (const auto dropped = intake_.drop(*before); !dropped)
            return with_tus(web_error(dropped.error()));
    if (const auto room = room_for(caller, upload.size); !room) return no_room(room.error());
    if (const auto kept = office_.store.receipts->begin(upload); !kept)
        return with_tus(web_error(kept.error()));
    return begin(upload);
}

Result<> Uploads::room_for(const Caller& caller, std::uint64_t size) {
    const auto& settings = office_.settings;
    const auto all = office_.store.receipts->uploads({});
    if (!all) return all.error();
    std::uint64_t ours = 0, our_bytes = 0, outstanding = 0;
    for (const auto& each : *all) {
        const auto there = received(office_.home, each);
        outstanding += each.size - std::min(each.size, there);
        if (each.agent != caller.name) continue;
        ++ours;
        our_bytes += each.size;
    }
    if (ours >= settings.uploads)
        return Error{Fault::timed_out,
                     "this agent has " + std::to_string(ours) + " uploads under way"};
    const auto arrived = office_.store.bundles->bytes_since(caller.name, office_.clock.now() - day);
    if (!arrived) return arrived.error();
    if (*arrived + our_bytes + size > settings.day_bytes)
        return Error{Fault::full, "this agent's " + bytes_text(settings.day_bytes) +
                                      " a day are used up: try again tomorrow"};
    const auto whole = office_.store.bundles->bytes_since(caller.name, Time{});
    if (!whole) return whole.error();
    if (*whole + our_bytes + size > settings.agent_bytes)
        return Error{Fault::full,
                     "the desk holds as much of this agent as it may: bundles must be "
                     "removed there first"};
    const auto room = free_of(office_.home.directory(), settings.keep_free_percent);
    if (!room) return room.error();
    if (room->first < room->second + outstanding + size)
        return Error{Fault::timed_out, "the desk's disk is nearly full: try again later"};
    return {};
}

WebAnswer Uploads::begin(const Upload& upload) {
    if (const auto ours = own_directory(office_.home.file("incoming")); !ours)
        return with_tus(web_error(ours.error()));
    const auto file = incoming_file(office_.home, upload.id);
    const Descriptor open{
        ::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR)};
    if (!open) return with_tus(web_error(from_errno(errno, file.native())));
    return with_tus({.status = 201,
                     .headers = {{"Location", std::string(uploads_path) + upload.id},
                                 {"Upload-Expires", http_date(upload.touched + upload_life)}}});
}

WebAnswer Uploads::offset(const Upload& upload) {
    // A connection that still writes is ended first, so that what is said here stays true.
    const auto pen = take_pen(upload.id);
    const auto size = received(office_.home, upload);
    // The answer to the last piece was lost, or settling failed: nobody is to think it is here.
    if (size == upload.size)
        if (const auto bundle = intake_.settle(upload); !bundle) return unsettled(bundle.error());
    return with_tus({.status = 200,
                     .headers = {{"Upload-Offset", std::to_string(size)},
                                 {"Upload-Length", std::to_string(upload.size)},
                                 {"Upload-Expires", http_date(upload.touched + upload_life)}}});
}

std::shared_ptr<Uploads::Pen> Uploads::take_pen(const std::string& upload) {
    auto mine = std::make_shared<Pen>();
    std::shared_ptr<Pen> last;
    {
        const std::lock_guard hold(mutex_);
        std::erase_if(pens_, [](const auto& each) { return each.second.expired(); });
        last = pens_[upload].lock();
        pens_[upload] = mine;
    }
    if (last) {
        const std::lock_guard hold(last->mutex);
        last->taken = true;
        std::error_code ignored;
        if (last->unproven_from)
            std::filesystem::resize_file(incoming_file(office_.home, upload), *last->unproven_from,
                                         ignored);
    }
    return mine;
}

WebReception Uploads::append(const WebHead& head, const Upload& upload) {
    auto asked = continuation_from(head.headers);
    if (!asked)
        return tus_error(asked.error().fault == Fault::unsupported ? 415 : 400, asked.error().what);
    const auto pen = take_pen(upload.id);
    const auto size = received(office_.home, upload);
    if (asked->offset != size)
        return tus_error(409, "the upload stands at " + std::to_string(size));
    if (head.length && *head.length > upload.size - size)
        return tus_error(413, "more than was announced");
    auto piece = std::make_unique<Piece>(*this, upload, pen, size, std::move(asked->digest));
    if (const auto open = piece->open(); !open) return with_tus(web_error(open.error()));
    return piece;
}

WebAnswer Uploads::appended(const Upload& upload, std::uint64_t size) {
    const auto now = office_.clock.now();
    if (const auto touched = office_.store.receipts->touch(upload.id, now); !touched)
        return with_tus(web_error(touched.error()));
    board_.coming(upload.agent, upload.bundle);
    if (size == upload.size)
        if (const auto bundle = intake_.settle(upload); !bundle) return unsettled(bundle.error());
    return with_tus({.status = 204,
                     .headers = {{"Upload-Offset", std::to_string(size)},
                                 {"Upload-Expires", http_date(now + upload_life)}}});
}

WebAnswer Uploads::end(const Upload& upload) {
    const auto pen = take_pen(upload.id);
    const auto dropped = intake_.drop(upload);
    return dropped ? with_tus({.status = 204}) : with_tus(web_error(dropped.error()));
}

}  // namespace diag::desk
