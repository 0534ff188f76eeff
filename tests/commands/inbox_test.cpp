// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "agent/commands/serve_inbox.hpp"
#include "tests/show.hpp"

using namespace diag;
using namespace diag::commands;
namespace line = exchange::line;

namespace {

service::Event asked(std::size_t bytes) {
    return line::Message{line::Asked{std::string(bytes, 'x')}};
}

}  // namespace

TEST_CASE("inbox: a desk that sends more than is taken is cut off, and what is ours stays") {
    Inbox inbox;
    inbox.post(service::RunEnded{"019ab3c4", "", false});
    for (int i = 0; i < 8; ++i) inbox.post(asked(500'000));
    inbox.post(service::Withdrawn{"019ab3c4", true});
    inbox.post(asked(500'000));
    inbox.post(asked(1));
    const auto flood = inbox.take(milliseconds{0});
    CHECK(flood.flooded);
    REQUIRE(flood.events.size() == 2);
    CHECK(std::holds_alternative<service::RunEnded>(flood.events[0]));
    CHECK(std::holds_alternative<service::Withdrawn>(flood.events[1]));

    inbox.post(asked(1));
    const auto calm = inbox.take(milliseconds{0});
    CHECK_FALSE(calm.flooded);
    CHECK(calm.events.size() == 1);
}

TEST_CASE("inbox: many small messages of a desk are bounded too") {
    Inbox inbox;
    for (std::size_t i = 0; i < Inbox::most_messages; ++i)
        inbox.post(line::Message{line::Noted{"019ab3c4", "done"}});
    CHECK(inbox.take(milliseconds{0}).events.size() == Inbox::most_messages);
    for (std::size_t i = 0; i <= Inbox::most_messages; ++i)
        inbox.post(line::Message{line::Noted{"019ab3c4", "done"}});
    CHECK(inbox.take(milliseconds{0}).flooded);
}
