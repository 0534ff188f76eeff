// SPDX-License-Identifier: Apache-2.0
// What is set about SAFR Cloud and the licence server: whom to ask, by which way, whom to believe.
#pragma once

#include <string>
#include <vector>

namespace diag {

struct CloudSettings {
    /// SAFR Cloud's interfaces as URLs: safr-facts 1.5, from the vendor's REST overview and article
    /// K10. No list for firewalls is published, so a name that does not exist is no fault of a
    /// site.
    std::vector<std::string> endpoints{"https://covi.real.com/", "https://cv-event.real.com/",
                                       "https://virga.real.com/", "https://cvos.real.com/"};
    /// "HOST:PORT"; empty: not known. The manual prints "cv-instam.real", which is cut short.
    std::string licence_server;
    /// Numeric "ADDRESS:PORT" of others on the Internet, by which a fault of the cloud is told from
    /// one of the site: they get a connection and not a byte.
    std::vector<std::string> controls{"1.1.1.1:443", "9.9.9.9:443"};
    /// A name of somebody else's, by which a fault of the site's name service is told.
    std::string control_name = "example.com";
    /// "http://HOST:PORT" on the way out; its account is "proxy". Empty: none.
    std::string proxy;
    /// PEM of authorities believed beside the system's; empty: none.
    std::string ca_file;
    /// Of whom the chain must have one, by a part of a name or organisation in it; empty: anybody
    /// whom the system believes.
    std::vector<std::string> issuers;
};

}  // namespace diag
