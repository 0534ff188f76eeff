// SPDX-License-Identifier: Apache-2.0
// Asking one database for what it holds. The role clusterMonitor may not do all of it (manual,
// "Built-In Roles"): what is refused for want of a right is asked in another way that it may, or
// left out, and which right is missing is told.
#include <charconv>
#include <set>

#include "collectors/mongo/extended_json.hpp"
#include "collectors/mongo/holdings.hpp"
#include "platform/json.hpp"

namespace diag::mongo {
namespace {

constexpr std::int64_t unauthorized = 13;  // error_codes.yml of the server
constexpr std::int64_t namespace_not_found = 26;
constexpr int longest_answer = 1000;  // ms, of a server that is busy

bool is_done(const json::value& answer) { return number_of(answer, "ok").value_or(0) != 0; }

bool is_denied(const json::value& answer) { return whole_of(answer, "code") == unauthorized; }

json::value refusal_of(const json::value& answer, std::string_view asked, std::string_view of) {
    return json::object{{"ok", 0},
                        {"code", whole_of(answer, "code").value_or(0)},
                        {"errmsg", json::text_at(answer, "errmsg").value_or("")},
                        {"asked", asked},
                        {"of", of}};
}

/// Seconds since 1970 of the first document's ObjectId, its first four bytes (manual, "ObjectId");
/// nothing where there is none or it is named otherwise.
std::optional<std::int64_t> seconds_of_first(const json::value& answer) {
    const auto& batch = json::list_at(answer, "cursor.firstBatch");
    if (batch.size() != 1) return {};
    const auto id = json::text_at(batch.front(), "_id.$oid").value_or("");
    constexpr std::size_t digits = 24, of_time = 8;
    if (id.size() != digits) return {};
    std::uint32_t seconds = 0;
    const auto* end = id.data() + of_time;
    if (std::from_chars(id.data(), end, seconds, 16).ptr != end) return {};
    return seconds;
}

/// Asks for the collections first, then for their numbers, then for what is only good to know.
class Counting {
public:
    Counting(const Asking& ask, const InDoubt& in_doubt, const std::function<bool()>& is_late)
        : ask_(ask), in_doubt_(in_doubt), is_late_(is_late) {}

    Result<std::string> run() {
        list();
        for_each(&Counting::count);
        for_each(&Counting::date);
        for_each(&Counting::count_indexes);
        if (lost_) return *lost_;
        if (!refused_.is_null()) return json::write(refused_);
        json::object told{{"ok", 1}, {"collections", std::move(all_)}};
        if (!partial_.empty()) told["partial"] = partial_;
        if (!lacks_.empty()) told["lacks"] = json::array(lacks_.begin(), lacks_.end());
        return json::write(told);
    }

private:
    /// Whether what was told so far is worth going on for.
    bool goes_on() const { return !lost_ && refused_.is_null() && partial_.empty(); }

    /// The answer, be it a refusal, or nothing where it ends the counting.
    std::optional<json::value> ask(const std::string& database, const json::object& command) {
        if (is_late_()) {
            partial_ = "there was no time to ask for all of it";
            return {};
        }
        const auto text = ask_(database, json::write(command));
        auto answer = text ? json::parse(*text) : Result<json::value>{text.error()};
        if (answer) return std::move(*answer);
        lost_ = answer.error();
        return {};
    }

    /// The same, where a refusal ends it too.
    std::optional<json::value> put(const std::string& database, const json::object& command) {
        auto answer = ask(database, command);
        return answer ? accepted(std::move(*answer), database, command) : std::nullopt;
    }

    std::optional<json::value> accepted(json::value answer, const std::string& database,
                                        const json::object& command) {
        if (is_done(answer) || whole_of(answer, "code") == namespace_not_found) return answer;
        const auto asked = command.begin()->key();
        const auto* collection = command.at(asked).if_string();
        refused_ = refusal_of(answer, asked,
                              collection ? database + "." + std::string(*collection) : database);
        return {};
    }

    /// What is only good to know: where it fails it is not asked again, and spoils nothing.
    std::optional<json::value> put_gladly(const std::string& database, const json::object& command,
                                          std::string_view action, bool& given_up) {
        auto answer = ask(database, command);
        if (answer && is_denied(*answer)) lacks_.emplace(action);
        given_up = !answer || !is_done(*answer);
        const bool gone = answer && whole_of(*answer, "code") == namespace_not_found;
        if (gone) given_up = false;
        lost_.reset();
        partial_.clear();
        return given_up || gone ? std::nullopt : answer;
    }

    void list() {
        const auto names = put("admin", {{"listDatabases", 1}, {"nameOnly", true}});
        if (!names) return;
        for (const auto& database : json::list_at(*names, "databases")) {
            const auto name = json::text_at(database, "name").value_or("");
            if (!name.empty() && name != "local" && name != "config") list(name);
            if (!goes_on()) return;
        }
    }

