// SPDX-License-Identifier: Apache-2.0
#include "platform/minute_text.hpp"

#include "platform/units.hpp"

namespace diag {
namespace {

constexpr std::size_t to_the_minute = 16;  // "2026-11-23T20:33"

}  // namespace

std::string minute_text(Time time) { return to_text(time).substr(0, to_the_minute) + "Z"; }

std::string span_text(milliseconds span) {
    return whole_span_text(std::chrono::duration_cast<std::chrono::seconds>(span), SpanUnit::minute,
                           SpanUnit::day);
}

}  // namespace diag
