// SPDX-License-Identifier: Apache-2.0
// What the sources name is in the catalogue, and what is in the catalogue is named by the sources.
//
// Reads the sources: an id that only an unusual server brings up would otherwise show its missing
// text there first.
#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <set>

#include "agent/redact/reading.hpp"
#include "platform/text.hpp"
#include "tests/report/sample.hpp"

namespace diag::report {
namespace {

namespace fs = std::filesystem;

const fs::path root = fs::path(DIAG_FIXTURES) / "../..";

/// The text of every .cpp and .hpp below `directory`, without lines that are comments.
std::string sources_below(const fs::path& directory) {
    std::string text;
    for (const auto& entry : fs::recursive_directory_iterator(directory)) {
        const auto extension = entry.path().extension();
        if (extension != ".cpp" && extension != ".hpp") continue;
        std::ifstream file(entry.path());
        for (std::string line; std::getline(file, line);)
            if (!trimmed(line).starts_with("//")) text += line + "\n";
    }
    return text;
}

bool in_id(char c) {
    return std::islower(static_cast<unsigned char>(c)) ||
           std::isdigit(static_cast<unsigned char>(c)) || c == '_' || c == '.';
}

/// The ids a source names: string literals "<prefix>.<words>". Thresholds, which are declared with
/// their value right behind the key, are told apart.
struct Named {
    std::set<std::string> ids, thresholds;
};

Named named_in(const std::string& source, const std::string& prefix) {
    Named named;
    const auto start = "\"" + prefix + ".";
    for (auto at = source.find(start); at != std::string::npos; at = source.find(start, at + 1)) {
        auto end = at + 1;
        while (end < source.size() && in_id(source[end])) ++end;
        if (end == source.size() || source[end] != '"') continue;
        const auto id = source.substr(at + 1, end - at - 1);
        const auto next = source.find_first_not_of(" \n\t", end + 1);
        const auto value = next == std::string::npos || source[next] != ','
                               ? std::string::npos
                               : source.find_first_not_of(" \n\t", next + 1);
        const bool number =
            value != std::string::npos && std::isdigit(static_cast<unsigned char>(source[value]));
        const bool declared = source.substr(0, at).ends_with("Threshold{");
        (number || declared ? named.thresholds : named.ids).insert(id);
    }
    for (const auto& key : named.thresholds) named.ids.erase(key);
    named.ids.erase(prefix + ".");
    return named;
}

/// Adds the ids a collector names without its own prefix: literals in the first argument of
/// review.fact("os", ...) and of review.find(x ? "a" : "b", Severity::...).
void add_short_ids(const std::string& source, const std::string& prefix, Named& named) {
    for (const std::string call : {".find(", ".fact("})
        for (auto at = source.find(call); at != std::string::npos; at = source.find(call, at + 1)) {
            const auto statement = source.substr(at, source.find(';', at) - at);
            if (call == ".find(" && statement.find("Severity::") == std::string::npos) continue;
            const auto first = statement.substr(0, statement.find(','));
            for (auto quote = first.find('"'); quote != std::string::npos;) {
                const auto end = first.find('"', quote + 1);
                if (end == std::string::npos) break;
                const auto id = first.substr(quote + 1, end - quote - 1);
                if (id.find('.') == std::string::npos) named.ids.insert(prefix + "." + id);
                quote = first.find('"', end + 1);
            }
        }
}

/// Whether the catalogue knows the id; for the beginning of one ("disk.usage_") any that begins so.
bool known(const Knowledge& knowledge, const std::vector<std::string>& findings,
           const std::string& id) {
    if (knowledge.has_fact(id) || knowledge.has_chart(id)) return true;
    const auto fits = [&](const std::string& full) {
        return full == id || (id.ends_with('_') && full.starts_with(id));
    };
    const auto facts = knowledge.fact_ids();
    return std::any_of(findings.begin(), findings.end(), fits) ||
           std::any_of(facts.begin(), facts.end(), fits);
}

std::vector<std::string> collectors_here() {
    std::vector<std::string> names;
    std::ifstream list(root / "collectors/catalog.def");
    for (std::string line; std::getline(list, line);)
        if (line.starts_with("COLLECTOR(")) names.push_back(line.substr(10, line.find(')') - 10));
    return names;
}

std::string source_of(const std::string& collector) {
    const auto folder = root / "collectors" / collector;
    if (fs::is_directory(folder)) return sources_below(folder);
    std::ifstream file(root / "collectors" / (collector + ".cpp"));
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("catalogue: ids and thresholds are told apart in a source") {
    const auto named = named_in(
        R"(Threshold{"disk.free", 10, "%"}; find("disk.full", Severity::critical); limit("disk.free");
           item("disk.txt: x"); note("disk.usage_" + area, text);)",
        "disk");

    CHECK(named.thresholds == std::set<std::string>{"disk.free"});
    CHECK(named.ids == std::set<std::string>{"disk.full", "disk.usage_"});
}

TEST_CASE("catalogue: ids without their prefix are seen, searches in texts are not") {
    Named named;
    add_short_ids(R"(review.find(bad ? "lost" : "late", Severity::warning, {});
                     review.fact("os", name); if (text.find("error") > 3) return;)",
                  "system", named);

