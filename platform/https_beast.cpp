// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <boost/beast/http.hpp>

#include "platform/https.hpp"
#include "platform/names.hpp"
#include "platform/proven_stream_beast.hpp"

namespace diag {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;

constexpr std::uint32_t header_limit = 16 * 1024;

}  // namespace

class Https::Connection {
public:
    Connection(const HttpsPlace& place, const Stop& stop, milliseconds patience)
        : place_(place), proven_(place, stop, std::min(patience, ProvenStream::usual_patience)) {}

    Result<> open(std::optional<Certificate>& shown) { return proven_.open(shown); }
    Result<HttpAnswer> ask(const HttpsRequest& request);
    void stop() { proven_.stop(); }

private:
    Result<HttpAnswer> answer(http::response_parser<http::string_body>& parser) const;

    const HttpsPlace& place_;
    ProvenStream proven_;
    beast::flat_buffer buffer_;
};

Result<HttpAnswer> Https::Connection::ask(const HttpsRequest& request) {
    http::request<http::span_body<const char>> message;
    message.method_string({request.method.data(), request.method.size()});
    message.target(request.target);
    message.version(11);
    message.set(http::field::host, authority_of(place_.host, place_.port));
    message.set(http::field::user_agent, "safr-diag/" DIAG_VERSION);
    for (const auto& [name, value] : request.headers) message.set(name, value);
    message.body() = {request.body.data(), request.body.size()};
    message.prepare_payload();

    http::request_serializer<http::span_body<const char>> serializer(message);
    auto& stream = proven_.stream();
    auto& socket = proven_.socket();
    // A server may refuse a body before it has it all: its answer counts, not our broken pipe.
    Result<> sent;
    while (sent && !serializer.is_done()) {
        socket.expires_after(request.patience);
        sent = proven_.finish("the request was cut off", [&](auto handler) {
            http::async_write_some(stream, serializer, handler);
        });
    }
    if (!sent && sent.error().fault == Fault::refused) return sent.error();
    http::response_parser<http::string_body> parser;
    parser.header_limit(header_limit);
    parser.body_limit(request.answer_limit);
    if (request.method == "HEAD") parser.skip(true);
    socket.expires_after(request.patience);
    const auto got = proven_.finish(
        "no answer", [&](auto handler) { http::async_read(stream, buffer_, parser, handler); });
    if (!got) return sent ? got.error() : sent.error();
    return answer(parser);
}

Result<HttpAnswer> Https::Connection::answer(
    http::response_parser<http::string_body>& parser) const {
    const auto& message = parser.get();
    HttpAnswer answer;
    answer.status = static_cast<int>(message.result_int());
    answer.reason = std::string(message.reason());
    for (auto field = message.begin(); field != message.end(); ++field)
        answer.headers.emplace_back(field->name_string(), field->value());
    answer.body = message.body();
    return answer;
}

Https::Https(HttpsPlace place, Stop stop) : place_(std::move(place)), stop_(std::move(stop)) {}
Https::~Https() = default;

const std::optional<Certificate>& Https::shown_authority() const { return shown_; }

void Https::stop() {
    const std::scoped_lock lock(guard_);
    stopped_ = true;
    if (connection_) connection_->stop();
}

void Https::hang_up() {
    const std::scoped_lock lock(guard_);
    connection_.reset();
}

Result<> Https::connect(milliseconds patience) {
    {
        const std::scoped_lock lock(guard_);
        if (stopped_) return Error{Fault::refused, "stopped"};
        if (connection_) return {};
        connection_ = std::make_unique<Connection>(place_, stop_, patience);
    }
    auto open = connection_->open(shown_);
    if (!open) hang_up();
    return open;
}

Result<HttpAnswer> Https::ask(const HttpsRequest& request) {
    if (const auto open = connect(request.patience); !open) return open.error();
    auto answer = connection_->ask(request);
    const auto said = answer ? header_of(answer->headers, "Connection") : std::nullopt;
    if (!answer || (said && beast::iequals(*said, "close"))) hang_up();
    return answer;
}

}  // namespace diag
