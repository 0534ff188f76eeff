// SPDX-License-Identifier: Apache-2.0
#include "collectors/cameras/device.hpp"

#include <array>

#include "platform/text.hpp"

namespace diag::cameras {
namespace {

/// Cameras tell whole seconds, cut off: on average half a second has passed since.
constexpr milliseconds cut_off{500};

std::string_view question_of(std::size_t asked) {
    constexpr std::array<std::string_view, 6> names{
        "GetSystemDateAndTime", "GetCapabilities", "GetDeviceInformation",
        "GetProfiles",          "GetNTP",          "GetUsers"};
    return names[asked];
}

/// A login in the header of HTTP is asked for, so ours, in the envelope, was not even looked at.
bool wants_another_scheme(const Response& response) {
    return response.status == 401 && !response.header("WWW-Authenticate").empty();
}

bool refuses(const Response& response) {
    if (response.status == 401) return true;
    const auto fault = parse_fault(response.body);
    return fault && (fault->code == "NotAuthorized" || fault->code == "FailedAuthentication" ||
                     fault->code == "OperationProhibited");
}

}  // namespace

Device::Device(Visit visit, DeviceRecord record, const LoginGate& streams,
               std::function<std::string()> nonce)
    : visit_(std::move(visit)),
      record_(std::move(record)),
      streams_(streams),
      nonce_(std::move(nonce)),
      media_path_(visit_.url.target) {
    record_.end = "time_up";
}

Time Device::camera_time(Instant now) const {
    return visit_.wall + std::chrono::floor<milliseconds>(now - visit_.wall_at) + ahead_;
}

std::string Device::body(Instant now) const {
    const auto name = question_of(static_cast<std::size_t>(asked_));
    std::string header;
    if (asked_ >= Asked::information)
        header = username_token(*visit_.login, nonce_(), camera_time(now));
    const auto inner = asked_ == Asked::capabilities ? "<Category>Media</Category>" : "";
    return envelope(
        header,
        question(name, asked_ == Asked::profiles ? media_namespace : device_namespace, inner));
}

Turn Device::connected(Instant now, const TlsFacts*) {
    reader_ = Reader{Reader::Speaks::http};
    const auto text = body(now);
    const auto base = visit_.url.base();
    const auto& path = asked_ == Asked::profiles ? media_path_ : visit_.url.target;
    Turn turn;
    turn.send = "POST " + path + " HTTP/1.1\r\nHost: " + base.substr(base.find("://") + 3) +
                "\r\nUser-Agent: safr-diag\r\nConnection: close\r\n"
                "Content-Type: application/soap+xml; charset=utf-8\r\nContent-Length: " +
                std::to_string(text.size()) + "\r\n\r\n" + text;
    turn.patience = visit_.patience;
    sent_ = now;
    speaking_ = true;
    return turn;
}

Turn Device::over(std::string end, std::string words) {
    record_.end = std::move(end);
    record_.words = note_of(words);
    Turn turn;
    turn.done = true;
    return turn;
}

Turn Device::proceed(Asked next) {
    asked_ = next;
    speaking_ = false;
    Turn turn;
    turn.again = true;
    return turn;
}

Turn Device::take_time(const Response& response, Instant now) {
    const auto time = parse_device_time(response.body);
    if (!time) {
        if (refuses(response)) return over("no_login", "asks for a login even for its clock");
        return over("no_service", std::to_string(response.status) + " " + response.reason);
    }
    record_.time_source = time->source;
    record_.round_trip = static_cast<double>((now - sent_).count()) / 1000;
    if (time->utc) {
        const auto middle = std::chrono::floor<milliseconds>(sent_ + (now - sent_) / 2);
        const auto ours = visit_.wall + middle - std::chrono::floor<milliseconds>(visit_.wall_at);
        ahead_ = *time->utc + cut_off - ours;
        record_.clock_offset = static_cast<double>(ahead_.count()) / 1000;
    }
    if (visit_.clock_only) return over("ok");
    return proceed(Asked::capabilities);
}

Turn Device::take_information(const Response& response) {
    const auto information = parse_device_information(response.body);
    if (!information) {
        if (wants_another_scheme(response))
            return over("other_scheme",
                        std::string(response.header("WWW-Authenticate")
                                        .substr(0, response.header("WWW-Authenticate").find(' '))));
        return over(refuses(response) ? "not_authorized" : "ok");
    }
    record_.maker = information->maker;
    record_.model = information->model;
    record_.firmware = information->firmware;
    return proceed(Asked::profiles);
}

Turn Device::answered(const Response& response, Instant now) {
    speaking_ = false;
    // Elsewhere is not followed: only this host was asked about.
    if (response.status >= 300 && response.status < 400)
        return over("redirected", std::string(response.header("Location")));
    switch (asked_) {
        case Asked::time:
            return take_time(response, now);
        case Asked::capabilities:
            if (auto path = parse_media_path(response.body)) media_path_ = std::move(*path);
            if (!visit_.login) return over("no_login");
            // A refusal for streams counts here as well, as the account may be the same. One by
            // ONVIF does not count there: many cameras keep its users apart.
            if (streams_.bars(*visit_.login))
                return over("not_tried", "a login was refused at this host");
            return proceed(Asked::information);
        case Asked::information:
            return take_information(response);
        case Asked::profiles:
            if (auto profiles = parse_profiles(response.body))
                record_.profiles = std::move(*profiles);
            return proceed(Asked::ntp);
        case Asked::ntp:
            record_.has_ntp = parse_ntp(response.body);
            return proceed(Asked::users);
        case Asked::users:
            if (auto level = parse_user_level(response.body, visit_.login->user))
                record_.level = std::move(*level);
            else if (refuses(response))
                record_.level = "not an administrator";
            return over("ok");
    }
    return over("ok");
}

Turn Device::received(std::string_view bytes, Instant now) {
    if (!speaking_) return {};
    for (;;) {
        auto item = reader_.take(bytes);
        if (reader_.violation() != Violation::none) {
            // Too long an answer costs one question; no HTTP at all means no ONVIF here.
            if (asked_ == Asked::time)
                return over("no_service", std::string(name_of(reader_.violation())));
            return answered({}, now);
        }
        if (!item) return {};
        if (item->response && item->response->status >= 200) return answered(*item->response, now);
    }
}

Turn Device::failed(Failure failure, Instant now) {
    if (speaking_)
        if (const auto response = reader_.finish()) return answered(*response, now);
    if (asked_ > Asked::information) return over("ok", std::string(name_of(failure)));
    return over(std::string(name_of(failure)));
}

Turn Device::late(Instant) { return over(asked_ == Asked::time ? "silent" : "ok", "silent"); }

Turn Device::hurry(Instant) { return over("time_up"); }

}  // namespace diag::cameras
