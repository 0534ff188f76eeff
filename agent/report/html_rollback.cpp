// SPDX-License-Identifier: Apache-2.0
// Could this server go back to an earlier state: to which, how soon, and what would be lost?
#include <optional>

#include "agent/report/page.hpp"
#include "platform/text.hpp"

namespace diag::report {
namespace {

/// What the collector of backups says of it.
class Readiness {
public:
    explicit Readiness(const Story& story) {
        for (const auto& chapter : story.chapters)
            if (chapter.collector == "backups") facts_ = &chapter.judgement.facts;
    }

    /// All values of the fact "backups.rollback_<name>".
    std::vector<std::string> all(std::string_view name) const {
        std::vector<std::string> values;
        if (!facts_) return values;
        for (const auto& fact : *facts_)
            if (fact.id == std::string(rollback_facts) + std::string(name))
                values.push_back(one_line(fact.value));
        return values;
    }

    /// The first of them.
    std::optional<std::string> one(std::string_view name) const {
        auto values = all(name);
        if (values.empty()) return {};
        return std::move(values.front());
    }

private:
    const std::vector<Fact>* facts_ = nullptr;
};

/// A label and what is known of it, a line each; "not told" where that is nothing.
void write_row(const Page& page, std::string_view label, const std::vector<std::string>& lines) {
    auto& out = page.out;
    const auto row = out.in("div");
    out.leaf("dt", {}, page.voice("rollback." + std::string(label)));
    for (const auto& line : lines) {
        const auto value = out.in("dd", {{"dir", "auto"}});
        write_text(out, line);
    }
    if (lines.empty()) out.leaf("dd", {}, page.voice("rollback.not_told"));
}

std::vector<std::string> backup_lines(const Readiness& known, const Voice& voice) {
    const auto backup = known.one("backup");
    if (!backup || *backup == "not told") return {};
    if (*backup == "not needed") return {voice("rollback.not_needed")};
    if (*backup == "none") return {voice("rollback.none")};
    std::vector<std::string> lines{*backup};
    auto more = voice.member("holds", known.one("contents").value_or(""));
    if (const auto taken = known.one("taken"))
        more += (more.empty() ? "" : ", ") + voice("rollback.taken", {{"time", *taken}});
    if (!more.empty()) lines.push_back(std::move(more));
    return lines;
}

std::vector<std::string> level_lines(const Readiness& known, const Voice& voice) {
    const auto level = known.one("level");
    const auto proven = known.one("proven");
    if (!level || !proven) return {};
    return {voice("rollback.proven_on", {{"level", *level}, {"time", *proven}})};
}

std::vector<std::string> time_lines(const Readiness& known, const Voice& voice) {
    const auto time = known.one("time");
    if (!time) return {};
    std::vector<std::string> lines{voice("rollback.at_least", {{"time", *time}})};
    const auto proven = known.one("proven").value_or("");
    if (const auto rehearsed = known.one("rehearsed"))
        lines.push_back(voice("rollback.rehearsed", {{"time", *rehearsed}}));
    else if (const auto speed = known.one("speed"))
        lines.push_back(voice("rollback.read_at", {{"speed", *speed}, {"time", proven}}));
    return lines;
}

/// Values are "place: needed / free".
std::vector<std::string> room_lines(const Readiness& known, const Voice& voice) {
    std::vector<std::string> lines;
    for (const auto& room : known.all("room")) {
        const auto colon = room.rfind(": ");
        const auto slash = room.rfind(" / ");
        if (colon == room.npos || slash == room.npos || slash < colon) continue;
        lines.push_back(
            voice("rollback.room_in", {{"place", room.substr(0, colon)},
                                       {"needed", room.substr(colon + 2, slash - colon - 2)},
                                       {"free", room.substr(slash + 3)}}));
    }
    if (const auto beside = known.one("beside"))
        lines.push_back(voice(*beside == "yes" ? "rollback.beside" : "rollback.not_beside"));
    return lines;
}

std::string number_text(const std::string& value) {
    const auto number = natural(value);
    return number ? count_text(*number) : value;
}

std::vector<std::string> loss_lines(const Readiness& known, const Voice& voice) {
    const auto age = known.one("age");
    if (!age) return {};
    std::vector<std::string> lines{voice("rollback.lost", {{"age", *age}})};
    const auto documents = known.one("documents");
    const auto objects = known.one("objects");
    if (documents)
        lines.push_back(voice("rollback.documents", {{"count", number_text(*documents)}}));
    if (objects) lines.push_back(voice("rollback.objects", {{"count", number_text(*objects)}}));
    lines.push_back(voice(documents || objects ? "rollback.by_growth" : "rollback.no_growth"));
    return lines;
}

void write(const Page& page) {
    const Readiness known(page.story);
    const auto panel = page.out.in("div", {{"class", "panel"}});
    const auto list = page.out.in("dl", {{"class", "facts"}});
    write_row(page, "restores", backup_lines(known, page.voice));
    write_row(page, "level", level_lines(known, page.voice));
    write_row(page, "time", time_lines(known, page.voice));
    write_row(page, "room", room_lines(known, page.voice));
    write_row(page, "loss", loss_lines(known, page.voice));
}

/// Where only findings may leave there are no facts.
bool wanted(const Story& story) { return Readiness(story).one("backup").has_value(); }

}  // namespace

const Part rollback_part{"rollback", wanted, write};

}  // namespace diag::report
