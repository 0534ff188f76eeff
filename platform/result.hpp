// SPDX-License-Identifier: Apache-2.0
// The only error vocabulary: a value, or why there is none.
#pragma once

#include <boost/system/result.hpp>
#include <iosfwd>
#include <string>
#include <string_view>

namespace diag {

/// Why something could not be done. Code branches on this; people read Error::what.
enum class Fault {
    absent,       ///< it is not there
    denied,       ///< it is there, we may not
    timed_out,    ///< no answer within the patience given
    malformed,    ///< it answered with what it should not
    refused,      ///< asked for something we do not do, or the other side will not
    full,         ///< a limit was reached: disk, bytes, memory, count
    unsupported,  ///< this machine or version cannot
    io,           ///< the system failed while doing it
    bug,          ///< our own mistake
};

struct Error {
    Fault fault;
    std::string what;  ///< one sentence, no trailing newline, no secrets
};

/// Only value() would call this, and value() is not used: test, then *.
[[noreturn]] void throw_exception_from_error(const Error& error,
                                             const boost::source_location& where);

/// A T, or why there is none. Neither may be dropped on the floor.
template <class T = void>
class [[nodiscard]] Result : public boost::system::result<T, Error> {
public:
    using boost::system::result<T, Error>::result;
};

/// For test failures: "a value", or the sentence.
template <class Char, class Traits, class T>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out,
                                             const Result<T>& result) {
    return out << (result ? "a value" : result.error().what.c_str());
}

/// "absent", "timed_out", ...: as written in JSON.
std::string_view name_of(Fault fault);

/// The fault of that name; Fault::bug when there is none such.
Fault fault_named(std::string_view name);

}  // namespace diag
