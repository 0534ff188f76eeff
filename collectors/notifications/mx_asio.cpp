// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <boost/asio.hpp>
#include <memory>
#include <random>

#include "collectors/notifications/carry_asio.hpp"
#include "platform/text.hpp"

namespace diag::notifications {
namespace {

namespace asio = boost::asio;
using asio::ip::udp;
using boost::system::error_code;

/// "10.0.0.1", or "127.0.0.1:5353" where the port is another.
std::vector<udp::endpoint> endpoints_of(const std::vector<std::string>& servers) {
    std::vector<udp::endpoint> all;
    for (const auto& server : servers) {
        const auto colon = server.find(':');
        const bool has_port = colon != server.npos && colon == server.rfind(':');
        const auto port = has_port ? natural(std::string_view(server).substr(colon + 1)) : 53;
        error_code error;
        const auto address =
            asio::ip::make_address(server.substr(0, has_port ? colon : server.npos), error);
        if (!error && port && *port < 65'536)
            all.emplace_back(address, static_cast<std::uint16_t>(*port));
    }
    return all;
}

/// One question on its way, to one server after the other.
class Question : public std::enable_shared_from_this<Question> {
public:
    Question(asio::io_context& loop, const std::vector<udp::endpoint>& servers,
             milliseconds patience)
        : socket_(loop), timer_(loop), servers_(servers), patience_(patience) {}

    void ask(const std::string& domain) {
        auto question = mx_question(domain, static_cast<std::uint16_t>(std::random_device{}()));
        if (!question) {
            answer = question.error();
            return;
        }
        question_ = std::move(*question);
        next();
    }

    Result<MxAnswer> answer = Error{Fault::timed_out, "no name server answered"};

private:
    void next() {
        if (tried_ >= servers_.size()) return;
        const auto& server = servers_[tried_++];
        error_code error;
        socket_.close(error);
        socket_.open(server.protocol(), error);
        // Connected, so that only this server is heard, and a closed port is noticed.
        if (!error) socket_.connect(server, error);
        if (!error) socket_.send(asio::buffer(question_), 0, error);
        if (error) return next();
        timer_.expires_after(patience_ / static_cast<int>(servers_.size()));
        timer_.async_wait([self = shared_from_this()](error_code failed) {
            if (failed) return;
            self->socket_.cancel(failed);
        });
        receive();
    }

    void receive() {
        socket_.async_receive(
            asio::buffer(in_), [self = shared_from_this()](error_code error, std::size_t count) {
                if (error) {
                    self->timer_.cancel();
                    return self->next();
                }
                auto got = mx_from({self->in_.data(), count}, self->question_);
                if (!got && got.error().fault == Fault::absent) return self->receive();
                self->timer_.cancel();
                if (got) got->server = self->servers_[self->tried_ - 1].address().to_string();
                self->answer = std::move(got);
                if (!self->answer && self->answer.error().fault != Fault::malformed) self->next();
            });
    }

    udp::socket socket_;
    asio::steady_timer timer_;
    const std::vector<udp::endpoint>& servers_;
    milliseconds patience_;
    std::string question_;
    std::size_t tried_ = 0;
    std::array<char, 1500> in_{};
};

}  // namespace

std::vector<Result<MxAnswer>> ask_mx(const std::vector<std::string>& servers,
                                     const std::vector<std::string>& domains,
                                     milliseconds patience) {
    asio::io_context loop{1};
    const auto endpoints = endpoints_of(servers);
    std::vector<std::shared_ptr<Question>> questions;
    for (const auto& domain : domains) {
        questions.push_back(std::make_shared<Question>(loop, endpoints, patience));
        questions.back()->ask(domain);
    }
    loop.run_for(patience);
    std::vector<Result<MxAnswer>> answers;
    for (const auto& each : questions) answers.push_back(each->answer);
    return answers;
}

}  // namespace diag::notifications
