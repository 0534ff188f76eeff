// SPDX-License-Identifier: Apache-2.0
// Talking to a mail server without touching the network: bytes come in, bytes to send go out. What
// carries them is carry_asio.cpp; tests carry them by hand.
//
// Without a letter it says EHLO, STARTTLS, EHLO and QUIT: no log-in, no sender, no recipient.
#pragma once

#include <string>
#include <string_view>

#include "collectors/notifications/reply.hpp"
#include "collectors/notifications/visit.hpp"

namespace diag::notifications {

/// What the dialogue wants next.
struct Turn {
    std::string send;
    bool secure = false;  ///< send, then shake hands for TLS
    bool done = false;    ///< send, then close
};

class Dialogue {
public:
    /// `patience` is what each step is given.
    Dialogue(Errand errand, milliseconds patience);

    /// TLS from the first byte is wanted.
    bool begins_with_tls() const { return errand_.security == Security::tls; }
    const std::string& host() const { return errand_.host; }

    /// TCP stands, `took` after the attempt began, with who has that numeric address.
    void connected(milliseconds took, std::string address);
    /// TLS stands. After this bytes are those inside it.
    Turn secured(TlsFacts tls, milliseconds now);
    /// `bytes` as they came, at a time that only ever grows. 64 KiB are taken in all.
    Turn received(std::string_view bytes, milliseconds now);
    /// The connection failed, or the step took too long (Fault::timed_out): QUIT is sent where
    /// somebody may still listen.
    Turn failed(Fault fault, std::string_view reason);

    /// Times its usual patience: a server may look through a letter before it says that it takes
    /// it (RFC 5321 4.5.3.2.6 gives it ten minutes).
    int patience_factor() const { return step_ == Step::body ? 6 : 1; }

    const Visit& visit() const { return visit_; }

private:
    enum class Step {
        banner,
        ehlo,
        helo,
        starttls,
        shaking,
        auth,
        user,
        password,
        mail,
        rcpt,
        data,
        body,
        quit
    };

    Turn on_reply(const Reply& reply);
    Turn on_banner(const Reply& reply);
    Turn on_ehlo(const Reply& reply);
    Turn on_auth(const Reply& reply);
    Turn go_on();
    Turn log_in();
    Turn begin_letter();
    Turn withhold(std::string_view why);
    bool is_vouched_for() const;
    Turn say(Step step, std::string_view words);
    Turn give_up(Fault fault, std::string reason);
    Turn quit();
    void note(const Reply& reply, milliseconds now);

    Errand errand_;
    Visit visit_;
    ReplyReader reader_;
    Step step_ = Step::banner;
    milliseconds asked_{};
    milliseconds now_{};
    std::size_t taken_ = 0;
    Extensions extensions_;
    bool secured_ = false;
};

std::string_view name_of_step(int step);

/// A message as it goes after DATA: dots doubled and ended as RFC 5321 4.5.2 asks.
std::string data_of(std::string_view message);

}  // namespace diag::notifications
