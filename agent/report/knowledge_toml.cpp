// SPDX-License-Identifier: Apache-2.0
// Reads the catalogue. The only file of the room that sees toml++.
//
// The texts are written by many hands, so every mistake is told with file and line rather than
// passed over: a key nobody reads is a text that is missing on the customer's screen.
#include <toml++/toml.h>

#include <algorithm>

#include "agent/report/knowledge.hpp"

namespace diag::report {
namespace {

std::string where(const std::string& file, const toml::source_region& source) {
    return file + ":" + std::to_string(source.begin.line) + ": ";
}

std::optional<Severity> severity_named(std::string_view name) {
    for (const auto severity :
         {Severity::info, Severity::unknown, Severity::warning, Severity::critical})
        if (diag::name_of(severity) == name) return severity;
    return std::nullopt;
}

std::optional<Cause> cause_named(std::string_view name) {
    for (int number = 0; number <= static_cast<int>(Cause::cloud); ++number)
        if (name_of(static_cast<Cause>(number)) == name) return static_cast<Cause>(number);
    return std::nullopt;
}

}  // namespace

/// One pass over one file; stops at the first mistake.
class KnowledgeReader {
public:
    KnowledgeReader(Knowledge& into, const std::string& file) : into_(into), file_(file) {}

    Result<> read(const toml::table& root) {
        for (const auto& [key, node] : root) {
            const auto section = key.str();
            const auto done = section == "signature" ? read_signatures(node)
                              : section == "finding" ? read_findings(node)
                              : section == "fact"    ? read_labels(node, into_.facts_, "fact")
                              : section == "chart"   ? read_labels(node, into_.charts_, "chart")
                              : section == "phrase"
                                  ? read_labels(node, into_.phrases_, "phrase")
                                  : wrong(node, "unknown section [" + std::string(section) +
                                                    "]; known are finding, fact, chart, phrase, "
                                                    "signature");
            if (!done) return done;
        }
        return {};
    }

private:
    using InLanguages = Knowledge::InLanguages;

    Result<> wrong(const toml::node& node, const std::string& what) const {
        return Error{Fault::malformed, where(file_, node.source()) + what};
    }

    Result<> read_text(const toml::node& node, const std::string& what, std::string& into) const {
        const auto* text = node.as_string();
        if (!text) return wrong(node, what + " must be a string");
        if (text->get().empty()) return wrong(node, what + " is empty");
        into = text->get();
        return {};
    }

    Result<> read_findings(const toml::node& node) {
        const auto* findings = node.as_table();
        if (!findings) return wrong(node, "finding must be a table");
        for (const auto& [id, body] : *findings)
            if (auto done = read_finding(std::string(id.str()), body); !done) return done;
        return {};
    }

    Result<> read_finding(const std::string& id, const toml::node& node) {
        const auto* body = node.as_table();
        if (!body)
            return wrong(node, "finding \"" + id + "\" must be a table; quote ids with dots");
        const auto [place, fresh] = into_.findings_.try_emplace(id);
        if (!fresh) return wrong(node, "finding \"" + id + "\" is already in the catalogue");
        auto& entry = place->second;
        for (const auto& [key, value] : *body) {
            const auto name = key.str();
            const auto language = language_named(name);
            const auto done =
                language          ? read_words(id, *language, value, entry)
                : name == "cause" ? read_cause(value, entry)
                : name == "level" ? read_level(value, entry)
                : name == "seen_by"
                    ? read_seen_by(value, entry)
                    : wrong(value, "unknown key '" + std::string(name) + "' in finding \"" + id +
                                       "\"; known are cause, level, seen_by, en, es, "
                                       "pt");
            if (!done) return done;
        }
        if (!body->contains("cause")) return wrong(node, "finding \"" + id + "\" names no cause");
        return {};
    }

    Result<> read_cause(const toml::node& node, Knowledge::Entry& entry) const {
        const auto cause = cause_named(node.value_or(std::string_view{}));
        if (!cause)
            return wrong(node,
                         "cause must be one of product, configuration, camera, network, "
                         "storage, database, host, integration, cloud");
        entry.cause = *cause;
        return {};
    }

