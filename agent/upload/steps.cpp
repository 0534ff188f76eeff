// SPDX-License-Identifier: Apache-2.0
// What is asked of a tus server, and what each of its answers means.
#include <algorithm>

#include "agent/upload/sending.hpp"
#include "platform/base64.hpp"
#include "platform/json.hpp"
#include "platform/text.hpp"

namespace diag::upload {
namespace {

constexpr std::size_t longest_location = 1000;
constexpr std::size_t longest_words = 300;

/// Only the path counts: an upload does not wander to another host.
std::string path_of(std::string_view location) {
    const auto scheme = location.find("://");
    if (scheme == std::string_view::npos) return std::string(location);
    const auto path = location.find('/', scheme + 3);
    return path == std::string_view::npos ? std::string() : std::string(location.substr(path));
}

bool fit_for_target(std::string_view path) {
    return path.starts_with('/') && path.size() <= longest_location &&
           std::ranges::all_of(path, [](char c) { return c > 0x20 && c < 0x7f; });
}

}  // namespace

Abilities abilities_of(const HttpAnswer& answer) {
    const auto extensions = header_of(answer.headers, "Tus-Extension").value_or("");
    const auto algorithms = header_of(answer.headers, "Tus-Checksum-Algorithm").value_or("");
    const auto holds = [](std::string_view list, std::string_view word) {
        return list.find(word) != std::string_view::npos;
    };
    return {.checksums = holds(extensions, "checksum") && holds(algorithms, "sha256"),
            .termination = holds(extensions, "termination")};
}

std::string words_of(const HttpAnswer& answer) {
    auto text = std::to_string(answer.status) + " " + printable(answer.reason);
    const auto document = json::parse(answer.body);
    const auto said = document ? json::text_at(*document, "error") : std::nullopt;
    if (const auto& why = said ? *said : answer.body; !why.empty())
        text += ": " + printable(why).substr(0, longest_words);
    return text;
}

HttpHeaders tus_headers(HttpHeaders more) {
    more.emplace_back("Tus-Resumable", "1.0.0");
    return more;
}

Result<Step> Sending::learn_abilities() {
    const auto answer = server_.ask({.method = "OPTIONS", .target = base_});
    if (!answer && answer.error().fault == Fault::denied) return answer.error();
    if (!answer) return trouble(answer.error().what);
    if (answer->status / 100 == 5 || answer->status == 429) return unwanted(*answer);
    checksums_ = abilities_of(*answer).checksums;
    return Step::onward;
}

Server::Asked creation(const Parcel& parcel, const std::string& base) {
    return {.method = "POST",
            .target = base,
            .headers = tus_headers({{"Upload-Length", std::to_string(parcel.size)},
                                    {"Upload-Metadata", "bundle " + base64(parcel.bundle) +
                                                            ",sha256 " + base64(parcel.sha256)}})};
}

std::string place_in(const HttpAnswer& answer) {
    auto path = path_of(header_of(answer.headers, "Location").value_or(""));
    return fit_for_target(path) ? path : std::string();
}

bool says_complete(const HttpAnswer& answer) {
    const auto document = json::parse(answer.body);
    return document && json::flag_at(*document, "complete").value_or(false);
}

Result<Step> Sending::create() {
    const auto answer = server_.ask(creation(parcel_, base_));
    if (!answer && answer.error().fault == Fault::denied) return answer.error();
    if (!answer) return trouble(answer.error().what);
    if (answer->status == 409 && says_complete(*answer)) return Step::whole;
    if (answer->status != 201) return unwanted(*answer);
    const auto path = place_in(*answer);
    if (path.empty())
        return Error{Fault::refused, "the server made an upload and does not say where"};
    // Kept before the first byte goes: a reboot must find it.
    if (const auto kept = memory_.remember(path); !kept) return kept.error();
    // Where it stands is asked: it may be one that was begun before.
    location_ = path;
    return Step::onward;
}

Result<Step> Sending::ask_offset() {
    const auto answer =
        server_.ask({.method = "HEAD", .target = location_, .headers = tus_headers()});
    if (!answer && answer.error().fault == Fault::denied) return answer.error();
    if (!answer) return trouble(answer.error().what);
    if (answer->status == 404 || answer->status == 410 || answer->status == 403)
        return Step::begin_anew;
    if (answer->status / 100 != 2) return unwanted(*answer);
    const auto offset = natural(header_of(answer->headers, "Upload-Offset").value_or(""));
    const auto length = header_of(answer->headers, "Upload-Length");
    if (!offset || *offset > parcel_.size || (length && natural(*length) != parcel_.size))
        return Step::begin_anew;
    reached(*offset);
    if (*offset < parcel_.size) takes_no_empty_piece_ = false;
    return takes_no_empty_piece_ ? Step::whole : Step::onward;
}

/// It has every byte, and whether it keeps the file it says in answer to the last piece alone, as
/// it looks at the whole then. That answer may have been lost: an empty piece asks for it again.
Result<Step> Sending::confirm() {
    const auto answer =
        server_.ask({.method = "PATCH",
                     .target = location_,
                     .headers = tus_headers({{"Content-Type", "application/offset+octet-stream"},
                                             {"Upload-Offset", std::to_string(parcel_.size)}})});
    if (!answer && answer.error().fault == Fault::denied) return answer.error();
    if (!answer) return trouble(answer.error().what);
    switch (answer->status) {
        case 404:
        case 410:
        case 460:
            return Step::begin_anew;
        case 400:
        case 403:
        case 409:  // a server that takes no empty piece is believed when it says twice what it has
            takes_no_empty_piece_ = true;
            offset_.reset();
            return Step::onward;
        default:
            break;
    }
    if (answer->status / 100 != 2) return unwanted(*answer);
    const auto offset = natural(header_of(answer->headers, "Upload-Offset").value_or(""));
    if (offset && *offset != parcel_.size)
        return trouble("the server has another part of it than we thought");
    return Step::whole;
}

std::uint64_t Sending::next_size(std::uint64_t offset) const {
    auto size = std::min(chunk_.bytes(), parcel_.size - offset);
    // A slow allowance in small pieces: no piece takes longer than some seconds.
    if (habits_.rate_limit > 0)
        size = std::min(size, std::max(ChunkSize::least / 4, habits_.rate_limit * 4));
    return size;
}

Result<Step> Sending::send_piece() {
    const auto size = next_size(*offset_);
    auto piece = pieces_.take(*offset_, size);
    if (!piece) return piece.error();
    const auto behind = *offset_ + size;
    if (behind < parcel_.size) pieces_.expect(behind, next_size(behind));
    HttpHeaders headers{{"Content-Type", "application/offset+octet-stream"},
                        {"Upload-Offset", std::to_string(*offset_)}};
    if (*checksums_ && !by_parts_)
        headers.emplace_back("Upload-Checksum",
                             "sha256 " + base64(std::span<const unsigned char>(piece->digest)));
    const auto from = clock_.uptime();
    const auto answer = server_.ask({.method = "PATCH",
                                     .target = location_,
                                     .headers = tus_headers(std::move(headers)),
                                     .body = std::move(piece->bytes)});
    if (!answer && answer.error().fault == Fault::denied) return answer.error();
    if (!answer) {
        by_parts_ = size <= ChunkSize::least;
        chunk_.lost();
        return trouble(answer.error().what);
    }
    return answered(*answer, size, clock_.uptime() - from);
}

Result<Step> Sending::answered(const HttpAnswer& answer, std::uint64_t sent, milliseconds took) {
    switch (answer.status) {
        case 413:
            offset_.reset();
            if (chunk_.refused()) return Step::onward;
            return unwanted(answer);
        case 404:
        case 410:
            return Step::begin_anew;
        case 409:  // not at that offset: it says where it is when asked
        case 460:  // the piece came altered
            return trouble("the server has another part of it than we thought");
        default:
            break;
    }
    if (answer.status / 100 != 2) {
        if (answer.status / 100 == 5) chunk_.lost();
        return unwanted(answer);
    }
    const auto offset = natural(header_of(answer.headers, "Upload-Offset").value_or(""));
    if (!offset || *offset > parcel_.size || *offset < *offset_)
        return trouble("the server does not say how much it has");
    reached(*offset);
    trouble_.clear();
    by_parts_ = false;
    back_off_.reset();
    chunk_.passed(took);
    keep_rate(sent, took);
    return *offset == parcel_.size ? Step::whole : Step::onward;
}

Result<Step> Sending::unwanted(const HttpAnswer& answer) {
    const auto words = words_of(answer);
    switch (answer.status) {
        case 401:
            return Error{Fault::denied, "the server does not know us: " + words};
        case 408:
        case 423:  // locked: a try before this one is not over there
        case 429:
            return trouble("the server wants us to wait: " + words);
        case 422:  // it looked at the whole and turned it down: what it had is gone
            memory_.forget();
            return Error{Fault::malformed, "the desk refuses it: " + words};
        default:
            break;
    }
    if (answer.status / 100 == 5) return trouble("the server or a proxy failed: " + words);
    return Error{Fault::refused, "the server does not want it: " + words};
}

}  // namespace diag::upload
