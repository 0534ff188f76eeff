// SPDX-License-Identifier: Apache-2.0
#include "platform/mail_address.hpp"

#include <doctest.h>

#include <string>

using namespace diag;

TEST_CASE("mail address: a name and a host of dot-atoms is one, up to 254 bytes") {
    const std::string host = "@site.example";
    CHECK(is_mail_address("guard" + host));
    CHECK(is_mail_address("ana.maria+safr" + host));
    CHECK(is_mail_address(std::string(254 - host.size(), 'a') + host));
    CHECK_FALSE(is_mail_address(std::string(255 - host.size(), 'a') + host));
}

TEST_CASE("mail address: what is none, or would carry a second command or header, is refused") {
    for (const auto* text :
         {"", "ana", "ana@", "@site.example", "a@b@c", "a b@c.example", "ana@example..org",
          "a@b.example\n", "a@b>\r\nDATA", "a@b\r\nBcc: c@d", "<a@b.example>"})
        CHECK_MESSAGE(!is_mail_address(text), text);
}
