// SPDX-License-Identifier: Apache-2.0
#include "desk/serve/service.hpp"

#include "platform/text.hpp"

namespace diag::desk {
namespace {

constexpr std::size_t probe_limit = 1 << 20;
constexpr std::uint64_t tidy_every = 3600;

WebAnswer no_such_place() { return diag::web_error(404, "there is nothing here"); }

/// Any body is welcome: whether it passes is the question.
class Probe final : public WebBody {
public:
    Result<> take(std::string_view bytes) override {
        bytes_ += bytes.size();
        if (bytes_ > probe_limit) return Error{Fault::full, "a probe has at most 1 MiB"};
        return {};
    }
    WebOutcome finish() override { return web_json({{"bytes", bytes_}}); }
    WebAnswer refusal(const Error& error) override { return diag::web_error(413, error.what); }

private:
    std::size_t bytes_ = 0;
};

/// What follows `prefix` in a path; nothing where it has another beginning or more parts.
std::optional<std::string> last_part(const std::string& path, std::string_view prefix) {
    if (!path.starts_with(prefix)) return {};
    const auto rest = path.substr(prefix.size());
    if (rest.empty() || rest.size() > 200 || rest.find('/') != std::string::npos) return {};
    return rest;
}

}  // namespace

WebReception Service::begin(const WebHead& head) {
    const auto& path = head.path;
    if (path == "/v1/enroll")
        return head.method == "POST" ? enrolment_.enroll()
                                     : WebReception(diag::web_error(405, "POST enrolls"));
    if (path == "/v1/line-identity")
        return head.method == "POST"
                   ? line_certificates_.certify()
                   : WebReception(diag::web_error(405, "POST brings a line identity"));
    if (path == "/v1/renew" && head.method == "POST") return enrolment_.renew(head);
    if (path == "/v1/line" || path == "/v1/poll" || path == "/v1/probe" ||
        path.starts_with(uploads_path))
        return for_agents(head);
    if (path.starts_with("/v1/agents") || path.starts_with("/v1/requests") ||
        path.starts_with("/v1/bundles"))
        return for_engineers(head);
    return no_such_place();
}

WebReception Service::for_agents(const WebHead& head) {
    const auto caller = office_.caller(head, Role::agent);
    if (!caller) return web_error(caller.error());
    if (head.path == "/v1/line" && head.method == "GET") return lines_.line(*caller);
    if (head.path == "/v1/poll" && head.method == "POST") return lines_.poll(*caller);
    if (head.path == "/v1/probe" && head.method == "POST") return std::make_unique<Probe>();
    if (!head.path.starts_with(uploads_path)) return diag::web_error(405, "not that way");
    if (head.method == "OPTIONS") return uploads_.abilities();
    return uploads_.answer(head, *caller);
}

WebReception Service::for_engineers(const WebHead& head) {
    const auto caller = office_.caller(head, Role::engineer);
    if (!caller) return web_error(caller.error());
    const bool get = head.method == "GET" || head.method == "HEAD";
    if (head.path == "/v1/requests" && head.method == "POST") return engineers_.post(*caller);
    if (!get) return diag::web_error(405, "not that way");
    if (head.path == "/v1/agents") return engineers_.agents();
    if (head.path == "/v1/requests") return engineers_.requests();
    if (head.path == "/v1/bundles") return engineers_.bundles();
    if (const auto id = last_part(head.path, "/v1/requests/"))
        return engineers_.request(*id, head.query);
    if (const auto id = last_part(head.path, "/v1/bundles/")) return engineers_.bundle(head, *id);
    return no_such_place();
}

void Service::tick() {
    if (office_.beliefs.renew()) lines_.revoked();
    lines_.tick();
    if (++ticks_ % tidy_every != 0 || tidying_.exchange(true)) return;
    tidier_ = std::jthread([this] {
        intake_.tidy();
        tidying_ = false;
    });
}

WebReception Metrics::begin(const WebHead& head) {
    if (head.path != "/metrics") return no_such_place();
    return WebAnswer{.headers = {{"Content-Type", "text/plain; version=0.0.4"}}, .body = text_()};
}

}  // namespace diag::desk
