// SPDX-License-Identifier: Apache-2.0
// What a server under test serves.
#pragma once

#include <functional>

#include "platform/web_server.hpp"

namespace diag::test {

/// Does what a test says.
struct Told final : WebService {
    std::function<WebReception(const WebHead&)> answer;
    WebReception begin(const WebHead& head) override { return answer(head); }
};

}  // namespace diag::test
