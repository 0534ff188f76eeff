// SPDX-License-Identifier: Apache-2.0
#include "collectors/cameras/dialogues_asio.hpp"

#include <boost/asio/post.hpp>
#include <vector>

#include "collectors/cameras/switchboard_asio.hpp"
#include "platform/tls.hpp"

namespace diag::cameras {
namespace {

constexpr milliseconds farewell{700};

}  // namespace

using boost::system::error_code;

Switchboard::Switchboard(Agenda& agenda, std::size_t at_once) : agenda_(agenda), at_once_(at_once) {
    accept_any_peer(secure_.native_handle());
    // Cameras speak what was usual when they were built: also ciphers without a certificate.
    SSL_CTX_set_cipher_list(secure_.native_handle(), "ALL:@SECLEVEL=0");
}

void Switchboard::fill() {
    while (!closing_ && lines_.size() < at_once_ + agenda_.uncounted()) {
        auto dialogue = agenda_.next(instant_now());
        if (!dialogue) break;
        const auto line = std::make_shared<Line>(*this, std::move(dialogue));
        lines_.insert(line);
        line->connect();
    }
    if (lines_.empty()) deadline_.cancel();
}

void Switchboard::over(const LinePtr& line) {
    if (lines_.erase(line) == 0) return;
    agenda_.ended(line->take_dialogue());
    // Not from here: the line that is over is still on the stack.
    boost::asio::post(loop_, [this] {
        look();
        fill();
    });
}

void Switchboard::look() {
    if (seen_ == agenda_.changes()) return;
    while (seen_ != agenda_.changes()) {
        seen_ = agenda_.changes();
        const std::vector<LinePtr> all(lines_.begin(), lines_.end());
        for (const auto& line : all) line->resume();
    }
    fill();
}

void Switchboard::close() {
    closing_ = true;
    const std::vector<LinePtr> all(lines_.begin(), lines_.end());
    for (const auto& line : all) line->hurry();
    deadline_.expires_after(farewell);
    deadline_.async_wait([this](error_code fault) {
        if (!fault) loop_.stop();
    });
    if (lines_.empty()) deadline_.cancel();
}

void Switchboard::run(milliseconds most) {
    seen_ = agenda_.changes();
    deadline_.expires_after(most);
    deadline_.async_wait([this](error_code fault) {
        if (!fault) close();
    });
    fill();
    loop_.run();
    for (const auto& line : lines_) {
        line->drop();
        agenda_.ended(line->take_dialogue());
    }
    lines_.clear();
}

Instant instant_now() {
    return std::chrono::duration_cast<Instant>(std::chrono::steady_clock::now().time_since_epoch());
}

void converse(Agenda& agenda, std::size_t at_once, milliseconds most) {
    Switchboard board(agenda, at_once > 0 ? at_once : 1);
    board.run(most);
}

}  // namespace diag::cameras
