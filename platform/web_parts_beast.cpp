// SPDX-License-Identifier: Apache-2.0
#include "platform/web_parts_beast.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

#include "platform/json.hpp"
#include "platform/log.hpp"

namespace diag {

WebAnswer web_error(int status, std::string_view sentence) {
    return {.status = status,
            .headers = {{"Content-Type", "application/json"}},
            .body = json::write(json::object{{"error", sentence}}) + "\n"};
}

namespace {

class Whole final : public WebBody {
public:
    Whole(std::size_t limit, std::function<WebOutcome(std::string)> answer)
        : limit_(limit), answer_(std::move(answer)) {}

    Result<> take(std::string_view bytes) override {
        if (bytes.size() > limit_ - body_.size())
            return Error{Fault::full, "the body is longer than may be"};
        body_ += bytes;
        return {};
    }
    WebOutcome finish() override { return answer_(std::move(body_)); }
    WebAnswer refusal(const Error& error) override { return web_error(413, error.what); }

private:
    std::size_t limit_;
    std::function<WebOutcome(std::string)> answer_;
    std::string body_;
};

}  // namespace

std::unique_ptr<WebBody> whole_body(std::size_t limit,
                                    std::function<WebOutcome(std::string body)> answer) {
    return std::make_unique<Whole>(limit, std::move(answer));
}

namespace web {
namespace {

template <class Call, class Otherwise>
auto guarded(Call call, Otherwise otherwise) -> decltype(call()) {
    try {
        return call();
    } catch (const std::exception& thrown) {
        log::error(std::string("answering failed: ") + thrown.what());
        return otherwise();
    }
}

WebAnswer our_fault() { return web_error(500, "a fault of this server"); }

}  // namespace

BodyReader::BodyReader(const WebAnswer& answer) : answer_(answer), left_(answer.body.size()) {
    if (!answer.file) return;
    file_ = Descriptor{::open(answer.file->path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)};
    block_ = std::make_unique<char[]>(block_size);
    at_ = answer.file->from;
    left_ = answer.file->size;
}

std::string_view BodyReader::next() {
    const auto most = std::min<std::uint64_t>(block_size, left_);
    std::string_view piece;
    if (!answer_.file) {
        piece = std::string_view(answer_.body).substr(at_, most);
    } else {
        const auto got =
            file_ ? ::pread(file_.get(), block_.get(), most, static_cast<off_t>(at_)) : -1;
        if (got > 0) piece = {block_.get(), static_cast<std::size_t>(got)};
    }
    at_ += piece.size();
    left_ -= piece.size();
    return piece;
}

WebHead head_of(const http::request<http::buffer_body>& request,
                const boost::optional<std::uint64_t>& length, const std::string& address,
                const std::shared_ptr<const Certificate>& certificate) {
    WebHead head;
    head.method = std::string(request.method_string());
    const auto target = std::string(request.target());
    const auto question = std::min(target.find('?'), target.size());
    head.path = target.substr(0, question);
    if (question < target.size()) head.query = target.substr(question + 1);
    for (auto field = request.begin(); field != request.end(); ++field)
        head.headers.emplace_back(field->name_string(), field->value());
    if (length) head.length = *length;
    head.address = address;
    head.certificate = certificate;
    return head;
}

http::response<http::buffer_body> frame_of(const WebAnswer& answer, unsigned version, bool keep) {
    http::response<http::buffer_body> frame;
    frame.version(version);
    frame.result(static_cast<unsigned>(answer.status));
    for (const auto& [name, value] : answer.headers) frame.set(name, value);
    if (answer.status != 204 && answer.status != 304)
        frame.content_length(answer.file ? answer.file->size : answer.body.size());
    frame.keep_alive(keep);
    frame.body().data = nullptr;
    frame.body().more = false;
    return frame;
}

bool is_nonsense(const error_code& failed) {
    return failed.category() == http::make_error_code(http::error::bad_version).category() &&
           failed != http::error::end_of_stream && failed != http::error::partial_message;
}

websocket::stream_base::timeout timeouts_of(const WebUpgrade& upgrade) {
    return {.handshake_timeout = handshake_patience,
            .idle_timeout = upgrade.idle,
            .keep_alive_pings = true};
}

std::shared_ptr<const Certificate> shown_by(SSL* connection) {
    auto* shown = SSL_get1_peer_certificate(connection);
    return shown ? std::make_shared<const Certificate>(Certificate::adopt(shown)) : nullptr;
}

WebReception begin(WebService& service, const WebHead& head) {
    return guarded([&] { return service.begin(head); }, [] { return WebReception(our_fault()); });
}

Result<> give(WebBody& body, std::string_view bytes) {
    return guarded([&] { return body.take(bytes); },
                   [] {
                       return Result<>(Error{Fault::bug, "a fault of this server"});
                   });
}

WebOutcome finished(WebBody& body) {
    return guarded([&] { return body.finish(); }, [] { return WebOutcome(our_fault()); });
}

bool tell(WebListener& listener, std::string text) {
    return guarded(
        [&] {
            listener.message(std::move(text));
            return true;
        },
        [] { return false; });
}

}  // namespace web
}  // namespace diag
