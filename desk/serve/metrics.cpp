// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "desk/serve/service.hpp"

namespace diag::desk {
namespace {

class Page {
public:
    template <class Number>
    void figure(std::string_view name, std::string_view type, std::string_view help, Number value) {
        head(name, type, help);
        text_ += std::string(name) + " " + std::to_string(value) + "\n";
    }
    void head(std::string_view name, std::string_view type, std::string_view help) {
        text_ += "# HELP " + std::string(name) + " " + std::string(help) + "\n# TYPE " +
                 std::string(name) + " " + std::string(type) + "\n";
    }
    void sample(std::string_view name, std::string_view labels, std::uint64_t value) {
        text_ +=
            std::string(name) + "{" + std::string(labels) + "} " + std::to_string(value) + "\n";
    }
    std::string text() && { return std::move(text_); }

private:
    std::string text_;
};

constexpr std::size_t most_requests = 10'000;

}  // namespace

std::string Service::metrics(const WebServer::Figures& figures) const {
    Page page;
    const auto lines = lines_.count();
    page.head("safr_desk_agents_online", "gauge", "Agents with a line, by its kind.");
    page.sample("safr_desk_agents_online", "line=\"websocket\"", lines.by_socket);
    page.sample("safr_desk_agents_online", "line=\"poll\"", lines.by_poll);
    if (const auto agents = office_.store.fleet->agents())
        page.figure("safr_desk_agents", "gauge", "Agents that are enrolled.", agents->size());
    if (const auto requests = office_.store.requests->requests(most_requests)) {
        std::map<std::string, std::uint64_t> stages;
        for (const auto& each : *requests) ++stages[each.stage];
        page.head("safr_desk_requests", "gauge", "Requests by where they stand.");
        for (const auto& [stage, count] : stages)
            page.sample("safr_desk_requests", "stage=\"" + stage + "\"", count);
    }
    if (const auto uploads = office_.store.receipts->uploads({}))
        page.figure("safr_desk_uploads", "gauge", "Uploads under way.", uploads->size());
    page.figure("safr_desk_upload_bytes_total", "counter", "Bytes of uploads kept since the start.",
                uploads_.bytes());
    page.figure("safr_desk_messages_total", "counter", "Messages of agents since the start.",
                lines.messages);
    page.figure("safr_desk_connections", "gauge", "Connections now.", figures.connections);
    page.figure("safr_desk_connections_total", "counter", "Connections since the start.",
                figures.accepted);
    page.figure("safr_desk_connections_turned_away_total", "counter",
                "Connections closed at once: too many.", figures.turned_away);
    page.figure("safr_desk_tls_failures_total", "counter", "TLS handshakes that failed.",
                figures.failed_handshakes);
    page.figure("safr_desk_http_requests_total", "counter", "Requests since the start.",
                figures.requests);
    return std::move(page).text();
}

}  // namespace diag::desk
