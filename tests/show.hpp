// SPDX-License-Identifier: Apache-2.0
// Lets doctest print a Result: REQUIRE(result) then shows the error's sentence.
#pragma once

#include <doctest/doctest.h>

#include "platform/result.hpp"

namespace doctest {

template <class T>
struct StringMaker<diag::Result<T>> {
    static String convert(const diag::Result<T>& result) {
        if (result) return "a value";
        return (std::string(name_of(result.error().fault)) + ": " + result.error().what).c_str();
    }
};

}  // namespace doctest
