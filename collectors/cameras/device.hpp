// SPDX-License-Identifier: Apache-2.0
// One host's ONVIF device service, question by question over HTTP: its clock and its services
// without a login; then, if a login may be given, who it is, its profiles, its time server and what
// our user may do. After the first refusal nothing more is asked with a login.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "collectors/cameras/dialogue.hpp"
#include "collectors/cameras/login_gate.hpp"
#include "collectors/cameras/reader.hpp"
#include "collectors/cameras/record.hpp"
#include "collectors/cameras/soap.hpp"

namespace diag::cameras {

struct Visit {
    StreamUrl url;  ///< http://host:80/onvif/device_service
    Peer peer;
    std::optional<Login> login;
    milliseconds patience{5000};
    bool clock_only = false;  ///< no further question than its time
    /// The server's own clock and what stands for it, to place one on the other.
    Time wall{};
    Instant wall_at{0};
};

class Device final : public Dialogue {
public:
    /// `streams` is what came of logins for this host's streams; it lives longer. `nonce` gives 16
    /// bytes of chance each time.
    Device(Visit visit, DeviceRecord record, const LoginGate& streams,
           std::function<std::string()> nonce);

    const Peer& peer() const override { return visit_.peer; }
    milliseconds connect_patience() const override { return visit_.patience; }
    Turn connected(Instant now, const TlsFacts* tls) override;
    Turn received(std::string_view bytes, Instant now) override;
    Turn failed(Failure failure, Instant now) override;
    Turn late(Instant now) override;
    Turn resume(Instant) override { return {}; }
    Turn hurry(Instant now) override;

    DeviceRecord& record() { return record_; }

private:
    enum class Asked { time, capabilities, information, profiles, ntp, users };

    Turn answered(const Response& response, Instant now);
    Turn proceed(Asked next);
    Turn over(std::string end, std::string words = {});
    Turn take_time(const Response& response, Instant now);
    Turn take_information(const Response& response);
    std::string body(Instant now) const;
    Time camera_time(Instant now) const;

    Visit visit_;
    DeviceRecord record_;
    const LoginGate& streams_;
    std::function<std::string()> nonce_;
    Reader reader_{Reader::Speaks::http};
    Asked asked_ = Asked::time;
    bool speaking_ = false;  ///< a question is out
    Instant sent_{0};
    milliseconds ahead_{0};  ///< camera's clock minus ours
    std::string media_path_;
};

}  // namespace diag::cameras
