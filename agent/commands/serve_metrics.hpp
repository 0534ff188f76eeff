// SPDX-License-Identifier: Apache-2.0
// The service's figures over HTTP, for Prometheus.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "agent/service/service.hpp"
#include "platform/web_server.hpp"

namespace diag::commands {

class ServedMetrics final : public WebService {
public:
    /// At `place` ("127.0.0.1:9464"), from when this returns. Fails as WebServer::start() does.
    static Result<std::unique_ptr<ServedMetrics>> start(const std::string& place);
    ~ServedMetrics() override;

    /// What is told from now on. From any thread.
    void show(const service::Picture& picture);

    WebReception begin(const WebHead& head) override;

private:
    std::mutex guard_;
    service::Picture picture_;
    std::unique_ptr<WebServer> server_;
};

}  // namespace diag::commands
