// SPDX-License-Identifier: Apache-2.0
#include "collectors/install/sockets.hpp"

#include <arpa/inet.h>

#include <array>
#include <charconv>
#include <cstring>
#include <optional>
#include <string>

#include "platform/text.hpp"

namespace diag::install {
namespace {

constexpr std::string_view state_listen = "0A";
constexpr std::size_t hex_of_word = 8;

std::optional<std::uint32_t> from_hex(std::string_view text) {
    std::uint32_t number = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, failure] = std::from_chars(text.data(), end, number, 16);
    if (failure != std::errc{} || stop != end) return std::nullopt;
    return number;
}

/// The kernel prints each 32-bit word of the address as the number this machine makes of it.
std::optional<std::string> address_in(std::string_view hex) {
    if (hex.size() != hex_of_word && hex.size() != 4 * hex_of_word) return std::nullopt;
    std::array<std::uint32_t, 4> words{};
    for (std::size_t i = 0; i * hex_of_word < hex.size(); ++i) {
        const auto word = from_hex(hex.substr(i * hex_of_word, hex_of_word));
        if (!word) return std::nullopt;
        words.at(i) = *word;
    }
    std::array<char, INET6_ADDRSTRLEN> text{};
    const int family = hex.size() == hex_of_word ? AF_INET : AF_INET6;
    if (!::inet_ntop(family, words.data(), text.data(), text.size())) return std::nullopt;
    return std::string(text.data());
}

}  // namespace

std::vector<Socket> listening(std::string_view table) {
    std::vector<Socket> sockets;
    for (const auto line : lines_of(table)) {
        const auto words = words_of(line);
        if (words.size() < 10 || words[3] != state_listen) continue;
        const auto colon = words[1].rfind(':');
        if (colon == std::string_view::npos) continue;
        const auto address = address_in(words[1].substr(0, colon));
        const auto port = from_hex(words[1].substr(colon + 1));
        const auto inode = natural(words[9]);
        if (!address || !port || *port > 65'535 || !inode) continue;
        sockets.push_back({{*address, static_cast<std::uint16_t>(*port)}, *inode});
    }
    return sockets;
}

}  // namespace diag::install
