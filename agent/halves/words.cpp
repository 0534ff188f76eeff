// SPDX-License-Identifier: Apache-2.0
#include "agent/halves/words.hpp"

#include <limits>

#include "agent/exchange/line.hpp"
#include "agent/halves/bounds.hpp"
#include "platform/text.hpp"

namespace diag::halves {
namespace {

constexpr std::size_t longest_target = 2000;
constexpr std::size_t longest_document = 64 << 10;
constexpr std::size_t longest_body_said = 1 << 20;
constexpr std::size_t most_headers = 200;
constexpr std::int64_t longest_span = 24 * 3'600'000;

/// Reads members and remembers whether any was not what it should be.
class Reader {
public:
    explicit Reader(Frame frame) : frame_(std::move(frame)), head_(frame_.head) {}

    std::string kind() { return text("kind", longest_name); }
    std::string text(std::string_view key, std::size_t most) {
        ++read_;
        auto found = json::text_at(head_, key);
        if (!found || found->size() > most) odd_ = true;
        return odd_ ? std::string() : std::move(*found);
    }
    /// For people: whatever it was, it can be shown.
    std::string words(std::string_view key) { return cut(text(key, 4 * longest_words)); }
    std::uint64_t natural(std::string_view key,
                          std::uint64_t most = std::numeric_limits<std::int64_t>::max()) {
        ++read_;
        const auto found = json::integer_at(head_, key);
        if (!found || *found < 0 || static_cast<std::uint64_t>(*found) > most) odd_ = true;
        return odd_ ? 0 : static_cast<std::uint64_t>(*found);
    }
    std::uint16_t port(std::string_view key) {
        return static_cast<std::uint16_t>(natural(key, 65'535));
    }
    milliseconds span(std::string_view key) {
        return milliseconds{static_cast<std::int64_t>(natural(key, longest_span))};
    }
    bool flag(std::string_view key) {
        ++read_;
        const auto found = json::flag_at(head_, key);
        if (!found) odd_ = true;
        return found.value_or(false);
    }
    Lane lane() { return static_cast<Lane>(natural("lane", lanes - 1)); }
    HttpHeaders headers() {
        ++read_;
        HttpHeaders all;
        const auto& list = json::list_at(head_, "headers");
        if (list.size() > most_headers) odd_ = true;
        for (const auto& each : list) {
            auto name = json::text_at(each, "name"), value = json::text_at(each, "value");
            if (!name || !value || name->size() > longest_name || value->size() > longest_header)
                odd_ = true;
            if (odd_) return {};
            all.emplace_back(cut(*name, longest_name), cut(*value, longest_header));
        }
        return all;
    }
    std::string body(std::size_t most) {
        if (frame_.body.size() > most) odd_ = true;
        takes_body_ = true;
        return odd_ ? std::string() : std::move(frame_.body);
    }

    /// Whether all was as it should be; a body or a member that nobody wants is not.
    bool whole() const {
        return !odd_ && (takes_body_ || frame_.body.empty()) && read_ == frame_.head.size();
    }

private:
    Frame frame_;
    json::value head_;
    std::size_t read_ = 0;  ///< members
    bool odd_ = false, takes_body_ = false;
};

Begin begin_from(Reader& in) {
    return {.host = in.text("host", longest_name),
            .port = in.port("port"),
            .proxy_host = in.text("proxy_host", longest_name),
            .proxy_port = in.port("proxy_port"),
            .proxy_user = in.text("proxy_user", longest_name),
            .proxy_password = in.text("proxy_password", longest_words),
            .base = in.text("base", longest_target),
            .authority = in.body(longest_document),
            .version = in.text("version", longest_name),
            .instance = in.text("instance", longest_name),
            .trust = in.natural("trust")};
}

Ask ask_from(Reader& in) {
    return {.lane = in.lane(),
            .id = in.natural("id"),
            .method = in.text("method", longest_name),
            .target = in.text("target", longest_target),
            .headers = in.headers(),
            .patience = in.span("patience"),
            .body = in.body(longest_body_out)};
}

Answered answered_from(Reader& in) {
    Answered it{.lane = in.lane(), .id = in.natural("id"), .answer = {}};
    it.answer.status = static_cast<int>(in.natural("status", 999));
    it.answer.reason = in.words("reason");
    it.answer.headers = in.headers();
    it.answer.body = in.body(longest_body_said);
    return it;
}

Certified certified_from(Reader& in) {
    return {.serial = in.natural("serial"),
            .status = static_cast<int>(in.natural("status", 999)),
            .why = in.words("why"),
            .answer = in.body(longest_body_said)};
}

Failed failed_from(Reader& in) {
    return {.lane = in.lane(),
            .id = in.natural("id"),
            .error = {fault_named(in.text("fault", longest_name)), in.words("what")}};
}

Error odd(std::string_view kind) {
    return {Fault::malformed, "a word \"" + printable(kind) + "\" that is none, or not whole"};
}

}  // namespace

Result<ToLine> to_line(Frame frame) {
    Reader in(std::move(frame));
    const auto kind = in.kind();
    const auto word = [&]() -> std::optional<ToLine> {
        if (kind == "begin") return begin_from(in);
        if (kind == "trusts") return Trusts{in.natural("number")};
        if (kind == "make_key") return MakeKey{in.natural("serial")};
        if (kind == "certify") return Certify{in.natural("serial"), in.body(longest_document)};
        if (kind == "use") return Use{in.natural("serial")};
        if (kind == "tell") return Tell{in.body(exchange::line::message_limit)};
        if (kind == "hurry") return Hurry{};
        if (kind == "ask") return ask_from(in);
        if (kind == "drop") return Drop{in.lane()};
        if (kind == "ping") return Ping{in.natural("n")};
        return {};
    }();
    if (!word || !in.whole()) return odd(kind);
    return *word;
}

Result<FromLine> from_line(Frame frame) {
    Reader in(std::move(frame));
    const auto kind = in.kind();
    const auto word = [&]() -> std::optional<FromLine> {
        if (kind == "ready") return Ready{in.flag("files"), in.flag("calls")};
        if (kind == "key") return KeyMade{in.natural("serial"), in.body(longest_document)};
        if (kind == "certified") return certified_from(in);
        if (kind == "up") return Up{in.words("by")};
        if (kind == "down") return Down{in.words("why"), in.span("again")};
        if (kind == "heard") return Heard{in.body(exchange::line::message_limit)};
        if (kind == "answer") return answered_from(in);
        if (kind == "failed") return failed_from(in);
        if (kind == "pong") return Pong{in.natural("n")};
        if (kind == "tried") return Tried{in.words("call")};
        return {};
    }();
    if (!word || !in.whole()) return odd(kind);
    return *word;
}

}  // namespace diag::halves
