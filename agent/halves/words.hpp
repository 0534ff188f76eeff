// SPDX-License-Identifier: Apache-2.0
// What the halves say to each other. README.md tells in which order.
//
// What comes from the line half is foreign: whoever took it over writes it.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "agent/halves/frame.hpp"
#include "platform/clock.hpp"
#include "platform/http.hpp"

namespace diag::halves {

/// Requests of different kinds do not wait for each other: each lane has a connection of its own.
enum class Lane : std::uint8_t { upload, probe, renewal };
inline constexpr std::size_t lanes = 3;

// From the reading half.

/// The first word: where the desk is. Nothing of it changes in the life of a line half.
struct Begin {
    std::string host;
    std::uint16_t port = 443;
    std::string proxy_host;  ///< empty: none
    std::uint16_t proxy_port = 0;
    std::string proxy_user, proxy_password;
    std::string base;       ///< before every target: "" or "/base"
    std::string authority;  ///< of the desk, PEM
    std::string version, instance;
    std::uint64_t trust = 0;  ///< number of the revocation list that the site has
};
/// A newer revocation list is in force.
struct Trusts {
    std::uint64_t number = 0;
};
/// Make a key for this serial.
struct MakeKey {
    std::uint64_t serial = 0;
};
/// Bring this line identity to the desk.
struct Certify {
    std::uint64_t serial = 0;
    std::string document;
};
/// The certificate of this serial holds: the line is kept by it from now on.
struct Use {
    std::uint64_t serial = 0;
};
/// A message for the desk, as text.
struct Tell {
    std::string text;
};
struct Hurry {};
struct Ask {
    Lane lane = Lane::upload;
    std::uint64_t id = 0;
    std::string method, target;
    HttpHeaders headers;
    milliseconds patience{30'000};
    std::string body;
};
/// Nobody waits for what was asked in this lane.
struct Drop {
    Lane lane = Lane::upload;
};
struct Ping {
    std::uint64_t n = 0;
};
using ToLine = std::variant<Begin, Trusts, MakeKey, Certify, Use, Tell, Hurry, Ask, Drop, Ping>;

// From the line half.

/// It is confined, as far as this kernel can.
struct Ready {
    bool files = false;  ///< by Landlock
    bool calls = false;  ///< by a filter of system calls
};
/// A fresh key asks for a certificate (PKCS #10, PEM).
struct KeyMade {
    std::uint64_t serial = 0;
    std::string request;
};
/// What the desk said to a line identity.
struct Certified {
    std::uint64_t serial = 0;
    int status = 0;  ///< of HTTP; 0: there was no answer
    std::string why;
    std::string answer;  ///< its body
};
struct Up {
    std::string by;
};
struct Down {
    std::string why;
    milliseconds again{};
};
/// A message of the desk, as text.
struct Heard {
    std::string text;
};
struct Answered {
    Lane lane = Lane::upload;
    std::uint64_t id = 0;
    HttpAnswer answer;
};
struct Failed {
    Lane lane = Lane::upload;
    std::uint64_t id = 0;
    Error error{Fault::io, {}};
};
struct Pong {
    std::uint64_t n = 0;
};
/// A system call was denied, which an honest line half does not try.
struct Tried {
    std::string call;
};
using FromLine =
    std::variant<Ready, KeyMade, Certified, Up, Down, Heard, Answered, Failed, Pong, Tried>;

Frame frame_of(const ToLine& word);
Frame frame_of(const FromLine& word);

/// Fail with malformed for what is not exactly one of these. Words for people come out printable
/// and short.
Result<ToLine> to_line(Frame frame);
Result<FromLine> from_line(Frame frame);

}  // namespace diag::halves
