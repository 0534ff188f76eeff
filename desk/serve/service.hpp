// SPDX-License-Identifier: Apache-2.0
// The desk's server: which part answers what, and who may ask it.
#pragma once

#include <atomic>
#include <thread>

#include "desk/serve/engineers.hpp"
#include "desk/serve/enrolment.hpp"
#include "desk/serve/line_certificates.hpp"
#include "desk/serve/uploads.hpp"

namespace diag::desk {

class Service final : public WebService {
public:
    explicit Service(Office& office)
        : office_(office),
          board_(office),
          lines_(office, board_),
          intake_(office, board_),
          enrolment_(office),
          line_certificates_(office),
          uploads_(office, board_, intake_),
          engineers_(office, board_, lines_) {}

    WebReception begin(const WebHead& head) override;

    /// Before the first request: settles what a crash left.
    void wake() { intake_.tidy(); }
    /// Every second.
    void tick();
    /// From now on nobody's leaving is noted: all leave.
    void go_down() { lines_.go_down(); }

    /// Prometheus' text format (version 0.0.4).
    std::string metrics(const WebServer::Figures& figures) const;

private:
    WebReception for_agents(const WebHead& head);
    WebReception for_engineers(const WebHead& head);

    Office& office_;
    Board board_;
    Lines lines_;
    Intake intake_;
    Enrolment enrolment_;
    LineCertificates line_certificates_;
    Uploads uploads_;
    Engineers engineers_;
    std::uint64_t ticks_ = 0;
    std::atomic<bool> tidying_ = false;
    std::jthread tidier_;  ///< tidying may take minutes, and revocations must not wait
};

/// The figures, for whoever asks on loopback.
class Metrics final : public WebService {
public:
    explicit Metrics(std::function<std::string()> text) : text_(std::move(text)) {}
    WebReception begin(const WebHead& head) override;

private:
    std::function<std::string()> text_;
};

}  // namespace diag::desk