    CHECK(named.ids == std::set<std::string>{"system.late", "system.lost", "system.os"});
}

TEST_CASE("catalogue: every id a collector names has texts") {
    const auto& knowledge = Knowledge::builtin();
    const auto findings = knowledge.finding_ids();
    for (const auto& collector : collectors_here()) {
        const auto source = source_of(collector);
        auto named = named_in(source, collector);
        add_short_ids(source, collector, named);
        CHECK(named.ids.size() > 10);
        for (const auto& id : named.ids) {
            CAPTURE(id);
            CHECK(known(knowledge, findings, id));
        }
    }
}

TEST_CASE("catalogue: every finding with texts is named by a source or a signature") {
    const auto& knowledge = Knowledge::builtin();
    const auto sources = sources_below(root / "collectors") + sources_below(root / "agent");
    std::set<std::string> signatures;
    for (const auto& signature : knowledge.signatures()) signatures.insert(signature.id);
    for (const auto& id : knowledge.finding_ids()) {
        CAPTURE(id);
        const auto short_id = '"' + id.substr(id.find('.') + 1) + '"';
        CHECK((signatures.contains(id) || sources.find('"' + id + '"') != std::string::npos ||
               source_of(id.substr(0, id.find('.'))).find(short_id) != std::string::npos));
    }
}

TEST_CASE("catalogue: every phrase the report asks for exists, and none is left over") {
    const auto& knowledge = Knowledge::builtin();
    const auto sources = sources_below(root / "agent/report");
    for (const char* call : {"voice(\"", "note(page, \"", "lack(\"", "number(\""})
        for (auto at = sources.find(call); at != std::string::npos;
             at = sources.find(call, at + 1)) {
            const auto begin = at + std::string_view(call).size();
            const auto id = sources.substr(begin, sources.find('"', begin) - begin);
            CAPTURE(id);
            CHECK((id.ends_with('.') || knowledge.has_phrase(id)));
        }
    for (const auto& id : knowledge.phrase_ids()) {
        if (id.find('.') != std::string::npos) continue;
        CAPTURE(id);
        CHECK(sources.find('"' + id + '"') != std::string::npos);
    }
}

TEST_CASE("catalogue: every collector and every count has its words") {
    const auto& knowledge = Knowledge::builtin();
    for (const auto& collector : collectors_here())
        CHECK(knowledge.has_phrase("collector." + collector));
    for (const char* id :
         {"count.critical", "count.warning", "count.unknown", "count.info", "headline.critical",
          "headline.warning", "unreadable_items", "failed", "files"})
        for (const char* number : {".one", ".many"})
            CHECK(knowledge.has_phrase(std::string(id) + number));
}

TEST_CASE("catalogue: every kind that is redacted has a name in every language") {
    const auto& knowledge = Knowledge::builtin();
    for (const auto kind : redact::kind_names)
        for (const auto language : all_languages) {
            const auto id = "kind." + std::string(kind);
            CAPTURE(id);
            REQUIRE(knowledge.has_phrase(id));
            CHECK_FALSE(knowledge.phrase(id, language).empty());
            CHECK(knowledge.phrase(id, language) != id);
        }
}

TEST_CASE("catalogue: what only a collection sees is not verified by a check") {
    const auto& knowledge = Knowledge::builtin();
    for (const auto& id : knowledge.finding_ids())
        for (const auto language : all_languages) {
            const auto words = knowledge.explain({id, Severity::info, {}, {}}, language);
            CAPTURE(id);
            CAPTURE(words.verify);
            const auto names = [&](const char* command) {
                return words.verify.find(command) != std::string::npos;
            };
            if (knowledge.is_collected(id)) CHECK_FALSE(names("safr-diag check"));
            if (names("safr-diag collect")) CHECK_FALSE(names("safr-diag check"));
        }
}

TEST_CASE("catalogue: what rests on a login to VIRGA or a camera is seen by a collection only") {
    const auto& knowledge = Knowledge::builtin();
    for (const auto& id : knowledge.finding_ids()) {
        CAPTURE(id);
        if (id.starts_with("cameras.")) CHECK(knowledge.is_collected(id));
    }
}

TEST_CASE("catalogue: every backtick has its partner") {
    const auto& knowledge = Knowledge::builtin();
    for (const auto& id : knowledge.finding_ids())
        for (const auto language : all_languages) {
            const auto words = knowledge.explain({id, Severity::info, {}, {}}, language);
            for (const auto& text : {words.detail, words.remedy, words.verify}) {
                CAPTURE(text);
                CHECK(std::count(text.begin(), text.end(), '`') % 2 == 0);
            }
        }
}

}  // namespace diag::report
