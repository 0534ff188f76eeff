// SPDX-License-Identifier: Apache-2.0
// SQL Server before a login, by MS-TDS: every client asks so, and every server answers.
#include <array>

#include "collectors/integrations/greeting.hpp"

namespace diag::integrations {
namespace {

constexpr std::size_t header_size = 8;         // 2.2.3.1
constexpr unsigned char prelogin_type = 0x12;  // 2.2.3.1.1
constexpr unsigned char response_type = 0x04;  // 2.2.3.1.1
constexpr unsigned char last_packet = 0x01;    // 2.2.3.1.2
constexpr unsigned char version_token = 0x00;  // 2.2.6.5, as all below
constexpr unsigned char encryption_token = 0x01;
constexpr unsigned char terminator = 0xFF;
constexpr unsigned char error_token = 0xAA;  // 2.2.7.10
constexpr std::size_t option_size = 5;
/// 2.2.6.5, values 0 to 3 of the encryption.
constexpr std::array<std::string_view, 4> encryptions{"ENCRYPT_OFF", "ENCRYPT_ON",
                                                      "ENCRYPT_NOT_SUP", "ENCRYPT_REQ"};

unsigned byte_at(std::string_view bytes, std::size_t at) {
    return static_cast<unsigned char>(bytes[at]);
}
/// Big endian, as all of header and options.
unsigned short_at(std::string_view bytes, std::size_t at) {
    return byte_at(bytes, at) << 8 | byte_at(bytes, at + 1);
}

Greeting strange(std::string_view words = {}) {
    return {Greeting::Sense::strange, 0, std::string(words)};
}

/// "15.0.2000".
std::string version_text(std::string_view data) {
    return std::to_string(byte_at(data, 0)) + "." + std::to_string(byte_at(data, 1)) + "." +
           std::to_string(short_at(data, 2));
}

Greeting error_in(std::string_view data) {
    if (data.size() < 7) return strange();
    unsigned number = 0;
    for (std::size_t i = 0; i < 4; ++i) number |= byte_at(data, 3 + i) << (8 * i);
    const auto shown = number < 1'000'000'000 ? static_cast<int>(number) : 1;
    return {Greeting::Sense::whole, shown, "SQL Server: " + std::to_string(shown)};
}

/// The options of a whole message, of which the first must be the version.
Greeting options_in(std::string_view data) {
    std::string version, encryption;
    std::size_t at = 0;
    while (at < data.size() && byte_at(data, at) != terminator) {
        if (data.size() - at < option_size) return strange();
        const auto token = byte_at(data, at);
        const std::size_t offset = short_at(data, at + 1), length = short_at(data, at + 3);
        if (offset > data.size() || length > data.size() - offset) return strange();
        if ((at == 0) != (token == version_token)) return strange();
        const auto value = data.substr(offset, length);
        if (token == version_token && length >= 6) version = version_text(value);
        if (token == encryption_token && length == 1 && byte_at(value, 0) < encryptions.size())
            encryption = encryptions.at(byte_at(value, 0));
        at += option_size;
    }
    if (at >= data.size() || version.empty()) return strange();
    return {Greeting::Sense::whole, 0,
            "SQL Server " + version + (encryption.empty() ? "" : ", " + encryption)};
}

}  // namespace

std::string tds_question() {
    // A client of no version that asks for ENCRYPT_OFF, as most do: the server says what it wants.
    constexpr std::array<unsigned char, header_size + 2 * option_size + 1 + 6 + 1> message{
        prelogin_type,
        last_packet,
        0,
        header_size + 18,
        0,
        0,
        1,
        0,  //
        version_token,
        0,
        11,
        0,
        6,  //
        encryption_token,
        0,
        17,
        0,
        1,           //
        terminator,  //
        0,
        0,
        0,
        0,
        0,
        0,  //
        0};
    static_assert(message.size() == header_size + 18);
    return {message.begin(), message.end()};
}

Greeting tds_greeting(std::string_view bytes) {
    if (bytes.empty()) return {};
    if (byte_at(bytes, 0) != response_type) return strange(speaker_of(bytes));
    if (bytes.size() < header_size) return {};
    const std::size_t length = short_at(bytes, 2);
    if (length <= header_size || length > greeting_limit) return strange();
    if (bytes.size() < length) return {};
    // A response that goes on in another packet is none to a pre-login.
    if ((byte_at(bytes, 1) & last_packet) == 0) return strange();
    const auto data = bytes.substr(header_size, length - header_size);
    return byte_at(data, 0) == error_token ? error_in(data) : options_in(data);
}

}  // namespace diag::integrations
