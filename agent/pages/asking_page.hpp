// SPDX-License-Identifier: Apache-2.0
// The page that asks somebody here whether requests of support may run.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agent/consent/asked.hpp"
#include "agent/pages/foreseen.hpp"
#include "agent/report/language.hpp"
#include "agent/report/voice.hpp"

namespace diag::pages {

/// A request, and where it stands.
struct Question {
    consent::Asked asked;
    exchange::Request request;
    std::vector<consent::Engineer> engineers;
    std::optional<Foreseen> foreseen;
    std::string flaw;  ///< why it does not hold any longer; then nothing else but `asked` is set
};

/// Where the page's forms go and what they bring along.
struct Answering {
    std::string path;
    std::string token;
    std::string who;  ///< the account that answers, as support hears of it
};

/// Fields of the form: "token", "request" (its id), "answer", "reason".
inline constexpr std::string_view yes = "grant";
inline constexpr std::string_view no = "decline";
inline constexpr std::size_t longest_answer = 500;  ///< in characters

/// What a collector reads, in words; empty for one that is not known here.
std::string reads_text(const report::Voice& voice, const std::string& collector);

/// All of it escaped: a request's words come from outside. Times are local to this process.
/// `remark` is a sentence about what could not be done; empty: none.
std::string asking_page(const std::vector<Question>& questions, const Answering& answering,
                        std::string_view remark, Time now, report::Language language);

}  // namespace diag::pages
