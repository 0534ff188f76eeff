// SPDX-License-Identifier: Apache-2.0
// Asking VIRGA. Which of its two ports speaks TLS is told differently by the vendor's own pages
// (safr-facts 0.3, X1), and so is how the credentials are written (10): both are tried out, the
// credentials once in each form, and only over https or on this machine.
#include <algorithm>

#include "collectors/cameras/plan.hpp"
#include "platform/base64.hpp"

namespace diag::cameras {
namespace {

constexpr std::size_t status_limit = 4 << 20;
constexpr std::size_t health_limit = 4096;
constexpr milliseconds patience{3000};
constexpr milliseconds brief_patience{400};

HttpRequest get(std::string scheme, std::string host, std::uint16_t port, std::string target) {
    HttpRequest request;
    request.scheme = std::move(scheme);
    request.host = std::move(host);
    request.port = port;
    request.target = std::move(target);
    return request;
}

/// Where VIRGA may be: this machine by either scheme, other nodes by https only.
std::vector<HttpRequest> places(const Scope& scope) {
    auto ports = ports_of(scope.site, "virga");
    if (ports.empty()) ports = {8085, 8084};
    std::vector<HttpRequest> found;
    for (const auto* scheme : {"https", "http"})
        for (const auto port : ports) found.push_back(get(scheme, "127.0.0.1", port, "/health"));
    for (const auto* nodes : {&scope.nodes, &scope.site.nodes})
        for (const auto& node : *nodes)
            for (const auto port : ports)
                if (found.size() < 40 && node != "localhost")
                    found.push_back(get("https", node, port, "/health"));
    return found;
}

std::string url_of(const HttpRequest& request) {
    return request.scheme + "://" + request.host + ":" + std::to_string(request.port) +
           request.target;
}

/// The first that answers as itself: Tomcat answers 400 to plain HTTP on a TLS port.
const HttpRequest* speaking(const std::vector<HttpRequest>& asked,
                            const std::vector<Result<HttpAnswer>>& answers) {
    for (std::size_t i = 0; i < asked.size() && i < answers.size(); ++i)
        if (answers[i] && answers[i]->status >= 200 && answers[i]->status < 500 &&
            answers[i]->status != 400)
            return &asked[i];
    return nullptr;
}

}  // namespace

Result<json::value> ask_virga(World& world, json::object& tale) {
    const auto& scope = world.scope;
    const auto account = scope.accounts.find("safr");
    if (account == scope.accounts.end())
        return Error{Fault::absent, "no account \"safr\" is given, so VIRGA was not asked"};
    const auto span = scope.brief ? brief_patience : patience;
    const auto asked = places(scope);
    const auto answers = world.http.ask(asked, health_limit, span);
    const auto* place = speaking(asked, answers);
    if (!place)
        return Error{Fault::refused, "VIRGA answers neither on this server nor on its nodes"};
    auto request = *place;
    request.target = "/status";
    tale["url"] = url_of(request);
    const auto& [user, plain, unused] = account->second;
    for (const auto* form : {"raw", "base64"}) {
        const bool raw = std::string_view(form) == "raw";
        request.headers = {{"X-RPC-AUTHORIZATION", user + ":" + (raw ? plain : base64(plain))},
                           {"X-RPC-DIRECTORY", "main"}};
        const auto answer = world.http.ask({request}, status_limit, span);
        tale["form"] = form;
        if (answer.empty()) return Error{Fault::bug, "no answer was given"};
        if (!answer[0]) return answer[0].error();
        tale["status"] = answer[0]->status;
        const bool refused = answer[0]->status == 401 || answer[0]->status == 403;
        if (refused) continue;
        if (answer[0]->status != 200)
            return Error{Fault::refused, "VIRGA answered " + std::to_string(answer[0]->status)};
        if (answer[0]->body_cut) return Error{Fault::full, "VIRGA's status is longer than 4 MiB"};
        return json::parse(answer[0]->body);
    }
    return Error{Fault::denied, "VIRGA does not accept the account \"safr\""};
}

}  // namespace diag::cameras
