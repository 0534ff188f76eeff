// SPDX-License-Identifier: Apache-2.0
#include "agent/collect/canary_forms.hpp"

#include <algorithm>
#include <array>

#include "platform/base64.hpp"
#include "platform/digest.hpp"

namespace diag::collect {
namespace {

template <std::size_t Bytes>
std::array<unsigned char, Bytes> random() {
    std::array<unsigned char, Bytes> bytes{};
    fill_random(bytes);
    return bytes;
}

/// What a person might have set: letters and digits.
std::string word() { return "c" + hex(random<8>()); }

/// Base64 that is in no other base64.
std::string base64_run() {
    auto text = base64(hex(random<24>()));
    std::erase(text, '=');
    return text;
}

std::string capitals() {
    auto text = hex(random<8>());
    std::ranges::transform(text, text.begin(),
                           [](char c) { return c >= 'a' ? static_cast<char>(c - 32) : c; });
    return "9" + text.substr(0, 15);
}

std::string ipv4() {
    std::string address = "10";
    for (const auto byte : random<3>()) address += "." + std::to_string(100 + byte % 156);
    return address;
}

std::string ipv6() {
    std::string address = "2a01";
    for (std::size_t i = 0; i < 7; ++i) {
        auto group = hex(random<2>());
        if (group.front() == '0') group.front() = 'a';
        address += ":" + group;
    }
    return address;
}

std::string phone() {
    std::string number = "+49 30 ";
    for (const auto byte : random<8>()) number += static_cast<char>('1' + byte % 9);
    return number;
}

std::string person() {
    std::string text = "Ada K";
    for (const auto byte : random<8>()) text += static_cast<char>('a' + byte % 26);
    return text;
}

std::string mac() {
    std::string address = "3c";
    for (const auto byte : random<5>()) address += ":" + hex({&byte, 1});
    return address;
}

/// Five groups of five in capitals, as licence keys are; letters and digits in each.
std::string licence_key() {
    std::string key;
    for (int group = 0; group < 5; ++group) {
        key += group > 0 ? "-" : "";
        for (const auto byte : random<2>())
            key += {static_cast<char>('A' + byte % 26), static_cast<char>('2' + byte % 8)};
        key += 'K';
    }
    return key;
}

/// Base32 (RFC 4648), of which seeds of one-time passwords are.
std::string base32_seed() {
    std::string seed;
    for (const auto byte : random<32>()) seed += "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[byte % 32];
    return seed;
}

std::string host() { return "nvr" + word() + ".corp.example"; }

/// A run that no name tells, only that its kinds of letters change as chance has it.
std::string random_run() {
    std::string capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", digits = "0123456789", run;
    const auto bytes = random<24>();
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        auto& from = i % 2 == 0 ? capitals : digits;
        if (from.empty()) digits = "0123456789";
        const auto at = bytes[i] % from.size();
        run += from[at];
        if (i % 2 == 0) run += static_cast<char>('a' + (bytes[i] + 3 * i) % 26);
        from.erase(at, 1);
    }
    return run;
}

/// 128 numbers as a network for faces gives them.
std::string embedding() {
    std::string text;
    for (const auto byte : random<128>()) {
        const auto digits = std::to_string(10'000 + byte * 37 % 9'000);
        text += (text.empty() ? "" : ", ") + std::string(byte % 2 == 0 ? "" : "-") + "0.0" + digits;
    }
    return text;
}

constexpr CanaryForm forms[] = {
    {"url", "opening rtsp://admin:{}@10.1.2.3/stream1 again", word},
    {"url", "\"uri\":\"mongodb:\\/\\/safr:{}@db1:27017\\/admin\"", word},
    {"url", "redirect=https%3A%2F%2Fsafr%3A{}%40db1.example%2Fx", word},
    {"properties", "spring.datasource.password={}", word},
    {"yaml", "  password: {}", word},
    {"yaml", "secret: |\n  {}\nnext: 1", word},
    {"json", "{\"user\": \"a\", \"user-password\": \"{}\"}", word},
    {"json_escaped", "body=\"{\\\"apiKey\\\":\\\"{}\\\",\\\"n\\\":1}\"", word},
    {"xml", "<password>{}</password>", word},
    {"xml", "<user name=\"a\" password=\"{}\"/>", word},
    {"ini", "Passwd = {}", word},
    {"shell", "export DB_PASSWORD='{}'", word},
    {"command_line", "exec: mysql -u root -p{} safr", word},
    {"command_line", "exec: curl -u operator:{} http://localhost/", word},
    {"query", "GET /api/login?user=a&token={}&n=1 HTTP/1.1", word},
    {"connection_string", "Server=db1;User Id=sa;Password={};Encrypt=true", word},
    {"header", "X-RPC-AUTHORIZATION: operator:{}", word},
    {"authorization", "Authorization: Basic {}", base64_run},
    {"authorization", "authorization: Bearer {}", word},
    {"cookie", "Cookie: JSESSIONID={}; theme=dark", word},
    {"pem", "-----BEGIN RSA PRIVATE KEY-----\n{}\n-----END RSA PRIVATE KEY-----", base64_run},
    {"pem", "\"key\":\"-----BEGIN PRIVATE KEY-----\\n{}\\n-----END PRIVATE KEY-----\\n\"",
     base64_run},
    {"jwt", "got eyJhbGciOiJIUzI1NiJ9.{}.dozjgNryP4J3jVmNHl0w5N", base64_run},
    {"vendor_token", "key AKIA{} was refused", capitals},
    {"vendor_token", "clone with ghp_{}A1", base64_run},
    {"community", "snmp community: {}", word},
    {"email", "from {}@example.com to nobody", word},
    {"ipv4", "connect to {} failed", ipv4},
    {"ipv6", "connect to {} failed", ipv6},
    {"phone", "phone={} of nobody", phone},
    {"person", "{\"firstName\":\"{}\",\"age\":44}", person},
    {"mac", "arp of {} changed", mac},
    {"licence", "activated with {} for 16 feeds", licence_key},
    {"one_time", "otpauth://totp/Site?secret={}&issuer=Site", base32_seed},
    {"user", "cannot open /home/{}/.ssh/config", word},
    {"user", "==> home/{}/.bash_history <==", word},
    {"host", "hostname={} is up", host},
    {"ares", "XXX 2026-11-23 20:48:19 17.12sec site1 camera1 staff {} m 51 -> Too Late", person},
    {"option", "exec: covi --password {} --port 8080", word},
    {"option", "exec: probe -u admin -p {} -v", word},
    {"list", "password:\n  - {}\nnext: 1", word},
    {"connection_string",
     "connectionString=\"Data Source=db1;User ID=sa;Password={};Encrypt=true\"", word},
    {"pair", "opening admin:{}@10.1.2.3:554 again", word},
    {"community", "rocommunity {} 127.0.0.1", word},
    {"entropy", "upstream.material={}", random_run},
    {"mac", "[UFW BLOCK] IN=eth0 MAC=ff:ff:ff:ff:ff:ff:{}:08:00 LEN=60", mac},
    {"image", "snapshot=/9j/4AAQSkZJRgABAQ{} shown", base64_run},
    {"image", "\"face\":\"data:image/png;base64,iVBORw0KGgo{}\"", base64_run},
    {"embedding", "{\"id\": 7, \"embedding\": [{}]}", embedding},
};

}  // namespace

std::span<const CanaryForm> canary_forms() { return forms; }

}  // namespace diag::collect
