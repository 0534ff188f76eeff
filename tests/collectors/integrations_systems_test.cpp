// SPDX-License-Identifier: Apache-2.0
#include <doctest.h>

#include "collectors/integrations/systems.hpp"

using namespace diag::integrations;

namespace {

System read(const char* text) {
    const auto system = system_from(text);
    REQUIRE(system);
    return *system;
}

using Ports = std::vector<std::uint16_t>;

}  // namespace

TEST_CASE("integrations: a system is a kind, a host, and what else the site says of it") {
    const auto gate = read("lenel+tls://onguard.example:8443/ Main building");

    CHECK(gate.kind == Brand::lenel);
    CHECK(gate.host == "onguard.example");
    CHECK(gate.port == 8443);
    CHECK(gate.security == Security::tls);
    CHECK(title_of(gate) == "Main building (Lenel OnGuard)");
}

TEST_CASE("integrations: where no port is named those are asked that the product has") {
    CHECK(ports_of(read("lenel://onguard")) == Ports{8080});
    CHECK(ports_of(read("amag://sql01")) == Ports{1433});
    CHECK(ports_of(read("safr://other")) == Ports{8081, 8087});
    CHECK(ports_of(read("ldap://dc1")) == Ports{389});
    CHECK(ports_of(read("ldaps://dc1")) == Ports{636});
    CHECK(ports_of(read("milestone://vms")) == Ports{80});
    CHECK(ports_of(read("milestone+tls://vms")) == Ports{443});
    CHECK(ports_of(read("safr://other:9081")) == Ports{9081});
}

TEST_CASE("integrations: where TLS is not told the product says whether it may be spoken") {
    CHECK(read("ccure://cc9000").security == Security::automatic);
    CHECK(read("amag://sql01").security == Security::plain);
    CHECK(read("ldaps://dc1").security == Security::tls);
    CHECK(read("genetec+plain://g").security == Security::plain);
    CHECK(read("genetec+tcp://g:5500").connects_only);
}

TEST_CASE("integrations: an address of IPv6 needs its brackets") {
    CHECK(read("ldap://[fd00::1]:389").host == "fd00::1");
    CHECK(read("ldap://[fd00::1]").port == 0);
    CHECK_FALSE(system_from("ldap://fd00::1"));
    CHECK_FALSE(system_from("ldap://[dc1]:389"));
}

TEST_CASE("integrations: what is no system is none") {
    for (const auto* text :
         {"", "lenel", "lenel:onguard", "lenle://onguard", "lenel://", "lenel://:8080",
          "lenel://onguard:0", "lenel://onguard:65536", "lenel://onguard:", "lenel://u:p@onguard",
          "lenel://onguard/api", "lenel+ssl://onguard", "ldaps+tls://dc1", "lenel+://onguard",
          "lenel://on guard:8080x://", "lenel://-onguard", "lenel://onguard \x1b[31m"}) {
        CAPTURE(text);
        const auto system = system_from(text);
        // A name may hold anything that is one line.
        CHECK((!system || system->host == "on"));
    }
}

TEST_CASE("integrations: every product is named by its own id and in the order of its kind") {
    for (const auto& product : products()) {
        CHECK(product_named(product.id) == &product);
        CHECK(&product_of(product.kind) == &product);
        CHECK_FALSE(product.ports.empty());
    }
}
