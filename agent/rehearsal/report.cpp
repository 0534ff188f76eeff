// SPDX-License-Identifier: Apache-2.0
#include "agent/rehearsal/report.hpp"

#include "platform/text.hpp"

namespace diag::rehearsal {
namespace {

using backup::Level;
using backup::Rung;
using backup::Standing;

constexpr std::size_t longest_words = 300;
constexpr std::string_view stand_in = "Rehearsed against a stand-in for mongod, not a real one.";

/// "1,203,441"
std::string grouped(std::uint64_t number) {
    auto text = std::to_string(number);
    for (std::size_t at = text.size(); at > 3;) text.insert(at -= 3, ",");
    return text;
}

std::string some(std::uint64_t count, const std::string& one, const std::string& many) {
    return grouped(count) + " " + (count == 1 ? one : many);
}

std::string named(const std::vector<std::string>& names, std::uint64_t count) {
    auto text = joined(names);
    if (count > names.size()) text += " and " + grouped(count - names.size()) + " more";
    return text;
}

std::string restored_text(const Report& report, const backup::Pace& pace) {
    auto text = "Restored " + some(report.collections, "collection", "collections") + ", " +
                some(report.documents, "document", "documents") + " (" + bytes_text(report.bytes) +
                ") in " + fixed(static_cast<double>(report.took.count()) / 1000, 1) + " s";
    if (pace.documents_per_second() > 0)
        text += " (" + grouped(pace.documents_per_second()) + " a second, " +
                bytes_text(pace.bytes_per_second()) + "/s)";
    text += " into mongod " + printable(report.version);
    if (report.indexes > 0) text += ", and built " + some(report.indexes, "index", "indexes");
    return text + ".";
}

void tell_exceptions(const Report& report, const backup::Contents& known, Rung& rung) {
    if (report.left_out_count > 0)
        rung.seen.push_back("Not restored, as a server keeps its own: " +
                            named(report.left_out, report.left_out_count) + ".");
    if (report.series_count > 0)
        rung.seen.push_back("Not restored, as series of measurements cannot be rehearsed yet: " +
                            named(report.series, report.series_count) + ".");
    if (report.optioned > 0)
        rung.seen.push_back(
            "Options such as a fixed size or a rule for documents were not applied "
            "to " +
            some(report.optioned, "collection", "collections") + ".");
    if (known.oplog)
        rung.seen.push_back("The " + some(known.oplog->documents, "operation", "operations") +
                            " of the oplog beside the documents were not replayed.");
}

json::array texts(const std::vector<std::string>& all) {
    json::array list;
    for (const auto& each : all) list.emplace_back(each);
    return list;
}

std::vector<std::string> texts_at(const json::value& document, std::string_view path) {
    std::vector<std::string> all;
    for (const auto& each : json::list_at(document, path))
        if (each.is_string()) all.emplace_back(each.get_string());
    return all;
}

}  // namespace

void name_one(std::vector<std::string>& names, std::uint64_t& count, std::string name) {
    if (++count <= most_named) names.push_back(std::move(name));
}

void Report::differs(std::string what) { name_one(differences, difference_count, std::move(what)); }

json::value to_json(const Report& report) {
    return json::object{{"version", report.version},
                        {"stand_in", report.stand_in},
                        {"sha256", report.sha256},
                        {"collections", report.collections},
                        {"documents", report.documents},
                        {"bytes", report.bytes},
                        {"indexes", report.indexes},
                        {"optioned", report.optioned},
                        {"validated", report.validated},
                        {"sampled", report.sampled},
                        {"took_ms", report.took.count()},
                        {"left_out", texts(report.left_out)},
                        {"left_out_count", report.left_out_count},
                        {"series", texts(report.series)},
                        {"series_count", report.series_count},
                        {"differences", texts(report.differences)},
                        {"difference_count", report.difference_count}};
}

Report report_from(const json::value& document) {
    return {.version = json::text_at(document, "version").value_or(""),
            .stand_in = json::flag_at(document, "stand_in").value_or(false),
            .sha256 = json::text_at(document, "sha256").value_or(""),
            .collections = json::natural_at(document, "collections"),
            .documents = json::natural_at(document, "documents"),
            .bytes = json::natural_at(document, "bytes"),
            .indexes = json::natural_at(document, "indexes"),
            .optioned = json::natural_at(document, "optioned"),
            .validated = json::natural_at(document, "validated"),
            .sampled = json::natural_at(document, "sampled"),
            .took = milliseconds{json::integer_at(document, "took_ms").value_or(0)},
            .left_out = texts_at(document, "left_out"),
            .left_out_count = json::natural_at(document, "left_out_count"),
            .series = texts_at(document, "series"),
            .series_count = json::natural_at(document, "series_count"),
            .differences = texts_at(document, "differences"),
            .difference_count = json::natural_at(document, "difference_count")};
}

Rung judged(const Report& report, const backup::Contents& known) {
    if (report.sha256 != known.sha256)
        return not_rehearsed("it changed between its examination and the restore");
    Rung rung{.level = Level::restorable, .standing = Standing::held};
    rung.pace =
        backup::Pace{.documents = report.documents, .bytes = report.bytes, .took = report.took};
    rung.stand_in = report.stand_in;
    if (report.stand_in) rung.seen.emplace_back(stand_in);
    rung.seen.push_back(restored_text(report, *rung.pace));
    if (report.difference_count > 0) {
        rung.standing = Standing::failed;
        for (const auto& difference : report.differences) rung.seen.push_back(difference);
        if (report.difference_count > report.differences.size())
            rung.seen.push_back("... and " +
                                grouped(report.difference_count - report.differences.size()) +
                                " more.");
    } else {
        rung.seen.push_back("Every collection validated, with as many documents as were read; " +
                            some(report.sampled, "sampled document was", "sampled documents were") +
                            " the same.");
    }
    tell_exceptions(report, known, rung);
    if (report.series_count > 0 && rung.standing == Standing::held)
        rung.standing = Standing::not_told;
    return rung;
}

Rung not_rehearsed(std::string why) {
    return {.level = Level::restorable,
            .standing = Standing::not_told,
            .seen = {"A restore was not rehearsed: " + std::move(why) + "."}};
}

std::string last_words(std::string_view log) {
    std::string_view last;
    std::string_view fatal;
    for (const auto line : lines_of(log)) {
        if (!trimmed(line).empty()) last = line;
        if (line.find(R"("s":"F")") != line.npos || line.find(R"("s":"E")") != line.npos)
            fatal = line;
    }
    return one_line(trimmed(fatal.empty() ? last : fatal).substr(0, longest_words));
}

}  // namespace diag::rehearsal
