// SPDX-License-Identifier: Apache-2.0
// What a site's rules and its own configuration name, found by its bytes alone.
#include <algorithm>

#include "agent/redact/boundaries.hpp"
#include "agent/redact/bytes.hpp"
#include "agent/redact/recognise.hpp"
#include "agent/redact/values.hpp"

namespace diag::redact {

void recognise_word(Reading& reading, std::size_t from, std::size_t to) {
    if (begins_word(reading.text, from) && ends_word(reading.text, to))
        reading.take(from, to, Kind::word);
}

void recognise_exception(Reading& reading, std::size_t from, std::size_t to) {
    if (begins_word(reading.text, from) && ends_word(reading.text, to))
        reading.spared.push_back({from, to});
}

void recognise_known_secret(Reading& reading, std::size_t from, std::size_t to) {
    reading.take(from, to, Kind::secret);
}

void recognise_known_base64(Reading& reading, std::size_t from, std::size_t to) {
    // The whole run: what stands beside the value in it is a user's name, or its other half.
    if (to <= reading.run_taken) return;
    const auto text = reading.text;
    const auto floor = std::max(reading.run_taken, from - std::min(from, value_limit));
    while (from > floor && in(base64_bytes, text[from - 1]) && text[from - 1] != '=') --from;
    to = skip(text, base64_bytes, to, std::min(text.size(), to + value_limit));
    reading.take(from, to, Kind::secret);
    reading.run_taken = to;
}

}  // namespace diag::redact
