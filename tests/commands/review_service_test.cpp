// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/review_service.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <thread>

using namespace diag;
using commands::ReviewService;

namespace {

constexpr std::uint16_t port = 4711;
constexpr std::chrono::seconds patience{20};

/// One file, and a browser that is let in.
struct Review {
    Review() {
        contents.entries.push_back({.path = "evidence/logs/files/app.log",
                                    .collector = "logs",
                                    .item = "app.log",
                                    .attachment = true,
                                    .redactions = {{"secret", 3}}});
        const auto link = service.open(port);
        head = {.method = "GET",
                .path = link.substr(link.rfind('/')),
                .headers = {{"Host", "127.0.0.1:" + std::to_string(port)}},
                .address = "127.0.0.1"};
        for (const auto& [name, value] : ask("").headers)
            if (name == "Set-Cookie")
                head.headers.emplace_back("Cookie", value.substr(0, value.find(';')));
    }

    WebAnswer ask(const std::string& query) {
        auto asked = head;
        asked.query = query;
        auto reception = service.begin(asked);
        auto* const answer = std::get_if<WebAnswer>(&reception);
        REQUIRE(answer);
        return std::move(*answer);
    }

    /// From now on there is always more of the file.
    void never_ends() {
        endless = true;
        text = "nothing to see\n";
    }

    std::future<int> reading() {
        const auto before = begun.load();
        auto status =
            std::async(std::launch::async, [this] { return ask("file=0&kind=secret").status; });
        const auto until = std::chrono::steady_clock::now() + patience;
        while (begun == before && std::chrono::steady_clock::now() < until)
            std::this_thread::sleep_for(std::chrono::milliseconds{1});
        return status;
    }

    report::Story story;
    exchange::Contents contents;
    collect::Originals originals;
    std::function<void()> while_read = [] {};
    std::atomic<int> begun = 0;  ///< files that are read, or were
    bool endless = false;
    std::string text = "password=[secret:1f2e3d4c]\n";
    const collect::ForReview material{
        "shown",
        story,
        contents,
        1,
        originals,
        [this](std::size_t, const std::function<bool(std::string_view)>& take) -> Result<> {
            while_read();
            ++begun;
            const auto until = std::chrono::steady_clock::now() + patience;
            while (take(text) && endless && std::chrono::steady_clock::now() < until) {
            }
            return {};
        }};
    ReviewService service{material, report::Language::en};
    WebHead head;
};

bool has(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

}  // namespace

TEST_CASE("review service: a screenshot is shown as it would leave, and nothing else as one") {
    Review review;
    review.text = "pixels";
    review.contents.entries.push_back({.path = "attachments/a.png",
                                       .collector = "attachments",
                                       .item = "a.png",
                                       .attachment = true,
                                       .picture = "png",
                                       .size = 6});

    const auto picture = review.ask("picture=1");

    CHECK(picture.status == 200);
    CHECK(picture.body == "pixels");
    CHECK(picture.headers[0].second == "image/png");
    CHECK(has(review.ask("").body, "<img src=\"?picture=1\""));
    for (const char* wrong : {"picture=0", "picture=2", "picture=x", "picture="}) {
        CAPTURE(wrong);
        CHECK(review.ask(wrong).status == 404);
    }
    CHECK(review.ask("file=1").status == 404);
}

TEST_CASE("review service: a picture that cannot be read whole is none") {
    Review review;
    review.text = "pix";
    review.contents.entries.push_back({.path = "attachments/a.png", .picture = "png", .size = 6});

    CHECK(review.ask("picture=1").status == 503);
}

TEST_CASE("review service: while a file is read, the page and who waits for it are answered") {
    Review review;
    int answered = 0;
    std::future<void> other;
    review.while_read = [&] {
        other = std::async(std::launch::async, [&] {
            answered = review.ask("").status;
            CHECK_FALSE(review.service.decided());
        });
        CHECK(other.wait_for(patience) == std::future_status::ready);
    };

    const auto answer = review.ask("file=0");

    other.get();
    CHECK(answer.status == 200);
    CHECK(answered == 200);
    CHECK(has(answer.body, "[secret:1f2e3d4c]"));
}

TEST_CASE("review service: that fewer replacements are listed than were made is told") {
    Review review;
    CHECK(has(review.ask("file=0").body, "1 of 3 replacements"));

    review.contents.entries.front().redactions = {{"secret", 1}};
    CHECK_FALSE(has(review.ask("file=0").body, "Not all are shown"));
}

TEST_CASE("review service: what lies behind the first MiB of a line is told not to be listed") {
    Review review;
    review.text = "[secret:1f2e3d4c]" + std::string(1 << 20, 'x') + "[secret:2f2e3d4c]\n";

    const auto answer = review.ask("file=0&kind=secret");

    CHECK(has(answer.body, "[secret:1f2e3d4c]"));
    CHECK_FALSE(has(answer.body, "[secret:2f2e3d4c]"));
    CHECK(has(answer.body, "34 characters lie behind that"));
}

TEST_CASE("review service: of two who read files the first is ended, and a third is answered") {
    Review review;
    review.never_ends();
    auto first = review.reading();

    auto second = review.reading();

    REQUIRE(first.wait_for(patience / 2) == std::future_status::ready);
    CHECK(first.get() == 503);
    CHECK(second.wait_for(std::chrono::seconds{0}) == std::future_status::timeout);
    CHECK(review.ask("").status == 200);
    review.service.close();
    CHECK(second.get() == 503);
}

TEST_CASE("review service: once it is closed nothing is read to its end") {
    Review review;
    review.never_ends();
    auto before = review.reading();

    review.service.close();

    REQUIRE(before.wait_for(patience / 2) == std::future_status::ready);
    CHECK(before.get() == 503);
    auto after = review.reading();
    REQUIRE(after.wait_for(patience / 2) == std::future_status::ready);
    CHECK(after.get() == 503);
}
