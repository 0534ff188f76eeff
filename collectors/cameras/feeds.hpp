// SPDX-License-Identifier: Apache-2.0
// Which cameras SAFR was told to watch: virgo-factory.conf and VIRGA's status.
//
// The schema of neither is published (safr-facts 2.3, 5.3, 10): both are read as trees in which
// something that looks like a feed, an error or a date may stand anywhere, nested or with dots in
// its keys.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/clock.hpp"
#include "platform/json.hpp"

namespace diag::cameras {

struct Feed {
    std::string name;
    std::string source;     ///< "virga", "virgo-factory", "configuration"
    std::string url;        ///< as written, login and all: never in evidence
    std::string transport;  ///< input.stream.rtsp.transport, "" when not set
    bool enabled = true;
};

/// An `error` dictionary of VIRGO with its code (vendor's COP errors; the text may change).
struct VirgoError {
    std::string where;  ///< name of the feed or worker it stands in; "" at the top
    std::int64_t code = 0;
    std::string message;
    std::optional<std::int64_t> retries;
};

/// A `*-date` field that may be a worker's last sign of life.
struct WorkerDate {
    std::string where;
    std::string field;  ///< "png-date"
    Time when{};
};

struct Status {
    std::vector<Feed> feeds;
    std::vector<VirgoError> errors;
    std::vector<WorkerDate> dates;
};

/// At most 20,000 of each.
std::vector<Feed> feeds_in(const json::value& document, std::string_view source);
Status status_in(const json::value& document);

/// The same document without logins in URLs and without values of keys that name a password.
json::value without_secrets(const json::value& document);

}  // namespace diag::cameras
