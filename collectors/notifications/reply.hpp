// SPDX-License-Identifier: Apache-2.0
// Replies of mail servers (RFC 5321 4.2), as bytes come.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace diag::notifications {

struct Reply {
    int code = 0;
    std::vector<std::string> lines;  ///< text after the code, printable

    /// All lines as one, at most 200 bytes.
    std::string text() const;
    /// "5.7.8", the enhanced status (RFC 2034) that the text begins with, or nothing.
    std::string status() const;
    bool good() const { return code >= 200 && code < 400; }
    bool for_now() const { return code >= 400 && code < 500; }
};

/// Takes replies out of a stream of bytes, one after the other.
class ReplyReader {
public:
    enum class State { reading, whole, foreign, endless };

    /// Takes from `bytes` up to the end of one reply; what follows it stays there. whole: reply()
    /// is there, and the next call begins another. foreign: no SMTP is spoken. endless: more than
    /// any reply may have. After these two nothing more is taken.
    ///
    /// A line has at most 512 bytes (RFC 5321 4.5.3.1.5); up to 2,048 are taken, as servers exceed
    /// it. The number of lines is not bounded there: 100 are taken.
    State take(std::string_view& bytes);

    const Reply& reply() const { return reply_; }
    /// What a foreign server said first, printable, at most 100 bytes.
    const std::string& foreign() const { return foreign_; }

private:
    State take_line(std::string_view line);

    std::string line_;
    Reply reply_;
    bool begun_ = false;
    State over_ = State::reading;
    std::string foreign_;
};

/// What a server says that it can (RFC 5321 4.1.1.1), from its reply to EHLO.
struct Extensions {
    bool starttls = false;              ///< RFC 3207
    std::vector<std::string> auth;      ///< mechanisms, upper case (RFC 4954), at most 20
    std::optional<std::uint64_t> size;  ///< bytes of a message it takes (RFC 1870), where it says
    std::vector<std::string> keywords;  ///< all of them, upper case, at most 50
};
Extensions extensions_in(const Reply& reply);

}  // namespace diag::notifications
