// SPDX-License-Identifier: Apache-2.0
#include "agent/collect/canaries.hpp"

#include <array>
#include <string>
#include <vector>

#include "platform/digest.hpp"

namespace diag::collect {
namespace {

struct Canary {
    std::string family;
    std::string secret;
    std::string line;
};

std::string made_up(std::size_t bytes) {
    std::vector<unsigned char> random(bytes);
    fill_random(random);
    return hex(random);
}

std::string made_up_address() {
    std::array<unsigned char, 3> random{};
    fill_random(random);
    std::string address = "10";
    for (const auto byte : random) address += "." + std::to_string(byte);
    return address;
}

std::vector<Canary> canaries() {
    const auto secret = [] { return "c" + made_up(8); };
    std::vector<Canary> all{{"url", secret(), "rtsp://admin:@10.1.2.3/"},
                            {"properties", secret(), "db.password="},
                            {"json", secret(), "{\"user-password\": \"\"}"},
                            {"xml", secret(), "<password></password>"},
                            {"header", secret(), "X-RPC-AUTHORIZATION: operator:"},
                            {"bearer", secret(), "Authorization: Bearer "},
                            {"mail", secret(), "from @example.com "},
                            {"address", made_up_address(), "connect to  failed"}};
    const std::array<std::size_t, 8> places{13, 12, 19, 10, 30, 22, 5, 11};
    for (std::size_t i = 0; i < all.size(); ++i) all[i].line.insert(places.at(i), all[i].secret);
    return all;
}

}  // namespace

Result<> check_canaries(const redact::Redactor& redactor) {
    const auto planted = canaries();
    std::string text;
    for (const auto& each : planted) text += each.line + "\n";
    redact::Redactions counts;
    const auto clean = redactor.redact(text, counts);
    if (!clean) return clean.error();
    for (const auto& each : planted)
        if (clean->text().find(each.secret) != std::string::npos)
            return Error{Fault::bug, "redaction let a planted secret of family '" + each.family +
                                         "' through; nothing was sealed"};
    return {};
}

}  // namespace diag::collect
