// SPDX-License-Identifier: Apache-2.0
#include "agent/exchange/identity.hpp"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sample.hpp"

using namespace diag;
using namespace diag::test;
namespace fs = std::filesystem;

namespace {

std::string refusal(const Result<exchange::Identity>& identity) {
    REQUIRE_FALSE(identity);
    return identity.error().what;
}

}  // namespace

TEST_CASE("identity: made at first use, the same ever after") {
    Scratch scratch;

    const auto first = exchange::agent_identity(scratch.path() / "state");
    const auto again = exchange::agent_identity(scratch.path() / "state");

    REQUIRE(first);
    REQUIRE(again);
    CHECK(first->certificate.fingerprint() == again->certificate.fingerprint());
    CHECK(first->certificate.belongs_to(again->key));
}

TEST_CASE("identity: the key is closed to others and the certificate tells nothing of the host") {
    Scratch scratch;
    const auto identity = exchange::agent_identity(scratch.path());
    REQUIRE(identity);

    struct stat status {};
    REQUIRE(::stat((scratch.path() / "identity/agent.key").c_str(), &status) == 0);
    CHECK((status.st_mode & 07777) == 0600);
    char host[256] = {};
    ::gethostname(host, sizeof host - 1);
    CHECK(identity->certificate.name().find(host) == std::string::npos);
    CHECK(identity->certificate.may_sign());
    CHECK_FALSE(identity->certificate.may_agree_keys());
    CHECK(identity->certificate.self_signed());
}

TEST_CASE("identity: many processes that start at once agree on one") {
    Scratch scratch;
    for (int i = 0; i < 8; ++i)
        if (::fork() == 0) {
            const auto identity = exchange::agent_identity(scratch.path() / "state");
            if (identity)
                write(scratch.path() / ("seen" + std::to_string(i)),
                      identity->certificate.fingerprint());
            ::_exit(0);
        }
    while (::wait(nullptr) > 0) {
    }

    const auto identity = exchange::agent_identity(scratch.path() / "state");
    REQUIRE(identity);
    for (int i = 0; i < 8; ++i)
        CHECK(read(scratch.path() / ("seen" + std::to_string(i))) ==
              identity->certificate.fingerprint());
}

TEST_CASE("identity: a key without its certificate gets one; the other way round is told") {
    Scratch scratch;
    REQUIRE(exchange::agent_identity(scratch.path()));
    const auto key = read(scratch.path() / "identity/agent.key");

    fs::remove(scratch.path() / "identity/agent.pem");
    REQUIRE(exchange::agent_identity(scratch.path()));
    CHECK(read(scratch.path() / "identity/agent.key") == key);

    fs::remove(scratch.path() / "identity/agent.key");
    CHECK(refusal(exchange::agent_identity(scratch.path())).find("has lost its key") !=
          std::string::npos);
    CHECK_FALSE(fs::exists(scratch.path() / "identity/agent.key"));
}

TEST_CASE("identity: a key open to others, or of another certificate, is refused") {
    Scratch scratch;
    REQUIRE(exchange::agent_identity(scratch.path()));
    const auto key = scratch.path() / "identity/agent.key";

    fs::permissions(key, fs::perms(0640));
    CHECK(refusal(exchange::agent_identity(scratch.path())).find("chmod 600") != std::string::npos);

    write(key, *desk().key.pem());
    fs::permissions(key, fs::perms(0600));
    CHECK(refusal(exchange::agent_identity(scratch.path())).find("do not belong together") !=
          std::string::npos);
}

TEST_CASE("identity: a recipient's file is refused with the reason and what to give instead") {
    Scratch scratch;
    const auto now = system_clock().now();
    const auto says = [&](std::string_view text, std::string_view words) {
        const auto file = scratch.file("to.pem", text);
        const auto recipient = exchange::recipient_from_file(file, now);
        REQUIRE_FALSE(recipient);
        CAPTURE(recipient.error().what);
        CHECK(recipient.error().what.starts_with(file.native()));
        CHECK(recipient.error().what.find(words) != std::string::npos);
    };

    says("hello", "is no certificate");
    says("", "is no certificate");
    says(std::string(100'000, 'x'), "is no certificate");
    says(*desk().key.pem(), "is a private key, not a certificate");
    says(desk().certificate.pem() + second_desk().certificate.pem(), "more than one certificate");
    says(keeper(Role::recipient, -9, -1).certificate.pem(), "expired");
    says(keeper(Role::recipient, 1, 2).certificate.pem(), "not yet valid");
    says(agent().certificate.pem(), "lacks key agreement");
    CHECK(exchange::recipient_from_file(scratch.file("to.pem", desk().certificate.pem()), now));
    CHECK(exchange::recipient_from_file(scratch.path() / "absent", now).error().fault ==
          Fault::absent);
}
