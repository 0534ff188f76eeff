// SPDX-License-Identifier: Apache-2.0
#include "platform/result.hpp"

#include <array>
#include <stdexcept>
#include <utility>

namespace diag {
namespace {

constexpr std::array<std::pair<Fault, std::string_view>, 9> names{{
    {Fault::absent, "absent"},
    {Fault::denied, "denied"},
    {Fault::timed_out, "timed_out"},
    {Fault::malformed, "malformed"},
    {Fault::refused, "refused"},
    {Fault::full, "full"},
    {Fault::unsupported, "unsupported"},
    {Fault::io, "io"},
    {Fault::bug, "bug"},
}};

}  // namespace

void throw_exception_from_error(const Error& error, const boost::source_location& where) {
    throw std::logic_error(where.to_string() + ": value() of a failed result: " + error.what);
}

std::string_view name_of(Fault fault) {
    for (const auto& [known, name] : names)
        if (known == fault) return name;
    return "bug";
}

Fault fault_named(std::string_view name) {
    for (const auto& [fault, known] : names)
        if (known == name) return fault;
    return Fault::bug;
}

}  // namespace diag
