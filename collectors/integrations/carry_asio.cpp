// SPDX-License-Identifier: Apache-2.0
#include "collectors/integrations/carry_asio.hpp"

#include <array>

#include "platform/caller_asio.hpp"
#include "platform/network_fault_beast.hpp"
#include "platform/shown_tls_openssl.hpp"
#include "platform/tls.hpp"

namespace diag::integrations {
namespace {

namespace asio = boost::asio;

/// What all visits share.
struct Yard {
    asio::io_context loop{1};
    asio::ssl::context context{asio::ssl::context::tls_client};
    milliseconds patience{};
};

/// One visit on its way.
class Carrier final : public Caller {
public:
    Carrier(Yard& yard, const System& system, std::uint16_t port, Security security)
        : Caller(yard.loop, yard.context, yard.patience), yard_(yard), security_(security) {
        visit_.system = system;
        visit_.port = port;
    }

    void start(Endpoints where) {
        visit_.step = Step::connect;
        call(std::move(where));
    }

    void fail_name(Error error) { failed(std::move(error)); }

    void hurry() override {
        if (second_) return second_->hurry();
        if (!is_over()) Caller::late();
    }

    const Visit& visit() const { return second_ ? second_->visit() : visit_; }

private:
    void connected() override {
        visit_.connect = since_start();
        visit_.address = address().address().to_string();
        if (visit_.system.connects_only) return done();
        if (security_ == Security::plain) return ask();
        visit_.step = Step::tls;
        arm(security_ == Security::automatic ? patience() / 2 : patience());
        // MS-TDS 2.2.6.5: TDS 8.0 is asked for so, where all of it is inside TLS.
        constexpr std::array<unsigned char, 8> tds{7, 't', 'd', 's', '/', '8', '.', '0'};
        if (product_of(visit_.system.kind).speech == Speech::tds)
            SSL_set_alpn_protos(tls(), tds.data(), tds.size());
        shake_hands(visit_.system.host);
    }

    /// Who says nothing of TLS, or hangs up on it, may be one that does not know it.
    void shaken(const Code& error) override {
        if (error && security_ == Security::automatic && (is_no_tls(error) || is_end(error)))
            return try_plain();
        if (error) return broken(error);
        visit_.tls = facts_of(tls(), visit_.system.host);
        ask();
    }

    /// The same again without TLS, which is told instead.
    void try_plain() {
        second_ = std::make_shared<Carrier>(yard_, visit_.system, visit_.port, Security::plain);
        const auto reached = address();
        finish();
        second_->start({reached});
    }

    void ask() {
        visit_.step = Step::greeting;
        const auto& system = visit_.system;
        const auto* target = system.kind == Brand::safr ? "/version" : "/";
        arm(patience());
        auto asked = question(product_of(system.kind).speech, target, server_text(visit_));
        if (asked.empty()) return read();
        send(std::move(asked));
    }

    void sent(const Code& error) override {
        // What it said before it hung up is still to be read.
        if (error && !is_end(error)) return broken(error);
        read();
    }

    void received(std::string_view bytes, const Code& error) override {
        heard_ += bytes;
        auto& greeting = visit_.greeting;
        greeting = greeting_in(product_of(visit_.system.kind).speech, heard_);
        if (greeting.sense == Greeting::Sense::more && heard_.size() >= greeting_limit)
            greeting.sense = Greeting::Sense::strange;
        if (greeting.sense == Greeting::Sense::whole) return done();
        if (greeting.sense == Greeting::Sense::strange)
            return failed({Fault::malformed, "it says something else"});
        if (error) return broken(error);
        read();
    }

    void late() override {
        if (visit_.step == Step::tls && security_ == Security::automatic) return try_plain();
        Caller::late();
    }

    void failed(Error error) override {
        visit_.failed = std::move(error);
        visit_.took = since_start();
        finish();
    }

    void done() {
        visit_.step = Step::whole;
        visit_.took = since_start();
        finish();
    }

    Yard& yard_;
    Security security_;
    Visit visit_;
    std::string heard_;
    std::shared_ptr<Carrier> second_;
};

}  // namespace

std::vector<Visit> visit_all(const std::vector<Call>& calls, std::string_view authorities,
                             milliseconds patience, milliseconds in_all) {
    Yard yard{.patience = patience};
    accept_any_peer(yard.context.native_handle());
    compare_with_authorities(yard.context.native_handle(), authorities);
    std::vector<std::shared_ptr<Carrier>> carriers;
    for (const auto& call : calls) {
        const auto& carrier = carriers.emplace_back(
            std::make_shared<Carrier>(yard, call.system, call.port, call.system.security));
        auto endpoints = call.addresses ? endpoints_of(*call.addresses, call.port) : Endpoints{};
        if (!endpoints.empty())
            carrier->start(std::move(endpoints));
        else
            carrier->fail_name(call.addresses ? Error{Fault::absent, "no address"}
                                              : Error{call.addresses.error().fault,
                                                      unnamed_reason(call.addresses.error())});
    }
    const bool starved =
        carry(yard.loop, {carriers.begin(), carriers.end()}, patience, in_all, milliseconds{});
    std::vector<Visit> visits;
    for (std::size_t i = 0; i < carriers.size(); ++i) {
        visits.push_back(carriers[i]->visit());
        visits.back().starved = starved && calls[i].addresses.has_value();
    }
    return visits;
}

}  // namespace diag::integrations
