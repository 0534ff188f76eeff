// SPDX-License-Identifier: Apache-2.0
#include "collectors/mongo/holdings.hpp"

#include "collectors/mongo/extended_json.hpp"
#include "collectors/mongo/replies.hpp"
#include "platform/json.hpp"
#include "platform/text.hpp"

namespace diag::mongo {
namespace {

constexpr std::int64_t unauthorized = 13;  // error_codes.yml of the server
constexpr std::int64_t namespace_not_found = 26;
constexpr int longest_count = 1000;  // ms, of a server that is busy

bool is_done(const json::value& answer) { return number_of(answer, "ok").value_or(0) != 0; }

std::optional<std::uint64_t> natural_at(const json::value& root, std::string_view path) {
    const auto number = whole_of(root, path);
    if (!number || *number < 0) return {};
    return static_cast<std::uint64_t>(*number);
}

/// Asks for the collections first, then for their numbers, then for what is only good to know.
class Counting {
public:
    Counting(const Asking& ask, const std::function<bool()>& is_late)
        : ask_(ask), is_late_(is_late) {}

    Result<std::string> run() {
        list();
        for_each(&Counting::count);
        for_each(&Counting::count_indexes);
        if (lost_) return *lost_;
        if (!refused_.is_null()) return json::write(refused_);
        json::object told{{"ok", 1}, {"collections", std::move(all_)}};
        if (!partial_.empty()) told["partial"] = partial_;
        return json::write(told);
    }

private:
    /// Whether what was told so far is worth going on for.
    bool goes_on() const { return !lost_ && refused_.is_null() && partial_.empty(); }