    /// Who may not list collections may list those that he may do anything with: of clusterMonitor
    /// all (manual, "listCollections", authorizedCollections; MongoDB 4.0).
    std::optional<json::value> collections_of(const std::string& database) {
        const json::object all{{"batchSize", most_collections_counted + 1}};
        const json::object command{{"listCollections", 1}, {"cursor", all}};
        auto answer = ask(database, command);
        if (!answer) return {};
        if (!is_denied(*answer)) return accepted(std::move(*answer), database, command);
        const auto own = ask(database, {{"listCollections", 1},
                                        {"cursor", all},
                                        {"nameOnly", true},
                                        {"authorizedCollections", true}});
        if (!own) return {};
        if (!is_done(*own)) return accepted(std::move(*answer), database, command);
        lacks_.emplace("listCollections");
        return own;
    }

    void list(const std::string& database) {
        const auto answer = collections_of(database);
        if (!answer) return;
        if (whole_of(*answer, "cursor.id").value_or(0) != 0)
            partial_ = "it has more collections than are counted";
        for (const auto& each : json::list_at(*answer, "cursor.firstBatch")) {
            const auto name = json::text_at(each, "name").value_or("");
            if (json::text_at(each, "type").value_or("collection") != "collection" ||
                name.empty() || name.starts_with("system."))
                continue;
            json::object entry{{"db", database}, {"name", name}};
            if (json::flag_at(each, "options.capped").value_or(false)) entry["capped"] = true;
            all_.push_back(std::move(entry));
        }
        if (all_.size() > most_collections_counted)
            partial_ = "it has more collections than are counted";
    }

    void for_each(void (Counting::*number)(const std::string&, json::object&)) {
        for (auto& entry : all_) {
            if (!goes_on()) return;
            auto& each = entry.get_object();
            (this->*number)(std::string(each["db"].get_string()), each);
        }
    }

    void count(const std::string& database, json::object& entry) {
        if (may_not_count_) return count_by_statistics(database, entry);
        const json::object command{{"count", entry["name"]}, {"maxTimeMS", longest_answer}};
        auto answer = ask(database, command);
        if (!answer) return;
        if (is_denied(*answer)) {
            may_not_count_ = refusal_of(*answer, "count", database);
            return count_by_statistics(database, entry);
        }
        answer = accepted(std::move(*answer), database, command);
        if (answer) take_count(*answer, "n", entry);
    }

    /// As the role clusterMonitor may. Where that is denied too, the right to count is what lacks.
    void count_by_statistics(const std::string& database, json::object& entry) {
        const json::object command{{"collStats", entry["name"]}};
        auto answer = ask(database, command);
        if (!answer) return;
        if (is_denied(*answer)) {
            refused_ = *may_not_count_;
            return;
        }
        answer = accepted(std::move(*answer), database, command);
        if (!answer || !take_count(*answer, "count", entry)) return;
        lacks_.emplace("find");
        if (json::flag_at(*answer, "capped").value_or(false)) entry["capped"] = true;
        const auto indexes = natural_of(*answer, "nindexes");
        if (indexes && json::list_at(*answer, "indexBuilds").empty()) entry["indexes"] = *indexes;
    }

    /// False where there is none to take.
    bool take_count(const json::value& answer, std::string_view key, json::object& entry) {
        const auto number = natural_of(answer, key);
        if (number)
            entry["count"] = *number;
        else if (is_done(answer))
            partial_ = "a count is no number";
        return number.has_value();
    }

    /// When the oldest document of a collection in doubt was made. That is told where the least
    /// and the greatest `_id` are ObjectIds, as then all are (manual, "Comparison/Sort Order").
    void date(const std::string& database, json::object& entry) {
        const auto name = std::string(entry["name"].get_string());
        if (may_not_find_ || !in_doubt_ || !entry.contains("count") || is_late_() ||
            !in_doubt_(database, name))
            return;
        std::optional<std::int64_t> oldest;
        for (const int direction : {-1, 1}) {
            const auto answer = put_gladly(database,
                                           {{"find", name},
                                            {"sort", json::object{{"_id", direction}}},
                                            {"projection", json::object{{"_id", 1}}},
                                            {"limit", 1},
                                            {"singleBatch", true},
                                            {"maxTimeMS", longest_answer}},
                                           "find", may_not_find_);
            oldest = answer ? seconds_of_first(*answer) : std::nullopt;
            if (!oldest) return;
        }
        entry["oldest"] = *oldest;
    }

    void count_indexes(const std::string& database, json::object& entry) {
        if (is_late_() || may_not_index_ || entry.contains("indexes")) return;
        const auto answer =
            put_gladly(database, {{"listIndexes", entry["name"]}}, "listIndexes", may_not_index_);
        if (!answer || whole_of(*answer, "cursor.id").value_or(0) != 0) return;
        std::uint64_t finished = 0;
        for (const auto& index : json::list_at(*answer, "cursor.firstBatch"))
            if (!json::find(index, "buildUUID")) ++finished;
        entry["indexes"] = finished;
    }

    const Asking& ask_;
    const InDoubt& in_doubt_;
    const std::function<bool()>& is_late_;
    json::array all_;
    std::string partial_;
    json::value refused_;
    std::optional<Error> lost_;
    std::set<std::string> lacks_;  ///< actions that the account may not do
    std::optional<json::value> may_not_count_;
    bool may_not_find_ = false, may_not_index_ = false;
};

}  // namespace

Result<std::string> ask_holdings(const Asking& ask, const InDoubt& in_doubt,
                                 const std::function<bool()>& is_late) {
    return Counting(ask, in_doubt, is_late).run();
}

}  // namespace diag::mongo
