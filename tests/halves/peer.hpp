// SPDX-License-Identifier: Apache-2.0
// The other end of a channel, for tests: says what it is told, and what it should not.
#pragma once

#include <doctest/doctest.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <optional>
#include <string>

#include "agent/halves/words.hpp"
#include "platform/local_socket.hpp"

namespace diag::halves {

class Peer {
public:
    explicit Peer(Descriptor socket) : socket_(std::move(socket)) {}

    void say(const FromLine& word) { say_bytes(bytes_of(frame_of(word))); }
    void say_bytes(std::string_view bytes) {
        for (std::size_t done = 0; done < bytes.size();) {
            const auto put =
                ::send(socket_.get(), bytes.data() + done, bytes.size() - done, MSG_NOSIGNAL);
            if (put < 0 && errno != EAGAIN) return;
            if (put > 0) done += static_cast<std::size_t>(put);
        }
    }

    /// The next word that is none of what a line half hears all the time.
    template <class Word>
    std::optional<Word> await(milliseconds patience = milliseconds{10'000}) {
        const auto until = system_clock().uptime() + patience;
        while (system_clock().uptime() < until) {
            auto frame = frames_.next();
            REQUIRE(frame);
            if (*frame) {
                auto word = to_line(std::move(**frame));
                REQUIRE(word);
                if (auto* it = std::get_if<Word>(&*word)) return std::move(*it);
                continue;
            }
            pollfd polled{socket_.get(), POLLIN, 0};
            ::poll(&polled, 1, 100);
            std::array<char, 65'536> block;
            const auto got = ::recv(socket_.get(), block.data(), block.size(), 0);
            if (got == 0) return {};
            if (got > 0) frames_.feed({block.data(), static_cast<std::size_t>(got)});
        }
        return {};
    }
    void close() { socket_.reset(); }

private:
    Descriptor socket_;
    Frames frames_{longest_body_out};
};

}  // namespace diag::halves
