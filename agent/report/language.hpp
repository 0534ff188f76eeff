// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace diag::report {

enum class Language { en, es, pt };

inline constexpr std::array all_languages{Language::en, Language::es, Language::pt};

std::string_view name_of(Language language);  ///< "en", "es", "pt"
std::optional<Language> language_named(std::string_view name);

/// From LC_ALL, LC_MESSAGES, LANG as setlocale(3) orders them; English otherwise.
Language language_of_environment();

/// Whether LC_ALL, LC_CTYPE or LANG names UTF-8, so that its symbols can be shown.
bool utf8_in_environment();

}  // namespace diag::report
