// SPDX-License-Identifier: Apache-2.0
// An upload of which the last answer is lost.
#include <doctest/doctest.h>

#include "tests/upload/server.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::upload;

namespace {

/// The answer to the last piece is lost; then an empty piece is answered with `status`, the first
/// time at least.
struct Unanswered {
    Sender site;
    int empty_pieces = 0;
    int asked_for_offset = 0;

    explicit Unanswered(std::function<std::optional<int>(int)> answers) {
        site.server.loses = [this](const auto& asked) {
            return asked.method == "PATCH" && !asked.body.empty() &&
                   site.server.held.size() == site.bytes.size();
        };
        site.server.before = [this, answers = std::move(answers)](
                                 const auto& asked) -> std::optional<Result<HttpAnswer>> {
            if (asked.method == "HEAD") ++asked_for_offset;
            if (asked.method != "PATCH" || !asked.body.empty()) return {};
            const auto status = answers(++empty_pieces);
            if (!status) return {};
            return Result<HttpAnswer>{TusServer::answer(*status)};
        };
    }
};

}  // namespace

TEST_CASE("tus: all bytes being there is not yet sent: the server must say that it keeps them") {
    Unanswered fails([](int nth) { return nth < 3 ? std::optional(503) : std::nullopt; });
    CHECK(fails.site.send());
    CHECK(fails.empty_pieces == 3);
    CHECK(fails.site.server.received == fails.site.bytes.size());

    Unanswered refuses([](int) { return std::optional(422); });
    const auto refused = refuses.site.send();
    REQUIRE_FALSE(refused);
    CHECK(refused.error().fault == Fault::malformed);
    CHECK(refuses.site.memory().location().empty());
}

TEST_CASE("tus: an upload that is gone when its last answer was lost is begun anew") {
    Unanswered gone([](int nth) { return nth == 1 ? std::optional(404) : std::nullopt; });
    const auto deal = gone.site.server.before;
    gone.site.server.before = [&](const auto& asked) -> std::optional<Result<HttpAnswer>> {
        if (asked.method != "POST" || gone.empty_pieces == 0) return deal(asked);
        auto answer = TusServer::answer(409);
        answer.body = R"({"error": "it is here", "complete": true})";
        return Result<HttpAnswer>{answer};
    };
    CHECK(gone.site.send());
    CHECK(gone.site.server.created == 1);
    CHECK(gone.site.server.received == gone.site.bytes.size());
}

TEST_CASE("tus: a server that takes no empty piece is believed when it says twice what it has") {
    for (const int status : {400, 403, 409}) {
        Unanswered strict([status](int) { return std::optional(status); });
        CHECK(strict.site.send());
        CHECK(strict.empty_pieces == 1);
        CHECK(strict.asked_for_offset == 3);  // at the beginning, and twice at the end
    }
}
