// SPDX-License-Identifier: Apache-2.0
#include "desk/commands/desk_server.hpp"

#include <algorithm>

#include "desk/commands/saying.hpp"
#include "desk/settings.hpp"
#include "platform/interrupt.hpp"
#include "platform/log.hpp"
#include "platform/text.hpp"

namespace diag::desk {
namespace {

constexpr std::size_t document_limit = 64u << 20;
constexpr std::size_t longest_word = 500;

Fault fault_of(int status) {
    switch (status) {
        case 401:
        case 403:
            return Fault::denied;
        case 404:
            return Fault::absent;
        case 409:
        case 413:
        case 416:
            return Fault::refused;
        case 408:
        case 429:
            return Fault::timed_out;
        default:
            return status / 100 == 5 ? Fault::timed_out : Fault::malformed;
    }
}

/// In its own words where it has any.
Error refusal(const std::string& name, const HttpAnswer& answer) {
    const auto document = json::parse(answer.body);
    const auto said = document ? json::text_at(*document, "error") : std::nullopt;
    const auto words =
        said ? printable(said->substr(0, longest_word))
             : "it answered " + std::to_string(answer.status) + " " + printable(answer.reason);
    return {fault_of(answer.status), "the desk's server " + name + ": " + words};
}

}  // namespace

Result<std::string> url_asked_for(const Invocation& invocation, const Home& home) {
    auto text = invocation.value(url_option.name);
    if (text.empty()) {
        const auto settings = settings_of(home.directory());
        if (!settings) return settings.error();
        text = settings->url;
    }
    if (text.empty())
        return Error{Fault::refused,
                     "where is this desk's server? Give --url https://HOST[:PORT], or write url = "
                     "\"https://HOST:PORT\" into " +
                         home.file("desk.toml").native()};
    const auto url = https_url_from(text);
    if (!url) return Error{url.error().fault, "--url: " + url.error().what};
    return text;
}

DeskServer::DeskServer(const HttpsUrl& url, Signer engineer, const Certificate& authority)
    : name_("https://" + url.host + ":" + std::to_string(url.port)),
      base_(url.path),
      engineer_(std::move(engineer)),
      https_({.host = url.host,
              .port = url.port,
              .proxy = {},
              .authority = authority,
              .authority_digest = {},
              .certificate = &engineer_.certificate,
              .key = &engineer_.key},
             interrupted) {}

Error DeskServer::no_answer(const Error& error) {
    if (interrupted()) return {Fault::refused, "stopped"};
    const auto words = "the desk's server " + name_;
    switch (error.fault) {
        case Fault::refused:
        case Fault::absent:
            may_have_arrived_ = false;
            return {Fault::io, words + " is not reached: " + error.what};
        case Fault::timed_out:
        case Fault::io:
            return {Fault::io, words + " does not answer: " + error.what};
        default:
            return {error.fault, words + ": " + error.what};
    }
}

Result<HttpAnswer> DeskServer::ask(HttpsRequest request) {
    request.target = base_ + request.target;
    may_have_arrived_ = true;
    const auto answer = https_.ask(request);
    if (!answer) return no_answer(answer.error());
    if (answer->status / 100 != 2) return refusal(name_, *answer);
    return answer;
}

Result<json::value> DeskServer::get(const std::string& target) {
    const auto answer = ask({.target = target, .answer_limit = document_limit});
    if (!answer) return answer.error();
    auto document = json::parse(answer->body);
    if (!document)
        return Error{Fault::malformed, "the desk's server " + name_ + " answered with what is " +
                                           document.error().what};
    return document;
}

bool may_pass(const Error& error) {
    return error.fault == Fault::io || error.fault == Fault::timed_out;
}

Result<std::unique_ptr<DeskServer>> desk_server(const Invocation& invocation, const Home& home,
                                                std::string_view key) {
    const auto text = url_asked_for(invocation, home);
    if (!text) return text.error();
    const auto url = https_url_from(*text);
    if (!url) return url.error();
    const auto trust = home.trust();
    if (!trust) return trust.error();
    auto engineer = signer_of(invocation, home, *trust, system_clock().now(), key);
    if (!engineer) return engineer.error();
    watch_for_interrupts();
    return std::make_unique<DeskServer>(*url, std::move(*engineer), trust->authority);
}

bool waited(milliseconds span) {
    constexpr milliseconds piece{100};
    for (; span.count() > 0 && !interrupted(); span -= piece)
        system_clock().sleep(std::min(span, piece));
    return !interrupted();
}

int server_failure(const Error& error) {
    const int code = failure(error);
    return may_pass(error) ? exit_code::failed : code;
}

}  // namespace diag::desk
