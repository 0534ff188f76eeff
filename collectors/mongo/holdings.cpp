// SPDX-License-Identifier: Apache-2.0
#include "collectors/mongo/holdings.hpp"

#include "collectors/mongo/extended_json.hpp"
#include "collectors/mongo/replies.hpp"
#include "platform/json.hpp"
#include "platform/text.hpp"

namespace diag::mongo {
namespace {

constexpr std::int64_t unauthorized = 13;               // error_codes.yml of the server
constexpr std::uint64_t last_second = 253'402'300'799;  // the end of 9999

constexpr std::size_t most_actions = 10;

bool is_done(const json::value& answer) { return number_of(answer, "ok").value_or(0) != 0; }

std::optional<Time> moment(const std::optional<std::uint64_t>& second) {
    if (!second || *second > last_second) return {};
    return Time{std::chrono::seconds{*second}};
}

/// What an interview tells, by name.
struct Answers {
    explicit Answers(std::string_view outcome) {
        auto read = json::parse(outcome);
        if (read) document = std::move(*read);
    }

    /// The text of an answer, or why there is none.
    Result<std::string> named(std::string_view name) const {
        for (const auto& answer : json::list_at(document, "answers")) {
            if (json::text_at(answer, "name") != name) continue;
            if (auto text = json::text_at(answer, "text")) return std::move(*text);
            return Error{fault_named(json::text_at(answer, "fault").value_or("")),
                         json::text_at(answer, "what").value_or("")};
        }
        return Error{Fault::absent, "it was not asked"};
    }

    json::value document;
};

/// Why one who answers tells no more.
std::optional<Error> closed_to_us(const Answers& answers, const std::string& address) {
    const auto login = json::text_at(answers.document, "login").value_or("untried");
    if (login == "missing")
        return Error{Fault::denied, address +
                                        " asks for a login, and the credentials have none for "
                                        "databases (section [mongo])"};
    if (login == "refused") return Error{Fault::denied, address + " refused the login"};
    if (login == "withheld")
        return Error{Fault::denied, address + " got no login, as its certificate is not believed"};
    if (login == "unvouched")
        return Error{Fault::denied, address +
                                        " got no login, as it is not proven to be the site's "
                                        "own: name it in mongo.hosts if it is"};
    return {};
}

Error rejected(const json::value& answer, const std::string& address) {
    const auto asked = json::text_at(answer, "asked").value_or("");
    if (whole_of(answer, "code") == unauthorized)
        return Error{Fault::denied, address + " does not let us ask for what it holds (" + asked +
                                        "): the account lacks the action " +
                                        (asked == "count" ? "find" : asked) + " on " +
                                        printable(json::text_at(answer, "of").value_or("")) + "; " +
                                        std::string(grant)};
    return Error{Fault::refused, address + " did not do " + asked + ": " +
                                     printable(json::text_at(answer, "errmsg").value_or(""))};
}

}  // namespace

Result<Holdings> holdings_from(std::string_view outcome, const std::string& address) {
    const Answers answers(outcome);
    const auto greeting = answers.named("hello");
    if (!greeting) return Error{greeting.error().fault, address + ": " + greeting.error().what};
    const auto hello = hello_from(*greeting);
    if (!hello) return Error{Fault::malformed, address + " does not answer as a database does"};
    if (!hello->writable && !hello->secondary)
        return Error{Fault::refused,
                     address + (hello->arbiter ? " is an arbiter, which holds no data"
                                               : " is neither primary nor secondary now")};
    if (auto closed = closed_to_us(answers, address)) return std::move(*closed);
    // Where it was not asked for them, the first answer tells why.
    auto text = answers.named("holdings");
    if (const auto status = answers.named("status"); !text && !status) text = status.error();
    if (!text) return Error{text.error().fault, address + ": " + text.error().what};
    const auto told = json::parse(*text);
    if (!told) return Error{Fault::malformed, address + ": " + told.error().what};
    if (!is_done(*told)) return rejected(*told, address);
    if (const auto partial = json::text_at(*told, "partial"))
        return Error{Fault::full, address + " was asked in part only: " + *partial};
    Holdings holdings{.address = address, .at = {}, .collections = {}, .lacks = {}};
    for (const auto& each : json::list_at(*told, "collections")) {
        const auto count = natural_of(each, "count");
        // One that was dropped between two questions.
        if (!count) continue;
        const auto oldest = natural_of(each, "oldest");
        holdings.collections.push_back({.database = json::text_at(each, "db").value_or(""),
                                        .collection = json::text_at(each, "name").value_or(""),
                                        .documents = *count,
                                        .indexes = natural_of(each, "indexes"),
                                        .capped = json::flag_at(each, "capped").value_or(false),
                                        .oldest = moment(oldest)});
    }
    for (const auto& each : json::list_at(*told, "lacks"))
        if (each.is_string() && holdings.lacks.size() < most_actions)
            holdings.lacks.push_back(printable(each.get_string()));
    return holdings;
}

}  // namespace diag::mongo
