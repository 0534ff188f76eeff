// SPDX-License-Identifier: Apache-2.0
// What answers behind the link of `requests --page`.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "agent/commands/asking.hpp"
#include "agent/pages/asking_page.hpp"
#include "agent/pages/door.hpp"
#include "platform/web_server.hpp"

namespace diag::commands {

class RequestsService : public WebService {
public:
    /// Asks about these and no others. `reception` outlives it.
    RequestsService(const Reception& reception, std::vector<std::string> ids,
                    report::Language language);

    WebReception begin(const WebHead& head) override;

    /// From now on the server listens on this port; returns the link.
    std::string open(std::uint16_t port);

    /// How many of those shown wait still. What cannot be read waits.
    std::size_t waiting() const;

private:
    std::optional<pages::Foreseen> expected(const std::string& id) const;
    pages::Question question_of(std::size_t at, Time now) const;
    WebAnswer page(int status, const std::string& remark) const;
    WebAnswer turned_away(int status, const std::string& phrase) const;
    WebAnswer answered(const std::string& body) const;
    Result<> take(const std::string& body) const;
    Result<> put_down(const std::string& id, bool granted, const std::string& why) const;

    std::mutex mutex_;
    const Reception& reception_;
    const std::vector<std::string> ids_;
    const report::Language language_;
    const std::string who_;
    std::vector<std::optional<pages::Foreseen>> foreseen_;  ///< of ids_
    pages::Door door_;
};

}  // namespace diag::commands
