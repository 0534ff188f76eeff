// SPDX-License-Identifier: Apache-2.0
// What engineers ask of the desk's server.
#pragma once

#include "desk/serve/board.hpp"
#include "desk/serve/lines.hpp"
#include "desk/serve/office.hpp"

namespace diag::desk {

class Engineers {
public:
    Engineers(Office& office, Board& board, Lines& lines)
        : office_(office), board_(board), lines_(lines) {}

    WebReception agents();
    /// POST: takes a signed request and hands it to its agent, where that is here.
    WebReception post(const Caller& caller);
    WebReception requests();
    WebReception request(const std::string& id, std::string_view query);
    WebReception bundles();
    WebReception bundle(const WebHead& head, const std::string& id);

private:
    WebAnswer posted(const Caller& caller, const std::string& document);
    Result<Posted> admitted(const Caller& caller, const std::string& document);

    Office& office_;
    Board& board_;
    Lines& lines_;
};

}  // namespace diag::desk
