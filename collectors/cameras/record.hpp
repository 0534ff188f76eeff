// SPDX-License-Identifier: Apache-2.0
// What became of one camera and of one host's ONVIF service: a line of JSON each in the evidence.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "collectors/cameras/dialogue.hpp"
#include "collectors/cameras/rtp.hpp"
#include "collectors/cameras/sdp.hpp"
#include "platform/json.hpp"

namespace diag::cameras {

enum class Rung { resolve, connect, tls, options, describe, login, setup, play, teardown };

/// How the climb ended.
enum class End {
    ok,              ///< as far as was asked
    wants_login,     ///< answers, and asks for a login, which a brief run does not give
    no_login,        ///< asks for a login and none is known
    wrong_login,     ///< refused the one given
    not_tried,       ///< another camera of this host refused the login, so none was given
    other_scheme,    ///< asks for a login by a scheme we do not speak
    login_withheld,  ///< asks for a password in clear text that is for other cameras as well
    forbidden,       ///< 403
    name_unknown,    ///< the host name has no address
    refused,         ///< connection refused
    unreachable,     ///< no route
    timed_out,       ///< no connection in time
    silent,          ///< connected, then no answer in time
    lost,            ///< the peer ended the connection
    tls_failed,      ///< no TLS
    wrong_service,   ///< what answers is no RTSP
    violation,       ///< what answers breaks the protocol
    redirected,      ///< 3xx: to elsewhere, not followed
    not_found,       ///< 404
    bad_request,     ///< 400
    no_slot,         ///< 453
    no_tcp,          ///< 461
    status,          ///< another status
    no_video,        ///< describes no video
    no_packets,      ///< plays, and sends nothing
    not_rtsp,        ///< the URL is of another kind and was not tried
    bad_url,         ///< the URL cannot be read
    time_up,         ///< the run's time was up
    local_fault,     ///< this machine could not
};

std::string_view name_of(Rung rung);
std::string_view name_of(End end);
std::optional<End> end_named(std::string_view name);
std::optional<Rung> rung_named(std::string_view name);

struct Climbed {
    Rung rung = Rung::connect;
    double ms = 0;
    int status = 0;  ///< of the response; 0 where there is none
};

struct Played {
    RtpFigures figures;
    double first_packet = 0;  ///< ms from PLAY; meaningless without packets
    double seconds = 0;       ///< from the first packet, or PLAY, to the end
};

struct CameraRecord {
    std::string feed;    ///< name; empty where it has none
    std::string source;  ///< "virga", "virgo-factory", "configuration"; several with commas
    std::string scheme, host, address, target, transport;
    std::uint16_t port = 0;

    End end = End::ok;
    Rung at = Rung::resolve;  ///< the last one tried
    std::string words;        ///< why, where the end does not say it all; no secrets
    bool inferred = false;    ///< not asked: what became of others of this host was enough
    std::vector<Climbed> climbed;

    std::string login_scheme, algorithm;  ///< asked for; empty when none
    bool logged_in = false;
    std::string server, methods, reason;
    int status = 0;            ///< the last
    std::string codec, media;  ///< of the video; of all, "video H264, audio PCMA"
    std::optional<PictureSize> size;
    std::optional<double> announced_rate;
    bool other_host = false;    ///< its answers name another host than was asked
    std::uint64_t garbage = 0;  ///< bytes between messages
    std::optional<TlsFacts> tls;
    std::optional<Played> played;
};

json::value to_json(const CameraRecord& record);
std::optional<CameraRecord> camera_record(const json::value& line);

struct Profile {
    std::string codec;
    PictureSize size;
    double rate = 0;  ///< frames/s; 0 when not told
};

/// One host's ONVIF device service.
struct DeviceRecord {
    std::string host, address;
    std::uint16_t port = 0;
    /// "ok", "no_service", "not_authorized", "other_scheme", "no_login", "not_tried", or a Failure
    std::string end;
    std::string words;
    std::optional<double> clock_offset;  ///< s, camera minus server
    double round_trip = 0;               ///< ms, of the question for the time
    std::string time_source;             ///< "Manual" or "NTP"
    std::string maker, model, firmware;
    std::optional<bool> has_ntp;  ///< a time server is set or comes by DHCP
    std::string level;            ///< of our user: "Administrator", ...; empty when not told
    std::vector<Profile> profiles;
};

json::value to_json(const DeviceRecord& record);
std::optional<DeviceRecord> device_record(const json::value& line);

}  // namespace diag::cameras
