// SPDX-License-Identifier: Apache-2.0
#include "agent/upload/tus.hpp"

#include <algorithm>
#include <fstream>

#include "agent/exchange/back_off.hpp"
#include "platform/base64.hpp"
#include "platform/digest.hpp"
#include "platform/text.hpp"
#include "platform/units.hpp"

namespace diag::upload {
namespace {

constexpr std::size_t longest_location = 1000;
constexpr int most_new_beginnings = 5;

/// What one try showed.
enum class Step { onward, again, begin_anew, whole };

HttpHeaders tus_headers(HttpHeaders more = {}) {
    more.emplace_back("Tus-Resumable", "1.0.0");
    return more;
}

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

class Sending {
public:
    Sending(const Parcel& parcel, const std::string& base, Server& server, const Memory& memory,
            const Habits& habits, Clock& clock, const Watch& watch)
        : parcel_(parcel),
          base_(base),
          server_(server),
          memory_(memory),
          habits_(habits),
          clock_(clock),
          watch_(watch),
          start_(clock.uptime()),
          location_(memory.location()) {}

    Result<> run();

private:
    Result<Step> step();
    Result<Step> learn_abilities();
    Result<Step> create();
    Result<Step> ask_offset();
    Result<Step> send_piece();
    Result<Step> answered(const HttpAnswer& answer, std::uint64_t sent, milliseconds took);
    /// What any answer that is no success means.
    Result<Step> unwanted(const HttpAnswer& answer);
    Result<Step> trouble(std::string why);
    Result<std::string> read_piece(std::uint64_t size);
    bool go_on();
    void pause(milliseconds span);
    void keep_rate(std::uint64_t sent, milliseconds took);

