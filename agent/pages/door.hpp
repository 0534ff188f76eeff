// SPDX-License-Identifier: Apache-2.0
// Lets one browser in, once: who has the link comes first, and nobody after.
//
// Everything on this machine can connect to loopback, and any page in a browser can send a form
// there. So the link's first GET sets a cookie and kills the link; the cookie is sent for the
// link's path alone (cookies know no ports: another server on this address must not get it); a
// decision needs the cookie, our own Origin and what the page's form holds; and a Host that is not
// loopback is a name that was made to point here (DNS rebinding).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "platform/web_server.hpp"

namespace diag::pages {

class Door {
public:
    Door();

    /// From now on the server listens on this port; before, nobody is let in.
    void open(std::uint16_t port) { port_ = port; }

    /// http://127.0.0.1:PORT/ and 256 random bits.
    std::string link() const;
    /// Its path: where forms are sent to.
    const std::string& path() const { return path_; }
    /// What a form must bring back.
    const std::string& form_token() const { return form_token_; }

    enum class Entry {
        let_in,
        first,      ///< let in, and to be given cookie()
        elsewhere,  ///< no page of ours: 404
        foreign,    ///< Host, Origin or what the browser says of it is not ours: 403
        used,       ///< somebody else has used the link: 403
        method,     ///< neither GET nor POST: 405
    };
    /// Not thread-safe. The first GET of the link ends it, whoever sent it.
    Entry knock(const WebHead& head);

    /// The value of Set-Cookie.
    std::string cookie() const;

    bool is_form_token(std::string_view given) const;

private:
    bool has_cookie(const WebHead& head) const;
    bool is_ours(std::string_view host) const;
    bool sent_by_us(const WebHead& head, std::string_view host) const;
    std::string cookie_name() const;

    std::uint16_t port_ = 0;
    bool used_ = false;
    std::string path_;
    std::string cookie_;
    std::string form_token_;
};

/// The headers of every answer: content security policy, no cache, no frame, no referrer outside.
HttpHeaders safe_headers(std::string_view content_type);

}  // namespace diag::pages
