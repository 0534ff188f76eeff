// SPDX-License-Identifier: Apache-2.0
// A tus server in memory that fails in every way we know, and who sends to it.
#pragma once

#include <doctest/doctest.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "agent/upload/tus.hpp"
#include "platform/base64.hpp"
#include "platform/digest.hpp"
#include "platform/text.hpp"
#include "tests/scratch.hpp"

namespace diag::test {

using namespace diag::upload;

/// A clock that passes time only while somebody sleeps.
struct Patient final : Clock {
    Time now() override { return Time{spent}; }
    milliseconds uptime() override { return spent; }
    void sleep(milliseconds span) override { spent += span; }
    milliseconds spent{1000};
};

inline const Error cut{Fault::io, "the connection was cut"};

struct TusServer final : Server {
    std::string held;
    std::uint64_t length = 0;
    bool made = false;
    bool checksums = true;
    bool always_summed = true;  ///< each piece must bring one
    bool termination = true;
    std::uint64_t received = 0;  ///< bytes of bodies in all
    int created = 0;
    /// Before a request is dealt with: an answer of its own, or nothing.
    std::function<std::optional<Result<HttpAnswer>>(const Asked&)> before;
    /// After it was: whether the answer is lost.
    std::function<bool(const Asked&)> loses = [](const Asked&) { return false; };

    static HttpAnswer answer(int status, HttpHeaders headers = {}) {
        HttpAnswer made;
        made.status = status;
        made.headers = std::move(headers);
        return made;
    }
    Result<HttpAnswer> ask(const Asked& asked) override {
        received += asked.body.size();
        if (before)
            if (auto own = before(asked)) return *own;
        auto given = deal_with(asked);
        if (loses(asked)) return cut;
        return given;
    }
    HttpAnswer deal_with(const Asked& asked) {
        if (asked.method == "OPTIONS")
            return answer(
                204, {{"Tus-Extension", std::string("creation") + (checksums ? ",checksum" : "") +
                                            (termination ? ",termination" : "")},
                      {"Tus-Checksum-Algorithm", "sha1,sha256"}});
        CHECK(header_of(asked.headers, "Tus-Resumable") == "1.0.0");
        if (asked.method == "POST") return create(asked);
        if (!made || asked.target != "/v1/files/one") return answer(404);
        if (asked.method == "DELETE") {
            made = false;
            return answer(204);
        }
        if (asked.method == "HEAD")
            return answer(200, {{"Upload-Offset", std::to_string(held.size())},
                                {"Upload-Length", std::to_string(length)}});
        return patch(asked);
    }
    HttpAnswer create(const Asked& asked) {
        length = natural(*header_of(asked.headers, "Upload-Length")).value_or(0);
        if (!made) held.clear();
        made = true;
        ++created;
        return answer(201, {{"Location", "https://desk.example/v1/files/one"}});
    }
    HttpAnswer patch(const Asked& asked) {
        if (natural(*header_of(asked.headers, "Upload-Offset")) != held.size()) return answer(409);
        const auto sum = header_of(asked.headers, "Upload-Checksum");
        if (always_summed) CHECK(sum.has_value() == (checksums && !asked.body.empty()));
        if (sum) {
            const auto digest = sha256(asked.body);
            if (*sum != "sha256 " + base64(std::span<const unsigned char>(digest)))
                return answer(460);
        }
        held += asked.body;
        return answer(204, {{"Upload-Offset", std::to_string(held.size())}});
    }
};

struct Sender {
    Scratch scratch;
    std::string bytes;
    Parcel parcel;
    TusServer server;
    Patient clock;
    Habits habits;
    std::vector<Progress> seen;
    Watch watch = [](const Progress&) { return true; };

    explicit Sender(std::size_t size = 5'000'000) : bytes(size, '\0') {
        fill_random({reinterpret_cast<unsigned char*>(bytes.data()), bytes.size()});
        parcel = {scratch.file("bundle", bytes), size, uuid_v7(Time{}), sha256_hex(bytes)};
    }
    Memory memory() const { return Memory(scratch.path() / "location"); }
    Result<> send() {
        return upload::send(parcel, "/v1/files/", server, memory(), habits, clock,
                            [this](const Progress& progress) {
                                seen.push_back(progress);
                                return watch(progress);
                            });
    }
    bool whole() const { return server.held == bytes; }
};

}  // namespace diag::test
