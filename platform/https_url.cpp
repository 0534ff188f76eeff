// SPDX-License-Identifier: Apache-2.0
#include <boost/url.hpp>
#include <boost/url/src.hpp>

#include "platform/https.hpp"

namespace diag {
namespace {

std::string host_of(const boost::urls::url_view& url) {
    const std::string host = url.host_address();
    return host;
}

}  // namespace

Result<HttpsUrl> https_url_from(std::string_view text) {
    const auto url = boost::urls::parse_uri(text);
    if (!url || url->scheme() != "https" || url->host().empty() || url->has_userinfo() ||
        url->has_query() || url->has_fragment())
        return Error{Fault::malformed, "expected https://HOST[:PORT]"};
    HttpsUrl parts{.host = host_of(*url), .path = std::string(url->encoded_path())};
    if (url->has_port()) parts.port = url->port_number();
    while (parts.path.ends_with('/')) parts.path.pop_back();
    if (parts.port == 0) return Error{Fault::malformed, "expected a port from 1 to 65535"};
    return parts;
}

Result<Proxy> proxy_from(std::string_view text) {
    const auto url = boost::urls::parse_uri(text);
    if (!url || url->scheme() != "http" || url->host().empty() || url->has_userinfo())
        return Error{Fault::malformed, "expected http://HOST:PORT"};
    Proxy proxy{.host = host_of(*url)};
    if (url->has_port()) proxy.port = url->port_number();
    return proxy;
}

}  // namespace diag
