// SPDX-License-Identifier: Apache-2.0
// One visit to a port of an outside system: what was asked, and what came of it, also as evidence
// and back.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "collectors/integrations/greeting.hpp"
#include "collectors/integrations/systems.hpp"
#include "platform/clock.hpp"
#include "platform/json.hpp"
#include "platform/result.hpp"
#include "platform/shown_tls.hpp"

namespace diag::integrations {

/// name: looking it up. connect: no connection. tls: no handshake. greeting: no answer, or a
/// strange one. whole: it answered as such a system does.
enum class Step : std::uint8_t { name, connect, tls, greeting, whole };

std::string_view name_of(Step step);

struct Visit {
    System system;
    std::uint16_t port = 0;  ///< the one that was asked
    std::string address;     ///< numeric, who was asked
    Step step = Step::name;  ///< where it ended
    std::optional<Error> failed;
    milliseconds connect{};
    milliseconds took{};  ///< from the start of connecting to the end of the greeting
    Greeting greeting;
    std::optional<TlsFacts> tls;
    bool starved = false;  ///< others had the processors for more than a quarter of its patience
};

/// "onguard.example:8080", "[fd00::1]:8080".
std::string server_text(const Visit& visit);

json::value to_json(const Visit& visit);
Visit visit_from(const json::value& document);

}  // namespace diag::integrations
