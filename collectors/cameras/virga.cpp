// SPDX-License-Identifier: Apache-2.0
// Asking VIRGA. Which of its two ports speaks TLS is told differently by the vendor's own pages
// (safr-facts 0.3, X1): both are tried out. How the credentials are written is told differently too
// (10): as they are, which is the better documented, or the password in base64. Nothing tells a
// refusal of the form from one of the password, and lockout rules are unknown, so a refusal ends
// it.
//
// Only on this machine, where a port's listener is a process of SAFR: there is no authority by
// which to believe another node's certificate, and whoever answers gets a password. And never by a
// check, which may run every minute: a wrong login each time would lock SAFR's account.
#include <algorithm>
#include <array>

#include "collectors/cameras/plan.hpp"
#include "collectors/owners.hpp"
#include "platform/base64.hpp"
#include "platform/text.hpp"

namespace diag::cameras {
namespace {

constexpr std::size_t status_limit = 4 << 20;
constexpr std::size_t health_limit = 4096;
constexpr milliseconds patience{3000};

HttpRequest get(std::string scheme, std::string host, std::uint16_t port, std::string target) {
    HttpRequest request;
    request.scheme = std::move(scheme);
    request.host = std::move(host);
    request.port = port;
    request.target = std::move(target);
    return request;
}

/// Whether 127.0.0.1 reaches it.
bool is_local(const Listener& listener) {
    constexpr std::array<std::string_view, 4> reached{"127.0.0.1", "0.0.0.0",
                                                      "::", "::ffff:127.0.0.1"};
    return std::ranges::find(reached, listener.address) != reached.end();
}

/// Whether a process that is VIRGA, or one of SAFR's that cannot be told, listens there.
bool is_held_by_safr(const Site& site, const std::vector<std::string>& users, std::uint16_t port) {
    return std::ranges::any_of(site.processes, [&](const SiteProcess& process) {
        return (process.service == "virga" || process.service.empty()) &&
               std::ranges::find(users, process.user) != users.end() &&
               std::ranges::any_of(process.listeners, [&](const Listener& listener) {
                   return listener.port == port && is_local(listener);
               });
    });
}

/// Where VIRGA may be, by either scheme.
std::vector<HttpRequest> places(World& world) {
    const auto& scope = world.scope;
    const auto users = root_and_owners_of(world, {scope.program_root, scope.data_root});
    auto ports = ports_of(scope.site, "virga");
    if (ports.empty()) ports = {8085, 8084};
    std::vector<HttpRequest> found;
    for (const auto* scheme : {"https", "http"})
        for (const auto port : ports)
            if (is_held_by_safr(scope.site, users, port))
                found.push_back(get(scheme, "127.0.0.1", port, "/health"));
    return found;
}

std::string url_of(const HttpRequest& request) {
    return request.scheme + "://" + request.host + ":" + std::to_string(request.port) +
           request.target;
}

/// The first that answers as itself: Tomcat answers 400 to plain HTTP on a TLS port, and VIRGA
/// 200 to the question for its health (safr-facts 1.2).
const HttpRequest* speaking(const std::vector<HttpRequest>& asked,
                            const std::vector<HttpOutcome>& answers) {
    for (std::size_t i = 0; i < asked.size() && i < answers.size(); ++i)
        if (answers[i] && answers[i]->status == 200) return &asked[i];
    return nullptr;
}

bool is_refusal(int status) { return status == 401 || status == 403; }

/// What servers answer to a header they cannot make sense of. A server that weighed the login and
/// says so by 500 would be given a second one: so that counts as an end.
bool is_misread(int status) { return status == 400; }

/// Sends the account until one form of it is weighed: one refused login at most.
Result<json::value> log_in(World& world, HttpRequest request, const Account& account,
                           json::object& tale) {
    const auto& plain = account.password;
    int status = 0;
    for (const auto& [form, written] :
         {std::pair<std::string_view, std::string>{"raw", plain}, {"base64", base64(plain)}}) {
        request.headers = {{"X-RPC-AUTHORIZATION", account.user + ":" + written},
                           {"X-RPC-DIRECTORY", "main"}};
        const auto answer = world.http.ask({request}, status_limit, patience);
        tale["form"] = form;
        if (answer.empty()) return Error{Fault::bug, "no answer was given"};
        if (!answer[0]) return answer[0].error();
        status = answer[0]->status;
        tale["status"] = status;
        if (status == 200 && answer[0]->body_cut)
            return Error{Fault::full, "VIRGA's status is longer than 4 MiB"};
        if (status == 200) return json::parse(answer[0]->body);
        if (is_refusal(status))
            return Error{Fault::denied, "VIRGA does not accept the account \"safr\""};
        if (!is_misread(status)) break;
    }
    return Error{Fault::refused, "VIRGA answered " + std::to_string(status)};
}

}  // namespace

Result<json::value> ask_virga(World& world, json::object& tale) {
    const auto& scope = world.scope;
    const auto account = scope.accounts.find("safr");
    if (account == scope.accounts.end())
        return Error{Fault::absent, "no account \"safr\" is given, so VIRGA was not asked"};
    if (scope.brief) return Error{Fault::unsupported, "a check gives VIRGA no login"};
    const auto asked = places(world);
    if (asked.empty())
        return Error{Fault::absent,
                     "no process of SAFR's, run by root or by who owns SAFR's folders, listens on "
                     "VIRGA's ports on this server; other nodes are not asked, as nothing proves "
                     "who they are"};
    const auto answers = world.http.ask(asked, health_limit, patience);
    const auto* place = speaking(asked, answers);
    if (!place) return Error{Fault::refused, "VIRGA does not answer on this server"};
    auto request = *place;
    request.target = "/status";
    tale["url"] = url_of(request);
    return log_in(world, request, account->second, tale);
}

}  // namespace diag::cameras
