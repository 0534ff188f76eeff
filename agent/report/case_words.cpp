// SPDX-License-Identifier: Apache-2.0
#include "agent/report/case_words.hpp"

namespace diag::report {

std::string in_words(const cases::Due& due, const Voice& voice, const std::string& at,
                     const std::string& met) {
    // Where a pause began before, nobody can say by when.
    const bool open = !due.at && due.state != cases::State::paused;
    return voice("due." + std::string(name_of(due.state)) + (open ? "_open" : ""),
                 {{"at", at}, {"met", met}});
}

std::string in_words(const cases::Due& due, const Voice& voice) {
    const auto time = [&](const std::optional<Time>& at) {
        return at ? voice.date_and_time(*at) : std::string();
    };
    return in_words(due, voice, time(due.at), time(due.met));
}

std::vector<std::string> lacking(const cases::Notes& notes, const cases::Along& along,
                                 const Voice& voice) {
    std::vector<std::string> sentences;
    for (const auto what : cases::lacks(notes, along))
        sentences.push_back(voice("lacking." + std::string(what)));
    return sentences;
}

}  // namespace diag::report
