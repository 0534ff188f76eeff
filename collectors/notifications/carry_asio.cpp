// SPDX-License-Identifier: Apache-2.0
#include "collectors/notifications/carry_asio.hpp"

#include "collectors/notifications/dialogue.hpp"
#include "platform/caller_asio.hpp"
#include "platform/shown_tls_openssl.hpp"
#include "platform/tls.hpp"

namespace diag::notifications {
namespace {

namespace asio = boost::asio;

/// For the last bytes of a dialogue that is over to leave.
constexpr milliseconds farewell{300};

/// One dialogue on its way.
class Carrier final : public Caller {
public:
    Carrier(asio::io_context& loop, asio::ssl::context& context, Dialogue dialogue,
            milliseconds patience)
        : Caller(loop, context, patience), dialogue_(std::move(dialogue)) {}

    const Visit& visit() const { return dialogue_.visit(); }

private:
    milliseconds step_patience() const override { return patience() * dialogue_.patience_factor(); }

    void connected() override {
        dialogue_.connected(since_start(), address().address().to_string());
        arm(patience());
        dialogue_.begins_with_tls() ? shake_hands(dialogue_.host()) : read();
    }

    void shaken(const Code& error) override {
        if (error) return broken(error);
        arm(patience());
        act(dialogue_.secured(facts_of(tls(), dialogue_.host()), since_start()));
        if (!is_over()) read();
    }

    void received(std::string_view bytes, const Code& error) override {
        if (error) return broken(error);
        const auto turn = dialogue_.received(bytes, since_start());
        if (!turn.send.empty() && !turn.done) arm(step_patience());
        act(turn);
        if (!is_over() && !turn.secure) read();
    }

    /// A large letter on a slow line is no silence.
    void progressed() override { arm(step_patience()); }

    void sent(const Code&) override {}  // what became of it the reply says, or that none comes

    void failed(Error error) override { act(dialogue_.failed(error.fault, error.what)); }

    /// A dialogue speaks only when it was answered, so there is never more than one thing to send,
    /// but for a farewell, which goes after it.
    void act(const Turn& turn) {
        if (is_over()) return;
        if (turn.secure) {
            arm(patience());
            return shake_hands(dialogue_.host());
        }
        send(turn.send);
        if (turn.done) finish(farewell);
    }

    Dialogue dialogue_;
};

}  // namespace

std::vector<Visit> visit_all(const std::vector<Call>& calls, milliseconds patience,
                             milliseconds in_all) {
    asio::io_context loop{1};
    asio::ssl::context context(asio::ssl::context::tls_client);
    accept_any_peer(context.native_handle());
    // What they show is compared with this machine's authorities all the same, and told.
    compare_with_authorities(context.native_handle(), {});
    std::vector<std::shared_ptr<Carrier>> carriers;
    for (const auto& call : calls) {
        Dialogue dialogue(call.errand, patience);
        const auto endpoints =
            call.addresses ? endpoints_of(*call.addresses, call.errand.port) : Endpoints{};
        if (endpoints.empty())
            dialogue.failed(call.addresses ? Fault::absent : call.addresses.error().fault,
                            call.addresses ? "no address" : unnamed_reason(call.addresses.error()));
        carriers.push_back(std::make_shared<Carrier>(loop, context, std::move(dialogue), patience));
        if (!endpoints.empty()) carriers.back()->call(endpoints);
    }
    const bool starved =
        carry(loop, {carriers.begin(), carriers.end()}, patience, in_all, farewell);
    std::vector<Visit> visits;
    for (std::size_t i = 0; i < carriers.size(); ++i) {
        visits.push_back(carriers[i]->visit());
        if (!calls[i].addresses) visits.back().step = "name";
        visits.back().starved = starved && calls[i].addresses;
    }
    return visits;
}

}  // namespace diag::notifications