    Result<> read_level(const toml::node& node, Knowledge::Entry& entry) const {
        entry.level = node.value_or(std::string{});
        if (entry.level == "L1" || entry.level == "L2" || entry.level == "L3") return {};
        return wrong(node, "level must be L1, L2 or L3");
    }

    Result<> read_seen_by(const toml::node& node, Knowledge::Entry& entry) const {
        entry.collected = node.value_or(std::string_view{}) == "collect";
        if (entry.collected) return {};
        return wrong(node, "seen_by can only be \"collect\"");
    }

    Result<> read_words(const std::string& id, Language language, const toml::node& node,
                        Knowledge::Entry& entry) const {
        const auto* words = node.as_table();
        if (!words) return wrong(node, "the texts of finding \"" + id + "\" must be a table");
        for (const auto& [key, value] : *words) {
            auto* texts = key == "title"    ? &entry.title
                          : key == "detail" ? &entry.detail
                          : key == "remedy" ? &entry.remedy
                          : key == "verify" ? &entry.verify
                                            : nullptr;
            if (!texts)
                return wrong(value, "unknown text '" + std::string(key.str()) + "' of finding \"" +
                                        id + "\"; known are title, detail, remedy, verify");
            auto done = read_text(value, std::string(key.str()),
                                  (*texts)[static_cast<std::size_t>(language)]);
            if (!done) return done;
        }
        return {};
    }

    Result<> read_labels(const toml::node& node, Knowledge::Labels& into, const std::string& what) {
        const auto* labels = node.as_table();
        if (!labels) return wrong(node, what + " must be a table");
        for (const auto& [key, value] : *labels) {
            const auto id = std::string(key.str());
            const auto* languages = value.as_table();
            if (!languages) return wrong(value, what + " \"" + id + "\" must be { en, es, pt }");
            const auto [place, fresh] = into.try_emplace(id);
            if (!fresh) return wrong(value, what + " \"" + id + "\" is already in the catalogue");
            for (const auto& [name, text] : *languages) {
                const auto language = language_named(name.str());
                if (!language)
                    return wrong(text, "unknown language '" + std::string(name.str()) + "' of " +
                                           what + " \"" + id + "\"; known are en, es, pt");
                auto& own = place->second[static_cast<std::size_t>(*language)];
                if (auto done = read_text(text, what + " \"" + id + "\"", own); !done) return done;
            }
        }
        return {};
    }

    Result<> read_signatures(const toml::node& node) {
        const auto* list = node.as_array();
        if (!list) return wrong(node, "signatures are written [[signature]]");
        for (const auto& element : *list) {
            const auto* body = element.as_table();
            if (!body) return wrong(element, "signatures are written [[signature]]");
            SignatureText signature;
            for (const auto& [key, value] : *body)
                if (auto done = read_signature_key(key.str(), value, signature); !done) return done;
            if (signature.id.empty() || signature.pattern.empty())
                return wrong(element, "a signature needs id and pattern");
            into_.signatures_.push_back(std::move(signature));
        }
        return {};
    }

    Result<> read_signature_key(std::string_view key, const toml::node& value,
                                SignatureText& signature) const {
        if (key == "id") return read_text(value, "id", signature.id);
        if (key == "pattern") return read_text(value, "pattern", signature.pattern);
        if (key != "severity")
            return wrong(value, "unknown key '" + std::string(key) +
                                    "' of a signature; known are id, pattern, severity");
        const auto severity = severity_named(value.value_or(std::string_view{}));
        if (!severity) return wrong(value, "severity must be info, unknown, warning or critical");
        signature.severity = *severity;
        return {};
    }

    Knowledge& into_;
    const std::string& file_;
};

Result<Knowledge> Knowledge::from(const std::vector<std::pair<std::string, std::string>>& files) {
    Knowledge knowledge;
    for (const auto& [name, text] : files) {
        try {
            const auto root = toml::parse(text, name);
            if (auto done = KnowledgeReader(knowledge, name).read(root); !done) return done.error();
        } catch (const toml::parse_error& mistake) {
            return Error{Fault::malformed,
                         where(name, mistake.source()) + std::string(mistake.description())};
        }
    }
    return knowledge;
}

}  // namespace diag::report