    /// The answer, or nothing where it ends the counting.
    std::optional<json::value> put(const std::string& database, const json::object& command) {
        if (is_late_()) {
            partial_ = "there was no time to ask for all of it";
            return {};
        }
        const auto text = ask_(database, json::write(command));
        auto answer = text ? json::parse(*text) : Result<json::value>{text.error()};
        if (!answer) {
            lost_ = answer.error();
            return {};
        }
        const auto code = whole_of(*answer, "code").value_or(0);
        if (is_done(*answer) || code == namespace_not_found) return std::move(*answer);
        refused_ = json::object{{"ok", 0},
                                {"code", code},
                                {"errmsg", json::text_at(*answer, "errmsg").value_or("")},
                                {"asked", command.begin()->key()}};
        return {};
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

    void list(const std::string& database) {
        const json::object all{{"batchSize", most_collections_counted + 1}};
        const auto answer = put(database, {{"listCollections", 1}, {"cursor", all}});
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

    void for_each(void (Counting::*number)(json::object&)) {
        for (auto& entry : all_) {
            if (!goes_on()) return;
            (this->*number)(entry.get_object());
        }
    }

    void count(json::object& entry) {
        const auto answer = put(std::string(entry["db"].get_string()),
                                {{"count", entry["name"]}, {"maxTimeMS", longest_count}});
        if (!answer) return;
        const auto number = natural_at(*answer, "n");
        if (number)
            entry["count"] = *number;
        else if (is_done(*answer))
            partial_ = "a count is no number";
    }

    /// Their lack spoils nothing.
    void count_indexes(json::object& entry) {
        if (is_late_() || without_indexes_) return;
        const auto answer =
            put(std::string(entry["db"].get_string()), {{"listIndexes", entry["name"]}});
        if (!answer) {
            without_indexes_ = true;
            partial_.clear();
            refused_ = nullptr;
            lost_.reset();
            return;
        }
        if (!is_done(*answer) || whole_of(*answer, "cursor.id").value_or(0) != 0) return;
        std::uint64_t finished = 0;
        for (const auto& index : json::list_at(*answer, "cursor.firstBatch"))
            if (!json::find(index, "buildUUID")) ++finished;
        entry["indexes"] = finished;
    }

    const Asking& ask_;
    const std::function<bool()>& is_late_;
    json::array all_;
    std::string partial_;
    json::value refused_;
    std::optional<Error> lost_;
    bool without_indexes_ = false;
};

/// What an interview tells, by name.
struct Answers {
    explicit Answers(std::string_view outcome) {
        auto read = json::parse(outcome);
        if (read) document = std::move(*read);
    }

    /// The text of an answer, or why there is none.
    Result<std::string> named(std::string_view name) const {
        for (const auto& answer : json::list_at(document, "answers")) {
            if (json::text_at(answer, "name") != name) continue;
            if (auto text = json::text_at(answer, "text")) return std::move(*text);
            return Error{fault_named(json::text_at(answer, "fault").value_or("")),
                         json::text_at(answer, "what").value_or("")};
        }
        return Error{Fault::absent, "it was not asked"};
    }

    json::value document;
};

/// Why one who answers tells no more.
std::optional<Error> closed_to_us(const Answers& answers, const std::string& address) {
    const auto login = json::text_at(answers.document, "login").value_or("untried");
    if (login == "missing")
        return Error{Fault::denied, address +
                                        " asks for a login, and the credentials have none for "
                                        "databases (section [mongo])"};
    if (login == "refused") return Error{Fault::denied, address + " refused the login"};
    if (login == "withheld")
        return Error{Fault::denied, address + " got no login, as its certificate is not believed"};
    if (login == "unvouched")
        return Error{Fault::denied, address +
                                        " got no login, as it is not proven to be the site's "
                                        "own: name it in mongo.hosts if it is"};
    return {};
}

Error rejected(const json::value& answer, const std::string& address) {
    const auto asked = json::text_at(answer, "asked").value_or("");
    if (whole_of(answer, "code") == unauthorized)
        return Error{Fault::denied, address + " does not let us ask for what it holds (" + asked +
                                        "): the account needs the role backup, or readAnyDatabase"};
    return Error{Fault::refused, address + " did not do " + asked + ": " +
                                     printable(json::text_at(answer, "errmsg").value_or(""))};
}

}  // namespace

Result<std::string> ask_holdings(const Asking& ask, const std::function<bool()>& is_late) {
    return Counting(ask, is_late).run();
}

Result<Holdings> holdings_from(std::string_view outcome, const std::string& address) {
    const Answers answers(outcome);
    const auto greeting = answers.named("hello");
    if (!greeting) return Error{greeting.error().fault, address + ": " + greeting.error().what};
    const auto hello = hello_from(*greeting);
    if (!hello) return Error{Fault::malformed, address + " does not answer as a database does"};
    if (!hello->writable && !hello->secondary)
        return Error{Fault::refused,
                     address + (hello->arbiter ? " is an arbiter, which holds no data"
                                               : " is neither primary nor secondary now")};
    if (auto closed = closed_to_us(answers, address)) return std::move(*closed);
    // Where it was not asked for them, the first answer tells why.
    auto text = answers.named("holdings");
    if (const auto status = answers.named("status"); !text && !status) text = status.error();
    if (!text) return Error{text.error().fault, address + ": " + text.error().what};
    const auto told = json::parse(*text);
    if (!told) return Error{Fault::malformed, address + ": " + told.error().what};
    if (!is_done(*told)) return rejected(*told, address);
    if (const auto partial = json::text_at(*told, "partial"))
        return Error{Fault::full, address + " was asked in part only: " + *partial};
    Holdings holdings{.address = address, .at = {}, .collections = {}};
    for (const auto& each : json::list_at(*told, "collections")) {
        const auto count = natural_at(each, "count");
        // One that was dropped between two questions.
        if (!count) continue;
        holdings.collections.push_back({.database = json::text_at(each, "db").value_or(""),
                                        .collection = json::text_at(each, "name").value_or(""),
                                        .documents = *count,
                                        .indexes = natural_at(each, "indexes"),
                                        .capped = json::flag_at(each, "capped").value_or(false)});
    }
    return holdings;
}

}  // namespace diag::mongo
