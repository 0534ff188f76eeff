// SPDX-License-Identifier: Apache-2.0
#include "agent/report/language.hpp"

#include <cstdlib>
#include <string>

#include "platform/text.hpp"

namespace diag::report {
namespace {

/// The locale's name for a category: LC_ALL, then the category, then LANG (locale(7)).
std::string_view locale_for(const char* category) {
    for (const char* variable : {"LC_ALL", category, "LANG"})
        if (const char* value = std::getenv(variable); value && *value) return value;
    return {};
}

}  // namespace

std::string_view name_of(Language language) {
    switch (language) {
        case Language::es:
            return "es";
        case Language::pt:
            return "pt";
        case Language::en:
            break;
    }
    return "en";
}

std::optional<Language> language_named(std::string_view name) {
    for (const auto language : all_languages)
        if (name_of(language) == name) return language;
    return std::nullopt;
}

Language language_of_environment() {
    const auto locale = locale_for("LC_MESSAGES");
    return language_named(locale.substr(0, locale.find_first_of("_.@"))).value_or(Language::en);
}

bool utf8_in_environment() {
    const auto locale = locale_for("LC_CTYPE");
    const auto dot = locale.find('.');
    if (dot == std::string_view::npos) return false;
    std::string codeset;
    for (const char c : locale.substr(dot + 1, locale.find('@', dot) - dot - 1))
        if (c != '-') codeset += lower(c);
    return codeset == "utf8";
}

}  // namespace diag::report
