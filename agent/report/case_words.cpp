// SPDX-License-Identifier: Apache-2.0
#include "agent/report/case_words.hpp"

namespace diag::report {

std::string in_words(const cases::Due& due, const Voice& voice,
                     const std::function<std::string(Time)>& written) {
    const auto time = [&](const std::optional<Time>& at) {
        return at ? written(*at) : std::string();
    };
    // Where a pause began before, nobody can say by when.
    const bool open = !due.at && due.state != cases::State::paused;
    auto text = voice("due." + std::string(name_of(due.state)) + (open ? "_open" : ""),
                      {{"at", time(due.at)}, {"met", time(due.met)}});
    if (due.noted) text += "; " + voice("due.noted", {{"noted", time(due.noted)}});
    if (due.late > 0) text += "; " + voice.counted("due.late", due.late);
    return text;
}

std::string in_words(const cases::Due& due, const Voice& voice) {
    return in_words(due, voice, [&](Time at) { return voice.date_and_time(at); });
}

std::vector<std::string> lacking(const cases::Notes& notes, const cases::Along& along,
                                 const Voice& voice) {
    std::vector<std::string> sentences;
    for (const auto what : cases::lacks(notes, along))
        sentences.push_back(voice("lacking." + std::string(what)));
    return sentences;
}

}  // namespace diag::report