    const Parcel& parcel_;
    const std::string& base_;
    Server& server_;
    const Memory& memory_;
    const Habits& habits_;
    Clock& clock_;
    const Watch& watch_;
    milliseconds start_;
    std::string location_;
    std::optional<std::uint64_t> offset_;
    std::uint64_t acknowledged_here_ = 0;
    std::optional<bool> checksums_;
    ChunkSize chunk_;
    exchange::BackOff back_off_;
    std::string trouble_;
    int beginnings_ = 0;
    std::ifstream file_;
};

bool Sending::go_on() {
    Progress progress{
        .acknowledged = offset_.value_or(0), .size = parcel_.size, .trouble = trouble_};
    const auto spent = clock_.uptime() - start_;
    if (spent.count() > 0)
        progress.rate =
            static_cast<double>(acknowledged_here_) * 1000 / static_cast<double>(spent.count());
    if (progress.rate > 1 && offset_)
        progress.left = milliseconds{static_cast<std::int64_t>(
            static_cast<double>(parcel_.size - *offset_) * 1000 / progress.rate)};
    return watch_(progress);
}

void Sending::pause(milliseconds span) {
    // In pieces, so that a revocation ends it within a second.
    constexpr milliseconds piece{500};
    for (; span.count() > 0 && go_on(); span -= piece) clock_.sleep(std::min(span, piece));
}

Result<Step> Sending::trouble(std::string why) {
    trouble_ = std::move(why);
    offset_.reset();
    return Step::again;
}

Result<Step> Sending::learn_abilities() {
    const auto answer = server_.ask({.method = "OPTIONS", .target = base_});
    if (!answer && answer.error().fault == Fault::denied) return answer.error();
    if (!answer) return trouble(answer.error().what);
    if (answer->status / 100 == 5 || answer->status == 429) return unwanted(*answer);
    const auto extensions = header_of(answer->headers, "Tus-Extension").value_or("");
    const auto algorithms = header_of(answer->headers, "Tus-Checksum-Algorithm").value_or("");
    checksums_ = extensions.find("checksum") != std::string_view::npos &&
                 algorithms.find("sha256") != std::string_view::npos;
    return Step::onward;
}

Result<Step> Sending::create() {
    const auto answer = server_.ask(
        {.method = "POST",
         .target = base_,
         .headers = tus_headers({{"Upload-Length", std::to_string(parcel_.size)},
                                 {"Upload-Metadata", "bundle " + base64(parcel_.bundle) +
                                                         ",sha256 " + base64(parcel_.sha256)}})});
    if (!answer && answer.error().fault == Fault::denied) return answer.error();
    if (!answer) return trouble(answer.error().what);
    if (answer->status == 409) return Step::whole;
    if (answer->status != 201) return unwanted(*answer);
    const auto path = path_of(header_of(answer->headers, "Location").value_or(""));
    if (!fit_for_target(path))
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
    offset_ = *offset;
    return *offset == parcel_.size ? Step::whole : Step::onward;
}

Result<std::string> Sending::read_piece(std::uint64_t size) {
    if (!file_.is_open()) file_.open(parcel_.file, std::ios::binary);
    std::string piece(size, '\0');
    file_.clear();
    file_.seekg(static_cast<std::streamoff>(*offset_));
    file_.read(piece.data(), static_cast<std::streamsize>(size));
    if (static_cast<std::uint64_t>(file_.gcount()) != size)
        return Error{Fault::io, parcel_.file.native() + " cannot be read, or became shorter"};
    return piece;
}

Result<Step> Sending::send_piece() {
    auto size = std::min(chunk_.bytes(), parcel_.size - *offset_);
    // A slow allowance in small pieces: no piece takes longer than some seconds.
    if (habits_.rate_limit > 0)
        size = std::min(size, std::max(ChunkSize::least / 4, habits_.rate_limit * 4));
    const auto piece = read_piece(size);
    if (!piece) return piece.error();
    HttpHeaders headers{{"Content-Type", "application/offset+octet-stream"},
                        {"Upload-Offset", std::to_string(*offset_)}};
    if (*checksums_) {
        const auto digest = sha256(*piece);
        headers.emplace_back("Upload-Checksum",
                             "sha256 " + base64(std::span<const unsigned char>(digest)));
    }
    const auto from = clock_.uptime();
    const auto answer = server_.ask({.method = "PATCH",
                                     .target = location_,
                                     .headers = tus_headers(std::move(headers)),
                                     .body = *piece});
    if (!answer && answer.error().fault == Fault::denied) return answer.error();
    if (!answer) {
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
    acknowledged_here_ += *offset - *offset_;
    offset_ = *offset;
    trouble_.clear();
    back_off_.reset();
    chunk_.passed(took);
    keep_rate(sent, took);
    return *offset == parcel_.size ? Step::whole : Step::onward;
}

void Sending::keep_rate(std::uint64_t sent, milliseconds took) {
    if (habits_.rate_limit == 0) return;
    const milliseconds due{static_cast<std::int64_t>(sent * 1000 / habits_.rate_limit)};
    if (due > took) pause(due - took);
}

Result<Step> Sending::unwanted(const HttpAnswer& answer) {
    const auto words = std::to_string(answer.status) + " " + printable(answer.reason) +
                       (answer.body.empty() ? "" : ": " + printable(answer.body).substr(0, 300));
    switch (answer.status) {
        case 401:
            return Error{Fault::denied, "the server does not know us: " + words};
        case 408:
        case 423:  // locked: a try before this one is not over there
        case 429:
            return trouble("the server wants us to wait: " + words);
        default:
            break;
    }
    if (answer.status / 100 == 5) return trouble("the server or a proxy failed: " + words);
    return Error{Fault::refused, "the server does not want it: " + words};
}

Result<Step> Sending::step() {
    if (!checksums_) {
        const auto learned = learn_abilities();
        if (!learned || *learned != Step::onward) return learned;
    }
    if (location_.empty()) return create();
    if (!offset_) return ask_offset();
    return send_piece();
}

Result<> Sending::run() {
    for (;;) {
        if (!go_on()) return Error{Fault::refused, "stopped before the server had it all"};
        if (clock_.uptime() - start_ > habits_.window)
            return Error{Fault::timed_out,
                         "not sent in time" + (trouble_.empty() ? "" : ": " + trouble_)};
        const auto done = step();
        if (!done) return done.error();
        switch (*done) {
            case Step::whole:
                memory_.forget();
                offset_ = parcel_.size;
                go_on();
                return {};
            case Step::begin_anew:
                if (++beginnings_ > most_new_beginnings)
                    return Error{Fault::refused, "the server loses what it was sent"};
                memory_.forget();
                location_.clear();
                offset_.reset();
                break;
            case Step::again:
                pause(back_off_.next());
                break;
            case Step::onward:
                break;
        }
    }
}

}  // namespace

Result<> send(const Parcel& parcel, const std::string& base, Server& server, const Memory& memory,
              const Habits& habits, Clock& clock, const Watch& watch) {
    return Sending(parcel, base, server, memory, habits, clock, watch).run();
}

}  // namespace diag::upload
