// SPDX-License-Identifier: Apache-2.0
#include "agent/ledger/entry.hpp"

#include <array>
#include <utility>

#include "agent/exchange/fields.hpp"
#include "platform/digest.hpp"
#include "platform/text.hpp"

namespace diag::ledger {
namespace {

constexpr std::array<std::pair<Kind, std::string_view>, 16> kinds{{
    {Kind::request, "request"},
    {Kind::refusal, "refusal"},
    {Kind::grant, "grant"},
    {Kind::decline, "decline"},
    {Kind::revoke, "revoke"},
    {Kind::run, "run"},
    {Kind::bundle, "bundle"},
    {Kind::upload, "upload"},
    {Kind::permit, "permit"},
    {Kind::waiver, "waiver"},
    {Kind::enrolment, "enrolment"},
    {Kind::trust, "trust"},
    {Kind::rules, "rules"},
    {Kind::checkpoint, "checkpoint"},
    {Kind::repair, "repair"},
    {Kind::exported, "export"},
}};

/// File names and arguments are bytes; JSON is UTF-8.
json::value mended(const json::value& given) {
    if (const auto* text = given.if_string()) return json::value(printable(*text));
    if (const auto* list = given.if_array()) {
        json::array all;
        for (const auto& each : *list) all.push_back(mended(each));
        return all;
    }
    if (const auto* object = given.if_object()) {
        json::object all;
        for (const auto& [key, each] : *object) all[printable(key)] = mended(each);
        return all;
    }
    return given;
}

std::string written(const Entry& entry, json::object data) {
    return json::write(json::object{{"n", entry.n},
                                    {"time", to_text(entry.time)},
                                    {"kind", name_of(entry.kind)},
                                    {"data", std::move(data)},
                                    {"previous", entry.previous}}) +
           "\n";
}

}  // namespace

std::string_view name_of(Kind kind) {
    for (const auto& [each, name] : kinds)
        if (each == kind) return name;
    return "";
}

std::optional<Kind> kind_named(std::string_view name) {
    for (const auto& [kind, each] : kinds)
        if (each == name) return kind;
    return std::nullopt;
}

std::string no_previous() { return std::string(64, '0'); }

std::string line_of(const Entry& entry) { return written(entry, mended(entry.data).get_object()); }

Result<Entry> entry_from(std::string_view line) {
    if (line.size() > longest_line) return Error{Fault::malformed, "longer than an entry may be"};
    if (!line.ends_with('\n')) return Error{Fault::malformed, "cut off before its end"};
    const auto document = json::parse(line.substr(0, line.size() - 1));
    if (!document) return Error{Fault::malformed, "no JSON: " + document.error().what};
    exchange::Fields fields(*document, "entry");
    Entry entry;
    entry.n = fields.natural("n");
    entry.time = fields.time("time");
    const auto kind = kind_named(fields.text("kind"));
    const auto* data = fields.optional("data");
    if (!data || !data->is_object()) fields.fail("data", "an object");
    entry.previous = fields.hex_digest("previous");
    if (!kind) fields.fail("kind", "one of: " + std::string(kind_words));
    if (const auto problem = fields.problem()) return *problem;
    entry.kind = *kind;
    entry.data = data->get_object();
    if (written(entry, entry.data) != line)
        return Error{Fault::malformed, "written in another way than the agent writes"};
    return entry;
}

std::string hash_of(std::string_view line) { return sha256_hex(line); }

}  // namespace diag::ledger
