// SPDX-License-Identifier: Apache-2.0
#include "collectors/notifications/dialogue.hpp"

#include <algorithm>
#include <array>

#include "platform/base64.hpp"
#include "platform/text.hpp"

namespace diag::notifications {
namespace {

constexpr std::size_t most_bytes = 64 * 1024;

bool offers(const std::vector<std::string>& mechanisms, std::string_view name) {
    return std::find(mechanisms.begin(), mechanisms.end(), name) != mechanisms.end();
}

/// A reply that repeats what was given to log in is not told on.
bool repeats(std::string_view text, const Login& login) {
    for (const auto& secret : {login.password, base64(login.password),
                               base64(std::string(1, '\0') + login.user + '\0' + login.password)})
        if (!secret.empty() && text.find(secret) != text.npos) return true;
    return false;
}

}  // namespace

std::string_view name_of_step(int step) {
    constexpr std::array<std::string_view, 13> names{"banner", "ehlo", "ehlo", "starttls", "tls",
                                                     "auth",   "auth", "auth", "mail",     "rcpt",
                                                     "data",   "body", "quit"};
    return names.at(static_cast<std::size_t>(step));
}

std::string data_of(std::string_view message) {
    std::string stuffed;
    for (const auto line : lines_of(message))
        stuffed += (line.starts_with('.') ? "." : "") + std::string(line) + "\n";
    return stuffed + ".\r\n";
}

Dialogue::Dialogue(Errand errand, milliseconds patience) : errand_(std::move(errand)) {
    visit_.host = errand_.host;
    visit_.port = errand_.port;
    visit_.security = errand_.security;
    visit_.builtin = errand_.builtin;
    visit_.step = "connect";
    visit_.patience = static_cast<std::uint64_t>(patience.count());
}

void Dialogue::connected(milliseconds took, std::string address) {
    visit_.address = std::move(address);
    visit_.connect = took;
    now_ = asked_ = took;
    visit_.step = begins_with_tls() ? "tls" : "banner";
}

Turn Dialogue::secured(TlsFacts tls, milliseconds now) {
    visit_.tls = std::move(tls);
    secured_ = true;
    now_ = asked_ = now;
    if (step_ != Step::shaking) {
        visit_.step = "banner";
        return {};
    }
    // What was said before TLS does not count any more (RFC 3207 4.2).
    extensions_ = {};
    return say(Step::ehlo, "EHLO " + errand_.own_name);
}

Turn Dialogue::received(std::string_view bytes, milliseconds now) {
    taken_ += bytes.size();
    if (taken_ > most_bytes) return give_up(Fault::full, "more than 64 KiB of replies");
    now_ = now;
    Turn turn;
    while (!bytes.empty() && !turn.done) {
        switch (reader_.take(bytes)) {
            case ReplyReader::State::reading:
                return turn;
            case ReplyReader::State::foreign:
                return give_up(Fault::malformed, "no SMTP: " + reader_.foreign());
            case ReplyReader::State::endless:
                return give_up(Fault::full, "a reply without an end");
            case ReplyReader::State::whole:
                break;
        }
        note(reader_.reply(), now);
        turn = on_reply(reader_.reply());
        if (turn.secure && !bytes.empty())
            return give_up(Fault::malformed, "bytes between STARTTLS and TLS");
        // A server that answers before it was asked would be read one step off.
        if (!turn.done && !bytes.empty())
            return give_up(Fault::malformed, "more replies than questions");
    }
    return turn;
}

void Dialogue::note(const Reply& reply, milliseconds now) {
    if (step_ == Step::quit) return;
    Exchange said{std::string(name_of_step(static_cast<int>(step_))), reply.code, reply.status(),
                  reply.text(), now - asked_};
    if (errand_.letter && repeats(joined(reply.lines, " "), errand_.letter->sender.login))
        said.text = "(not shown)";
    visit_.said.push_back(std::move(said));
}

Turn Dialogue::on_reply(const Reply& reply) {
    switch (step_) {
        case Step::banner:
            return on_banner(reply);
        case Step::ehlo:
        case Step::helo:
            return on_ehlo(reply);
        case Step::starttls:
            if (!reply.good()) return give_up(Fault::refused, "STARTTLS was refused");
            step_ = Step::shaking;
            visit_.step = "tls";
            return {.secure = true};
        case Step::auth:
        case Step::user:
        case Step::password:
            return on_auth(reply);
        case Step::mail:
            if (!reply.good()) return give_up(Fault::refused, "the sender was refused");
            return say(Step::rcpt, "RCPT TO:<" + errand_.letter->to + ">");
        case Step::rcpt:
            if (!reply.good()) return give_up(Fault::refused, "the recipient was refused");
            return say(Step::data, "DATA");
        case Step::data:
            if (reply.code != 354) return give_up(Fault::refused, "DATA was refused");
            step_ = Step::body;
            visit_.step = "body";
            asked_ = now_;
            return {.send = data_of(errand_.letter->message)};
        case Step::body:
            if (!reply.good()) return give_up(Fault::refused, "the message was refused");
            visit_.delivered = true;
            return quit();
        case Step::shaking:
            return give_up(Fault::malformed, "bytes between STARTTLS and TLS");
        case Step::quit:
            return {.done = true};
    }
    return {.done = true};
}

Turn Dialogue::on_banner(const Reply& reply) {
    if (!reply.good()) return give_up(Fault::refused, "the server turns us away");
    return say(Step::ehlo, "EHLO " + errand_.own_name);
}

Turn Dialogue::on_ehlo(const Reply& reply) {
    // A server from before 1995 knows no EHLO and must be asked anew (RFC 5321 3.2).
    if (step_ == Step::ehlo && reply.code >= 500 && reply.code <= 504)
        return say(Step::helo, "HELO " + errand_.own_name);
    if (!reply.good()) return give_up(Fault::refused, "the greeting was refused");
    extensions_ = step_ == Step::ehlo ? extensions_in(reply) : Extensions{};
    visit_.auth = extensions_.auth;
    if (!secured_) {
        visit_.offers_starttls = extensions_.starttls;
        visit_.auth_clear = extensions_.auth;
        // It is looked at wherever it is offered: SAFR may use it unasked.
        if (extensions_.starttls && errand_.security != Security::none)
            return say(Step::starttls, "STARTTLS");
    }
    return go_on();
}

Turn Dialogue::go_on() {
    if (!errand_.letter) return quit();
    if (!secured_ && errand_.security == Security::starttls)
        return give_up(Fault::refused, "STARTTLS is not offered");
    const auto& letter = *errand_.letter;
    if (letter.confidential && !secured_ && !letter.in_clear) return withhold("clear");
    if (letter.confidential && secured_ && !is_vouched_for()) return withhold("untrusted");
    const auto& login = letter.sender.login;
    if (!login.user.empty() && !login.password.empty()) return log_in();
    return begin_letter();
}

Turn Dialogue::begin_letter() {
    const auto& letter = *errand_.letter;
    if (extensions_.size && letter.message.size() > *extensions_.size) return withhold("size");
    return say(Step::mail, "MAIL FROM:<" + letter.sender.from + ">");
}

Turn Dialogue::withhold(std::string_view why) {
    visit_.withheld = why;
    return quit();
}

bool Dialogue::is_vouched_for() const {
    return errand_.letter->any_certificate ||
           (visit_.tls && visit_.tls->distrust.empty() && visit_.tls->names_host);
}

Turn Dialogue::log_in() {
    if (!secured_) return withhold("clear");
    if (!is_vouched_for()) return withhold("untrusted");
    if (!offers(extensions_.auth, "PLAIN") && !offers(extensions_.auth, "LOGIN"))
        return withhold("mechanism");
    if (!offers(extensions_.auth, "PLAIN")) return say(Step::auth, "AUTH LOGIN");
    const auto& login = errand_.letter->sender.login;
    return say(Step::password,
               "AUTH PLAIN " + base64(std::string(1, '\0') + login.user + '\0' + login.password));
}

Turn Dialogue::on_auth(const Reply& reply) {
    const auto& letter = *errand_.letter;
    if (step_ == Step::auth && reply.code == 334)
        return say(Step::user, base64(letter.sender.login.user));
    if (step_ == Step::user && reply.code == 334)
        return say(Step::password, base64(letter.sender.login.password));
    if (reply.code == 334) {
        // It wants more than was agreed on: an asterisk ends it (RFC 4954 4).
        return say(Step::password, "*");
    }
    if (!reply.good()) return give_up(Fault::refused, "the log-in was refused");
    return begin_letter();
}

Turn Dialogue::say(Step step, std::string_view words) {
    step_ = step;
    visit_.step = name_of_step(static_cast<int>(step));
    asked_ = now_;
    return {.send = std::string(words) + "\r\n"};
}

Turn Dialogue::give_up(Fault fault, std::string reason) {
    if (step_ == Step::quit) return {.done = true};
    visit_.fault = fault;
    visit_.reason = std::move(reason);
    if (errand_.letter && repeats(visit_.reason, errand_.letter->sender.login))
        visit_.reason = "no SMTP";
    step_ = Step::quit;
    return {.send = "QUIT\r\n", .done = true};
}

Turn Dialogue::quit() {
    visit_.step = "quit";
    step_ = Step::quit;
    return {.send = "QUIT\r\n"};
}

Turn Dialogue::failed(Fault fault, std::string_view reason) {
    // All that was to be known is known: how it took the farewell does not matter.
    if (step_ == Step::quit) return {.done = true};
    visit_.fault = fault;
    visit_.reason = one_line(reason);
    const bool listens =
        fault == Fault::timed_out && visit_.step != "connect" && visit_.step != "tls";
    step_ = Step::quit;
    return {.send = listens ? "QUIT\r\n" : "", .done = true};
}

}  // namespace diag::notifications
