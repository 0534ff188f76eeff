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

std::optional<Listener> end_in(std::string_view text) {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto address = address_in(text.substr(0, colon));
    const auto port = from_hex(text.substr(colon + 1));
    if (!address || !port || *port > 65'535) return std::nullopt;
    return Listener{*address, static_cast<std::uint16_t>(*port)};
}

struct Row {
    Listener local;
    Listener remote;
    std::string_view state;  ///< two digits
    std::uint64_t inode = 0;
};

std::optional<Row> row_in(std::string_view line) {
    const auto words = words_of(line);
    if (words.size() < 10) return std::nullopt;
    const auto local = end_in(words[1]);
    const auto inode = natural(words[9]);
    if (!local || !inode) return std::nullopt;
    return Row{*local, end_in(words[2]).value_or(Listener{}), words[3], *inode};
}

/// The kernel's numbers (include/net/tcp_states.h).
std::string_view state_name(std::string_view digits) {
    static constexpr std::array<std::string_view, 12> names{
        "UNKNOWN",   "ESTABLISHED", "SYN-SENT",   "SYN-RECV", "FIN-WAIT-1", "FIN-WAIT-2",
        "TIME-WAIT", "UNCONN",      "CLOSE-WAIT", "LAST-ACK", "LISTEN",     "CLOSING"};
    const auto number = from_hex(digits).value_or(0);
    if (digits == "0C") return "SYN-RECV";
    return number < names.size() ? names.at(number) : names.front();
}

}  // namespace

std::vector<Socket> listening(std::string_view table) {
    std::vector<Socket> sockets;
    for (const auto line : lines_of(table))
        if (const auto row = row_in(line); row && row->state == state_listen)
            sockets.push_back({row->local, row->inode});
    return sockets;
}

std::vector<Connection> connections(std::string_view table, std::size_t most) {
    std::vector<Connection> all;
    for (const auto line : lines_of(table)) {
        if (all.size() >= most) break;
        const auto row = row_in(line);
        if (!row || row->state == state_listen || row->remote.address.empty()) continue;
        all.push_back({row->local, row->remote, state_name(row->state), row->inode});
    }
    return all;
}

}  // namespace diag::install
