// SPDX-License-Identifier: Apache-2.0
#include "agent/report/knowledge.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "agent/exchange/outcome.hpp"

namespace diag::embedded {
std::vector<std::pair<std::string, std::string>> knowledge_files();
}

namespace diag::report {
namespace {

constexpr std::array causes{
    std::pair{Cause::product, "product"}, std::pair{Cause::configuration, "configuration"},
    std::pair{Cause::camera, "camera"},   std::pair{Cause::network, "network"},
    std::pair{Cause::storage, "storage"}, std::pair{Cause::database, "database"},
    std::pair{Cause::host, "host"},       std::pair{Cause::integration, "integration"},
    std::pair{Cause::cloud, "cloud"},
};

constexpr std::array severities{Severity::critical, Severity::warning, Severity::unknown,
                                Severity::info};

using exchange::Ending;
constexpr std::array endings{Ending::complete,    Ending::timed_out,     Ending::crashed,
                             Ending::killed,      Ending::out_of_memory, Ending::over_bytes,
                             Ending::not_started, Ending::cancelled};

bool in_name(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; }

/// A stretch of a text: literal, or the name of a placeholder.
struct Piece {
    std::string_view text;
    bool placeholder = false;
};

/// The text cut at its placeholders. Braces around anything but a name are literal (awk, JSON).
std::vector<Piece> pieces_of(std::string_view text) {
    std::vector<Piece> pieces;
    std::size_t literal = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '{') continue;
        auto end = at + 1;
        while (end < text.size() && in_name(text[end])) ++end;
        if (end == text.size() || text[end] != '}' || end == at + 1) continue;
        pieces.push_back({text.substr(literal, at - literal), false});
        pieces.push_back({text.substr(at + 1, end - at - 1), true});
        literal = end + 1;
        at = end;
    }
    pieces.push_back({text.substr(literal), false});
    return pieces;
}

std::set<std::string_view> placeholders_of(std::string_view text) {
    std::set<std::string_view> names;
    for (const auto& piece : pieces_of(text))
        if (piece.placeholder) names.insert(piece.text);
    return names;
}

std::size_t index_of(Language language) { return static_cast<std::size_t>(language); }

/// Languages a text lacks, and placeholders that are not in every language.
template <class Texts>
void gaps_of(const std::string& what, std::string_view field, const Texts& texts,
             std::vector<std::string>& gaps) {
    std::set<std::string_view> all;
    for (const auto& text : texts) all.merge(placeholders_of(text));
    for (const auto language : all_languages) {
        const auto& text = texts[index_of(language)];
        const auto in = " in " + std::string(name_of(language));
        if (text.empty()) {
            gaps.push_back(what + ": no " + std::string(field) + in);
            continue;
        }
        const auto here = placeholders_of(text);
        for (const auto name : all)
            if (!here.contains(name))
                gaps.push_back(what + ": the " + std::string(field) + in + " lacks {" +
                               std::string(name) + "}");
    }
}

}  // namespace

std::string_view name_of(Cause cause) {
    for (const auto& [known, name] : causes)
        if (known == cause) return name;
    return "host";
}

std::string filled(std::string_view text, const Parameters& parameters) {
    std::string out;
    for (const auto& piece : pieces_of(text)) {
        const auto found = piece.placeholder ? parameters.find(piece.text) : parameters.end();
        if (!piece.placeholder)
            out += piece.text;
        else if (found != parameters.end())
            out += found->second;
        else
            out.append("{").append(piece.text).append("}");
    }
    return out;
}

const Knowledge& Knowledge::builtin() {
    static const Knowledge catalogue = [] {
        auto read = from(embedded::knowledge_files());
        if (!read) throw std::logic_error("the built-in knowledge: " + read.error().what);
        return std::move(*read);
    }();
    return catalogue;
}

Explained Knowledge::explain(const Finding& finding, Language language) const {
    Explained words;
    words.title = finding.id;
    const auto found = findings_.find(finding.id);
    if (found == findings_.end()) return words;
    auto parameters = finding.parameters;
    for (const std::string spoken : {"ending", "record"})
        if (const auto given = parameters.find(spoken); given != parameters.end())
            if (const auto id = spoken + "." + given->second; has_phrase(id))
                given->second = phrase(id, language);
    const auto text = [&](const InLanguages& texts) {
        const auto& own = texts[index_of(language)];
        return filled(own.empty() ? texts[index_of(Language::en)] : own, parameters);
    };
    const auto& entry = found->second;
    words.detail = text(entry.detail);
    words.remedy = text(entry.remedy);
    words.verify = text(entry.verify);
    words.cause = entry.cause;
    words.level = entry.level;
    if (auto title = text(entry.title); !title.empty()) words.title = std::move(title);
    return words;
}

namespace {

template <class Labels>
std::string label(const Labels& labels, std::string_view id, Language language) {
    const auto found = labels.find(id);
    if (found == labels.end()) return std::string(id);
    const auto& own = found->second[index_of(language)];
    return own.empty() ? std::string(id) : own;
}

}  // namespace

std::string Knowledge::fact_label(std::string_view id, Language language) const {
    return label(facts_, id, language);
}

std::string Knowledge::chart_title(std::string_view id, Language language) const {
    return label(charts_, id, language);
}

std::string Knowledge::cause_label(Cause cause, Language language) const {
    return phrase("cause." + std::string(name_of(cause)), language);
}

std::string Knowledge::phrase(std::string_view id, Language language) const {
    return label(phrases_, id, language);
}

std::vector<std::string> Knowledge::gaps() const {
    std::vector<std::string> gaps;
    for (const auto& [id, entry] : findings_) {
        gaps_of(id, "title", entry.title, gaps);
        gaps_of(id, "detail", entry.detail, gaps);
        gaps_of(id, "remedy", entry.remedy, gaps);
        gaps_of(id, "verify", entry.verify, gaps);
        if (entry.level.empty()) gaps.push_back(id + ": no level");
    }
    for (const auto& [id, texts] : facts_) gaps_of("fact " + id, "label", texts, gaps);
    for (const auto& [id, texts] : charts_) gaps_of("chart " + id, "title", texts, gaps);
    for (const auto& [id, texts] : phrases_) gaps_of("phrase " + id, "text", texts, gaps);
    for (const auto& signature : signatures_)
        if (!findings_.contains(signature.id))
            gaps.push_back("signature " + signature.id + ": no finding of that id");

    std::vector<std::string> needed;
    for (const auto& [cause, name] : causes) needed.push_back("cause." + std::string(name));
    for (const auto severity : severities)
        needed.push_back("severity." + std::string(diag::name_of(severity)));
    for (const auto ending : endings)
        needed.push_back("ending." + std::string(exchange::name_of(ending)));
    for (const auto& id : needed)
        if (!phrases_.contains(id)) gaps.push_back("phrase " + id + ": missing");
    return gaps;
}

namespace {

template <class Map>
std::vector<std::string> keys_of(const Map& map) {
    std::vector<std::string> keys;
    for (const auto& [key, value] : map) keys.push_back(key);
    return keys;
}

}  // namespace

bool Knowledge::is_collected(std::string_view id) const {
    const auto found = findings_.find(id);
    return found != findings_.end() && found->second.collected;
}

std::vector<std::string> Knowledge::finding_ids() const { return keys_of(findings_); }

std::vector<std::string> Knowledge::fact_ids() const { return keys_of(facts_); }

std::vector<std::string> Knowledge::phrase_ids() const { return keys_of(phrases_); }

}  // namespace diag::report
