// SPDX-License-Identifier: Apache-2.0
// Answering a 401: Digest (RFC 7616, RFC 2617) and Basic (RFC 7617), for RTSP and HTTP alike.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/cameras/url.hpp"

namespace diag::cameras {

enum class Scheme { none, basic, digest };
enum class Algorithm { md5, md5_sess, sha256, sha256_sess };

std::string_view name_of(Scheme scheme);
std::string_view name_of(Algorithm algorithm);  ///< as in headers: "MD5", "SHA-256-sess"

struct Challenge {
    Scheme scheme = Scheme::none;
    Algorithm algorithm = Algorithm::md5;
    std::string realm;
    std::string nonce;
    std::string opaque;
    bool has_opaque = false;
    bool names_algorithm = false;  ///< then the answer names it as well (RFC 7616 3.4)
    bool auth = false;             ///< qop=auth is offered
    bool stale = false;            ///< the answer before was right, its nonce too old
};

/// All challenges of the values of WWW-Authenticate headers, several of which may stand in one.
/// Schemes, algorithms and qop that we do not speak are left out. At most 16.
std::vector<Challenge> parse_challenges(const std::vector<std::string_view>& headers);

/// The strongest: SHA-256 before MD5 before Basic; nothing where there is none. Basic is only taken
/// where `basic_too`.
std::optional<Challenge> strongest(const std::vector<Challenge>& challenges, bool basic_too = true);

/// Makes Authorization headers for one challenge, counting its uses.
class Answers {
public:
    /// `client_nonce`: 16 hexadecimal digits of chance.
    Answers(Challenge challenge, Login login, std::string client_nonce);

    /// The header's value for a request of `method` on `uri`, as its request line names it.
    std::string header(std::string_view method, std::string_view uri);

    const Challenge& challenge() const { return challenge_; }

private:
    Challenge challenge_;
    Login login_;
    std::string client_nonce_;
    unsigned uses_ = 0;
};

}  // namespace diag::cameras
