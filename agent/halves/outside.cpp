// SPDX-License-Identifier: Apache-2.0
#include "agent/halves/outside.hpp"

#include <array>
#include <map>

#include "agent/exchange/line_identity.hpp"
#include "agent/halves/carrier.hpp"
#include "agent/halves/channel.hpp"
#include "agent/halves/confine.hpp"
#include "agent/halves/test_takeover.hpp"
#include "agent/line/line.hpp"
#include "platform/authority.hpp"

namespace diag::halves {
namespace {

namespace line = diag::line;
using exchange::line::Message;

constexpr milliseconds look_every{60'000};
constexpr milliseconds certify_patience{30'000};

class LineSide final : public Channel::Ear, line::Listener {
public:
    explicit LineSide(Channel& channel) : channel_(channel) {}

    Result<> take(Frame frame) override {
        test::look_for_marks(frame);
        auto word = to_line(std::move(frame));
        if (!word) return word.error();
        const bool first = std::holds_alternative<Begin>(*word);
        if (first == begun_) return Error{Fault::malformed, "a word out of its turn"};
        return std::visit([this](auto& it) { return heard(it); }, *word);
    }
    Result<milliseconds> tick(milliseconds) override {
        if (const auto call = denied_call(); !call.empty()) say(Tried{call});
        return look_every;
    }

private:
    Result<> heard(const Begin& it);
    Result<> heard(const Trusts& it);
    Result<> heard(const MakeKey& it);
    Result<> heard(const Certify& it);
    Result<> heard(const Use& it);
    Result<> heard(const Tell& it);
    Result<> heard(const Hurry&);
    Result<> heard(Ask& it);
    Result<> heard(const Drop& it);
    Result<> heard(const Ping& it);

    // line::Listener, on the line's threads.
    void up(std::string_view by) override { say(Up{std::string(by)}); }
    void down(const std::string& why, milliseconds again) override { say(Down{why, again}); }
    void message(Message message) override { say(Heard{exchange::line::text_of(message)}); }

    void say(const FromLine& word) { channel_.post(frame_of(word)); }
    void certified(std::uint64_t serial, const Result<HttpAnswer>& answer);
    Carrier::Way way();
    Result<HttpsPlace> place();
    exchange::line::Hello hello();
    void open_line();

    Channel& channel_;
    bool begun_ = false;
    Begin begin_;
    HttpsPlace place_;  ///< of the desk, as nobody

    std::mutex guard_;  ///< of what follows
    std::uint64_t trust_ = 0;
    std::map<std::uint64_t, PrivateKey> keys_;  ///< that are not certified yet, by serial
    std::map<std::uint64_t, std::shared_ptr<const Credentials>> certified_;
    std::shared_ptr<const Credentials> current_, of_line_;

    // Ended in reverse: they say things.
    std::array<std::unique_ptr<Carrier>, lanes> carriers_;
    std::unique_ptr<Carrier> certifier_;
    std::unique_ptr<line::Line> line_;
};

Result<> LineSide::heard(const Begin& it) {
    begun_ = true;
    begin_ = it;
    trust_ = it.trust;
    place_ = {.host = it.host, .port = it.port};
    if (!it.proxy_host.empty())
        place_.proxy = Proxy{it.proxy_host, it.proxy_port, it.proxy_user, it.proxy_password};
    auto authority = Certificate::from_pem(it.authority, "the desk's authority");
    if (!authority) return authority.error();
    place_.authority = std::move(*authority);
    const auto ready = confine(it);
    if (!ready) return ready.error();
    for (auto& each : carriers_) each = std::make_unique<Carrier>([this] { return way(); });
    certifier_ = std::make_unique<Carrier>([this] { return Carrier::Way{place_, nullptr}; });
    say(*ready);
    return {};
}

Result<> LineSide::heard(const Trusts& it) {
    const std::scoped_lock lock(guard_);
    trust_ = it.number;
    return {};
}

Result<> LineSide::heard(const MakeKey& it) {
    auto key = PrivateKey::generate();
    if (!key) return key.error();
    const auto request = CertificateRequest::make(*key, "line");
    if (!request) return request.error();
    {
        const std::scoped_lock lock(guard_);
        keys_.clear();
        certified_.clear();
        keys_.emplace(it.serial, std::move(*key));
    }
    say(KeyMade{it.serial, request->pem()});
    return {};
}

Result<> LineSide::heard(const Certify& it) {
    Ask ask{.lane = Lane::renewal,
            .id = it.serial,
            .method = "POST",
            .target = begin_.base + "/v1/line-identity",
            .headers = {{"Content-Type", "application/pkcs7-mime"}},
            .patience = certify_patience,
            .body = it.document};
    certifier_->carry(std::move(ask), [this, serial = it.serial](Result<HttpAnswer> answer) {
        certified(serial, answer);
    });
    return {};
}

void LineSide::certified(std::uint64_t serial, const Result<HttpAnswer>& answer) {
    if (!answer) return say(Certified{serial, 0, answer.error().what, {}});
    const auto document = json::parse(answer->body);
    const auto pem = document ? json::text_at(*document, "certificate") : std::nullopt;
    auto certificate = pem ? Certificate::from_pem(*pem, "the desk's answer")
                           : Result<Certificate>{Error{Fault::malformed, ""}};
    if (answer->status == 200 && certificate) {
        const std::scoped_lock lock(guard_);
        if (const auto key = keys_.find(serial); key != keys_.end())
            certified_[serial] =
                std::make_shared<const Credentials>(Credentials{key->second, *certificate});
    }
    say(test::altered({serial, answer->status, answer->reason, answer->body}));
}

Result<> LineSide::heard(const Use& it) {
    {
        const std::scoped_lock lock(guard_);
        const auto found = certified_.find(it.serial);
        if (found == certified_.end())
            return Error{Fault::malformed, "a serial that has no certificate"};
        current_ = found->second;
    }
    test::act_out_takeover();
    open_line();
    return {};
}

void LineSide::open_line() {
    line_.reset();
    line_ = line::Line::open({.place = [this] { return place(); },
                              .base = begin_.base,
                              .hello = [this] { return hello(); }},
                             *this);
}

Carrier::Way LineSide::way() {
    const std::scoped_lock lock(guard_);
    return {place_, current_};
}

Result<HttpsPlace> LineSide::place() {
    const std::scoped_lock lock(guard_);
    of_line_ = current_;
    auto place = place_;
    place.certificate = &of_line_->certificate;
    place.key = &of_line_->key;
    return place;
}

exchange::line::Hello LineSide::hello() {
    const std::scoped_lock lock(guard_);
    return {.version = begin_.version,
            .instance = begin_.instance,
            .trust = trust_,
            .clock = system_clock().now()};
}

Result<> LineSide::heard(const Tell& it) {
    auto message = exchange::line::message_from(it.text);
    if (!message) return message.error();
    if (line_) line_->send(std::move(*message));
    return {};
}

Result<> LineSide::heard(const Hurry&) {
    if (line_) line_->hurry();
    return {};
}

Result<> LineSide::heard(Ask& it) {
    const auto lane = it.lane;
    const auto id = it.id;
    carriers_.at(static_cast<std::size_t>(lane))
        ->carry(std::move(it), [this, lane, id](Result<HttpAnswer> answer) {
            if (answer)
                say(Answered{lane, id, std::move(*answer)});
            else
                say(Failed{lane, id, answer.error()});
        });
    return {};
}

Result<> LineSide::heard(const Drop& it) {
    carriers_.at(static_cast<std::size_t>(it.lane))->drop();
    return {};
}

Result<> LineSide::heard(const Ping& it) {
    say(Pong{it.n});
    return {};
}

}  // namespace

Error serve_line(Descriptor socket) {
    Channel channel(std::move(socket), {.longest_body = longest_body_out});
    LineSide side(channel);
    return channel.run(side);
}

}  // namespace diag::halves
