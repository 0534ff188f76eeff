// SPDX-License-Identifier: Apache-2.0
#include "agent/redact/mentions.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "agent/redact/bytes.hpp"
#include "agent/redact/recognise.hpp"
#include "agent/redact/trigger_words.hpp"

namespace diag::redact {
namespace {

constexpr std::array<Recogniser, 14> of_secrets{
    recognise_key,           recognise_short_key,      recognise_assigned_key,
    recognise_quoted_key,    recognise_separated_key,  recognise_authorization,
    recognise_cookie,        recognise_scheme,         recognise_licence,
    recognise_identified_by, recognise_sql_login,      recognise_second_argument,
    recognise_pair,          recognise_community_word,
};
constexpr std::array<Recogniser, 5> of_names{recognise_name, recognise_foreign_name,
                                             recognise_quoted_name, recognise_listed_name,
                                             recognise_surname};

/// Parts of names that are secret in some of them only.
constexpr std::array<std::string_view, 12> parts{"key",  "authori", "commun", "session",
                                                 "sess", "licen",   "sig",    "login",
                                                 "otp",  "pin",     "auth",   "identified"};

/// Words by the letter they begin with, without those that begin as another does.
class WordSet {
public:
    template <std::size_t N>
    explicit WordSet(const std::array<Recogniser, N>& recognisers) {
        for (const auto& [word, recognise] : built_in_words())
            if (std::find(recognisers.begin(), recognisers.end(), recognise) != recognisers.end())
                add(word);
    }
    void add(std::string_view word) {
        auto& alike = words_[static_cast<unsigned char>(word.front())];
        const auto begins = [&](std::string_view other) { return word.starts_with(other); };
        if (std::any_of(alike.begin(), alike.end(), begins)) return;
        std::erase_if(alike, [&](std::string_view other) { return other.starts_with(word); });
        alike.push_back(word);
    }
    bool any_in(std::string_view text) const {
        for (std::size_t at = 0; at < text.size(); ++at)
            for (const auto word : words_[static_cast<unsigned char>(lower(text[at]))])
                if (says(text, at, word)) return true;
        return false;
    }

private:
    std::array<std::vector<std::string_view>, 256> words_;
};

}  // namespace

bool mentions_secret(std::string_view text) {
    static const auto words = [] {
        WordSet made(of_secrets);
        for (const auto part : parts) made.add(part);
        return made;
    }();
    return words.any_in(text);
}

bool mentions_name(std::string_view text) {
    static const WordSet words(of_names);
    return words.any_in(text);
}

}  // namespace diag::redact
