// SPDX-License-Identifier: Apache-2.0
#include "agent/exchange/line.hpp"

#include <cmath>

#include "agent/exchange/fields.hpp"
#include "platform/base64.hpp"
#include "platform/text.hpp"

namespace diag::exchange::line {
namespace {

constexpr std::size_t longest_name = 200;
constexpr std::size_t longest_words = 2000;
constexpr std::size_t most_findings = 500;

/// Reads members one by one; after the first that does not fit, `problem` says which.
class Members {
public:
    explicit Members(const json::value& document) : document_(document) {}

    std::string text(std::string_view key, std::size_t most, bool may_be_empty = true) {
        auto text = json::text_at(document_, key);
        if (!text && may_be_empty && !json::find(document_, key)) return {};
        if (!text || text->size() > most || (text->empty() && !may_be_empty)) return wrong(key);
        if (printable(*text) != *text) return wrong(key);
        return *text;
    }
    std::string name(std::string_view key) { return text(key, longest_name, false); }
    Time time(std::string_view key) {
        const auto text = json::text_at(document_, key);
        const auto time = text ? time_from(*text) : std::nullopt;
        if (!time) wrong(key);
        return time.value_or(Time{});
    }
    std::uint64_t natural(std::string_view key) {
        const auto number = json::integer_at(document_, key);
        if (!number || *number < 0) wrong(key);
        return number && *number > 0 ? static_cast<std::uint64_t>(*number) : 0;
    }
    double share(std::string_view key) {
        const auto number = json::number_at(document_, key);
        if (!number || !std::isfinite(*number) || *number < 0 || *number > 1) wrong(key);
        return number.value_or(0);
    }
    bool flag(std::string_view key) { return json::flag_at(document_, key).value_or(false); }
    std::string bytes(std::string_view key) {
        const auto text = json::text_at(document_, key);
        auto bytes = text ? from_base64(*text) : std::nullopt;
        if (!bytes || bytes->empty()) wrong(key);
        return bytes.value_or("");
    }
    std::string wrong(std::string_view key) {
        if (problem.empty()) problem = key;
        return {};
    }

    std::string problem;

private:
    const json::value& document_;
};

Health health_from(const json::value& document, Members& in) {
    Health health{.at = in.time("at"), .findings = {}};
    for (const auto& each : json::list_at(document, "findings")) {
        Members member(each);
        health.findings.push_back(
            {member.name("id"), member.name("severity"), member.natural("count")});
        if (!member.problem.empty() || health.findings.size() > most_findings) in.wrong("findings");
        if (!in.problem.empty()) break;
    }
    return health;
}

Result<Message> known(std::string_view kind, const json::value& document, Members& in) {
    if (kind == "hello")
        return Message{
            Hello{in.name("version"), in.name("instance"), in.natural("trust"), in.time("clock")}};
    if (kind == "stage")
        return Message{Staged{in.name("request"), in.name("stage"), in.time("at"),
                              in.text("why", longest_words), in.text("by", longest_name),
                              in.text("bundle", longest_name)}};
    if (kind == "progress")
        return Message{Moved{in.name("request"), in.text("collector", longest_name),
                             in.share("share"), in.natural("bytes")}};
    if (kind == "health") return Message{health_from(document, in)};
    if (kind == "checkpoint") return Message{Checkpoint{in.bytes("document")}};
    if (kind == "request") return Message{Asked{in.bytes("document")}};
    if (kind == "noted") return Message{Noted{in.name("request"), in.name("stage")}};
    if (kind == "revoked") return Message{Revoked{in.text("list", message_limit, false)}};
    if (kind == "bye") return Message{Bye{in.text("why", longest_words), in.flag("doubled")}};
    return Error{Fault::unsupported, "a message of an unknown kind"};
}

/// What a reader takes: printable, and no longer than that, cut between two characters.
std::string fit(std::string_view words, std::size_t most) {
    auto text = printable(words);
    if (text.size() <= most) return text;
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;
    text.resize(most);
    return text;
}

struct Writer {
    json::object operator()(const Hello& it) const {
        return {{"kind", "hello"},
                {"version", it.version},
                {"instance", it.instance},
                {"trust", it.trust},
                {"clock", diag::to_text(it.clock)}};
    }
    json::object operator()(const Staged& it) const {
        json::object members{{"kind", "stage"},
                             {"request", it.request},
                             {"stage", it.stage},
                             {"at", diag::to_text(it.at)}};
        if (!it.why.empty()) members["why"] = fit(it.why, longest_words);
        if (!it.by.empty()) members["by"] = fit(it.by, longest_name);
        if (!it.bundle.empty()) members["bundle"] = it.bundle;
        return members;
    }
    json::object operator()(const Moved& it) const {
        return {{"kind", "progress"},
                {"request", it.request},
                {"collector", it.collector},
                {"share", it.share},
                {"bytes", it.bytes}};
    }
    json::object operator()(const Health& it) const {
        json::array findings;
        for (const auto& each : it.findings)
            findings.push_back(
                json::object{{"id", each.id}, {"severity", each.severity}, {"count", each.count}});
        return {
            {"kind", "health"}, {"at", diag::to_text(it.at)}, {"findings", std::move(findings)}};
    }
    json::object operator()(const Checkpoint& it) const {
        return {{"kind", "checkpoint"}, {"document", base64(it.document)}};
    }
    json::object operator()(const Asked& it) const {
        return {{"kind", "request"}, {"document", base64(it.document)}};
    }
    json::object operator()(const Noted& it) const {
        return {{"kind", "noted"}, {"request", it.request}, {"stage", it.stage}};
    }
    json::object operator()(const Revoked& it) const {
        return {{"kind", "revoked"}, {"list", it.list}};
    }
    json::object operator()(const Bye& it) const {
        return {{"kind", "bye"}, {"why", fit(it.why, longest_words)}, {"doubled", it.doubled}};
    }
};

}  // namespace

json::value to_json(const Message& message) { return std::visit(Writer{}, message); }

std::string text_of(const Message& message) { return json::write(to_json(message)); }

Result<Message> message_in(const json::value& document) {
    const auto kind = json::text_at(document, "kind");
    if (!kind) return Error{Fault::malformed, "a message without \"kind\""};
    Members in(document);
    auto message = known(*kind, document, in);
    if (message && !in.problem.empty())
        return Error{Fault::malformed, "a message of kind \"" + printable(*kind) + "\": \"" +
                                           in.problem + "\" is not what it should be"};
    return message;
}

Result<Message> message_from(std::string_view text) {
    if (text.size() > message_limit) return Error{Fault::full, "a message is too long"};
    const auto document = json::parse(text);
    if (!document) return document.error();
    return message_in(*document);
}

}  // namespace diag::exchange::line
