// SPDX-License-Identifier: Apache-2.0
#include "agent/exchange/request.hpp"

#include <algorithm>

#include "agent/exchange/fields.hpp"
#include "platform/digest.hpp"
#include "platform/text.hpp"

namespace diag::exchange {
namespace {

constexpr std::size_t longest_name = 200;
constexpr std::size_t longest_reason = 2000;
constexpr std::size_t most_collectors = 64;
constexpr std::size_t most_parameters = 64;
constexpr std::size_t most_recipients = 16;
constexpr std::chrono::days longest_life{366};

bool one_line(std::string_view text, std::size_t most) {
    return text.size() <= most && printable(text) == text &&
           text.find_first_of("\n\t") == std::string_view::npos;
}

/// "cameras.play_at_once"
bool is_key(std::string_view text) {
    return !text.empty() && text.size() <= 64 &&
           text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_.") ==
               std::string_view::npos;
}

std::string line(Fields& in, std::string_view key, bool may_be_empty) {
    auto text = in.text(key);
    if (!one_line(text, longest_name) || (text.empty() && !may_be_empty))
        in.fail(key, "one line of at most 200 bytes");
    return text;
}

void read_names(Fields& in, Request& request) {
    request.id = in.text("id");
    if (!is_uuid(request.id)) in.fail("id", "a UUID in lower case");
    request.agent = line(in, "agent", false);
    request.site = line(in, "site", true);
    request.case_number = line(in, "case", true);
    request.reason = in.text("reason");
    if (request.reason.empty() || request.reason.size() > longest_reason ||
        printable(request.reason) != request.reason)
        in.fail("reason", "1 to 2000 bytes of printable text");
    const auto disclosure = in.text("disclosure");
    if (disclosure == name_of(Disclosure::findings))
        request.disclosure = Disclosure::findings;
    else if (disclosure != name_of(Disclosure::bundle))
        in.fail("disclosure", "findings or bundle");
}

void read_times(Fields& in, Request& request) {
    request.engineer = in.hex_digest("engineer");
    request.sequence = in.natural("sequence");
    request.made = in.time("made");
    request.not_before = in.time("not_before");
    request.not_after = in.time("not_after");
    request.since = in.time("since");
    request.until = in.time("until");
    if (request.not_after <= request.not_before ||
        request.not_after - request.not_before > longest_life)
        in.fail("not_after", "after not_before, by a year at most");
    if (request.until <= request.since) in.fail("until", "after since");
}

void read_limits(Fields& in, Request& request) {
    request.bytes = in.natural("bytes");
    const auto seconds = in.natural("seconds");
    if (request.bytes == 0) in.fail("bytes", "more than 0");
    if (seconds == 0 || seconds > 86'400) in.fail("seconds", "1 to 86400");
    request.span = std::chrono::seconds{std::min<std::uint64_t>(seconds, 86'400)};
}

void read_collectors(Fields& in, Request& request) {
    for (const auto& element : in.list("collectors")) {
        const auto* text = element.if_string();
        const auto name = text ? std::string_view(*text) : std::string_view();
        const bool again = std::ranges::find(request.collectors, name) != request.collectors.end();
        if (!is_key(name) || again || request.collectors.size() == most_collectors)
            return in.fail("collectors", "a list of different names");
        request.collectors.emplace_back(name);
    }
    if (request.collectors.empty()) in.fail("collectors", "a list of different names");
}

void read_parameters(Fields& in, Request& request) {
    const auto* member = in.optional("parameters");
    const auto* parameters = member ? member->if_object() : nullptr;
    if (!parameters || parameters->size() > most_parameters)
        return in.fail("parameters", "an object of whole numbers");
    for (const auto& [key, value] : *parameters) {
        const auto* number = value.if_int64();
        if (!number || !is_key(key)) return in.fail("parameters", "an object of whole numbers");
        request.parameters.emplace(key, *number);
    }
}

Result<> read_recipients(Fields& in, Request& request) {
    const auto& list = in.list("recipients");
    if (list.size() > most_recipients) in.fail("recipients", "at most 16 certificates");
    if (in.has("recipients") && list.empty()) in.fail("recipients", "certificates in PEM");
    for (const auto& element : list) {
        const auto* pem = element.if_string();
        if (!pem || request.recipients.size() == most_recipients) {
            in.fail("recipients", "certificates in PEM");
            break;
        }
        auto certificate = Certificate::from_pem(*pem, "request: recipients");
        if (!certificate) return certificate.error();
        request.recipients.push_back(std::move(*certificate));
    }
    return {};
}

/// A newer format may differ in everything but this field.
Result<> check_format(const json::value& document) {
    const auto format = json::integer_at(document, "format");
    if (format && *format > request_format)
        return Error{Fault::unsupported, "the request has format " + std::to_string(*format) +
                                             " and this program reads up to format " +
                                             std::to_string(request_format) +
                                             ": update safr-diag, or ask in the older format"};
    if (!format || *format != request_format)
        return Error{Fault::malformed, "request: \"format\" should be 1"};
    return {};
}

}  // namespace

std::string_view name_of(Disclosure disclosure) {
    return disclosure == Disclosure::findings ? "findings" : "bundle";
}

json::value to_json(const Request& request) {
    json::array collectors, recipients;
    json::object parameters;
    for (const auto& name : request.collectors) collectors.emplace_back(name);
    for (const auto& each : request.recipients) recipients.emplace_back(each.pem());
    for (const auto& [key, value] : request.parameters) parameters[key] = value;
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(request.span).count();
    return {{"format", request_format},
            {"id", request.id},
            {"agent", request.agent},
            {"site", request.site},
            {"case", request.case_number},
            {"reason", request.reason},
            {"engineer", request.engineer},
            {"sequence", request.sequence},
            {"made", to_text(request.made)},
            {"not_before", to_text(request.not_before)},
            {"not_after", to_text(request.not_after)},
            {"disclosure", name_of(request.disclosure)},
            {"collectors", std::move(collectors)},
            {"parameters", std::move(parameters)},
            {"since", to_text(request.since)},
            {"until", to_text(request.until)},
            {"bytes", request.bytes},
            {"seconds", seconds},
            {"recipients", std::move(recipients)}};
}

Result<Request> request_from(std::string_view text) {
    const auto document = json::parse(text);
    if (!document) return Error{document.error().fault, "the request is " + document.error().what};
    if (const auto readable = check_format(*document); !readable) return readable.error();
    Fields in(*document, "request");
    [[maybe_unused]] const auto format = in.natural("format");
    Request request;
    read_names(in, request);
    read_times(in, request);
    read_limits(in, request);
    read_collectors(in, request);
    read_parameters(in, request);
    if (const auto read = read_recipients(in, request); !read) return read.error();
    if (const auto wrong = in.problem()) return *wrong;
    return request;
}

}  // namespace diag::exchange
