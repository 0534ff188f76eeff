// SPDX-License-Identifier: Apache-2.0
#include "agent/report/language.hpp"

#include <doctest/doctest.h>

#include <cstdlib>

namespace diag::report {
namespace {

/// The three variables of the locale, as one line says them; restored never, each test sets all.
void environment(const char* all, const char* messages, const char* lang) {
    setenv("LC_ALL", all, 1);
    setenv("LC_MESSAGES", messages, 1);
    setenv("LC_CTYPE", "", 1);
    setenv("LANG", lang, 1);
}

}  // namespace

TEST_CASE("language: names go both ways, others are refused") {
    for (const auto language : all_languages) CHECK(language_named(name_of(language)) == language);
    CHECK_FALSE(language_named("de"));
    CHECK_FALSE(language_named(""));
}

TEST_CASE("language: LC_ALL wins over LC_MESSAGES, which wins over LANG") {
    environment("pt_BR.UTF-8", "es_ES.UTF-8", "en_GB.UTF-8");
    CHECK(language_of_environment() == Language::pt);
    environment("", "es_MX", "pt_PT");
    CHECK(language_of_environment() == Language::es);
    environment("", "", "pt");
    CHECK(language_of_environment() == Language::pt);
}

TEST_CASE("language: an unknown or empty locale is English") {
    environment("C", "es_ES", "es_ES");
    CHECK(language_of_environment() == Language::en);
    environment("", "", "");
    CHECK(language_of_environment() == Language::en);
    environment("", "", "est_EE.UTF-8");
    CHECK(language_of_environment() == Language::en);
}

TEST_CASE("language: UTF-8 is seen however it is spelt") {
    environment("", "", "en_US.UTF-8");
    CHECK(utf8_in_environment());
    environment("es_ES.utf8@euro", "", "C");
    CHECK(utf8_in_environment());
    environment("C", "", "en_US.UTF-8");
    CHECK_FALSE(utf8_in_environment());
}

}  // namespace diag::report
