// SPDX-License-Identifier: Apache-2.0
// What an agent and its desk tell each other over the line. PROTOCOL.md has the grammar.
//
// Every message stands for itself and may come twice: a line breaks at any moment, and what was not
// confirmed is said again over the next one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "platform/clock.hpp"
#include "platform/json.hpp"
#include "platform/result.hpp"

namespace diag::exchange::line {

/// No message is longer, as JSON.
inline constexpr std::size_t message_limit = 512 << 10;

/// Agent: the first message of a line.
struct Hello {
    std::string version;   ///< of the program
    std::string instance;  ///< UUIDv7, new with each start: tells two agents of one identity apart
    std::uint64_t trust = 0;  ///< number of the revocation list it has; 0: none
    Time clock{};             ///< its clock, to be compared with ours
};

/// Agent: where a request stands at the site. Said again until the desk answers Noted.
struct Staged {
    std::string request;
    std::string stage;  ///< "refused", or as consent::name_of(Stage)
    Time at{};
    std::string why, by;
    std::string bundle;  ///< where it is done: the bundle's id
};

/// Agent: how far a run is. May be lost.
struct Moved {
    std::string request;
    std::string collector;
    double share = 0;  ///< of all collectors that ended, 0 to 1
    std::uint64_t bytes = 0;
};

/// Agent: what a check found, by rule, and nothing else of it. Only where the site allows it.
struct Health {
    struct Count {
        std::string id;        ///< "disk.space.low"
        std::string severity;  ///< "critical", "warning"
        std::uint64_t count = 0;
    };
    Time at{};
    std::vector<Count> findings;
};

/// Both: a checkpoint of the site's ledger (signed document), and back with the desk's signature.
struct Checkpoint {
    std::string document;
};

/// Desk: a signed request. Said again over each new line until the agent told its stage.
struct Asked {
    std::string document;
};

/// Desk: has this stage of this request on record.
struct Noted {
    std::string request, stage;
};

/// Desk: whom it took back.
struct Revoked {
    std::string list;  ///< PEM
};

/// Desk: why it closes the line now.
struct Bye {
    std::string why;
    bool doubled = false;  ///< another agent of this identity is here: do not hurry back
};

using Message = std::variant<Hello, Staged, Moved, Health, Checkpoint, Asked, Noted, Revoked, Bye>;

/// One line of JSON.
std::string text_of(const Message& message);

/// Fails with unsupported for a kind not known here, which is to be ignored; malformed for anything
/// else that does not fit; full when it is too long.
Result<Message> message_from(std::string_view text);

/// The same as JSON, for those that carry several at once.
json::value to_json(const Message& message);
Result<Message> message_in(const json::value& document);

}  // namespace diag::exchange::line
