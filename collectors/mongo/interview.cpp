// SPDX-License-Identifier: Apache-2.0
#include "collectors/mongo/interview.hpp"

#include <algorithm>
#include <utility>

#include "collectors/mongo/contents.hpp"
#include "collectors/mongo/extended_json.hpp"
#include "collectors/mongo/holdings.hpp"
#include "collectors/mongo/questions.hpp"
#include "platform/json.hpp"

namespace diag::mongo {
namespace {

constexpr std::size_t answer_limit = 1 << 20;  // of BSON; replSetGetStatus of 50 members has 40 KiB
constexpr std::size_t holdings_limit = 8 << 20;  // listCollections of 20,000 has 5 MiB
constexpr std::int64_t unauthorized = 13;        // error_codes.yml of the server
constexpr std::size_t most_databases = 32;
constexpr milliseconds databases_span{1500};
constexpr milliseconds handing_over{250};  // from the last answer to the end of the child

bool is_unauthorized(const std::string& text) {
    const auto answer = json::parse(text);
    return answer && json::integer_at(*answer, "code") == unauthorized;
}

/// The server did what it was asked.
bool is_done(const json::value& answer) { return number_of(answer, "ok").value_or(0) != 0; }

class Talk {
public:
    Talk(const Interview& interview, Clock& clock)
        : plan_(interview),
          clock_(clock),
          last_start_(clock.uptime() + interview.whole - interview.patience - handing_over) {
        peer_ = {.host = plan_.target.host,
                 .port = plan_.target.port,
                 .tls = plan_.target.tls,
                 .ca_file = plan_.ca_file,
                 .any_name = is_loopback(plan_.target.host)};
    }

    std::string run() {
        if (greet() && !plan_.only_hello) question();
        return json::write(
            {{"tls", peer_.tls}, {"login", login_}, {"answers", std::move(answers_)}});
    }

private:
    /// Notes what became of a question; true when it was answered.
    bool note(std::string_view name, Result<std::string> answer, Time at, milliseconds start) {
        json::object entry{{"name", name},
                           {"at", at.time_since_epoch().count()},
                           {"took", (clock_.uptime() - start).count()}};
        if (answer) answer = kept_of(name, std::move(*answer));
        if (answer) {
            entry["text"] = *answer;
        } else {
            entry["fault"] = name_of(answer.error().fault);
            entry["what"] = answer.error().what;
        }
        const bool answered = !!answer;
        answers_.push_back(std::move(entry));
        return answered;
    }

    Result<std::string> say_hello() {
        auto opened = Conversation::with(peer_, nullptr, plan_.patience);
        if (!opened) return opened.error();
        auto answer = hello(*opened);
        if (answer) open_ = std::make_unique<Conversation>(std::move(*opened));
        return answer;
    }

    /// hello and build, without an account. A node that hangs up on plain text is asked with TLS;
    /// one whose certificate is not believed is asked all the same, but gets no login.
    bool greet() {
        auto start = clock_.uptime();
        auto at = clock_.now();
        auto answer = say_hello();
        if (!answer && answer.error().fault == Fault::io && !peer_.tls) {
            peer_.tls = true;
            start = clock_.uptime();
            at = clock_.now();
            if (auto again = say_hello())
                answer = std::move(again);
            else if (again.error().what.starts_with(no_tls) && !peer_.ca_file.empty())
                answer = again.error();
            else
                peer_.tls = false;
        }
        if (!answer && peer_.tls && !peer_.ca_file.empty() &&
            answer.error().what.starts_with(no_tls)) {
            static_cast<void>(note("tls", answer.error(), at, start));
            believed_ = false;
            peer_.ca_file.clear();
            start = clock_.uptime();
            at = clock_.now();
            answer = say_hello();
        }
        if (answer) {
            const auto document = json::parse(*answer);
            arbiter_ = document && json::flag_at(*document, "arbiterOnly").value_or(false);
        }
        if (!note("hello", std::move(answer), at, start)) return false;
        return plan_.only_hello || put("build", "admin", R"({"buildInfo": 1})");
    }

    /// Whether a question put after `wait` might be answered too late to be of use.
    bool is_late(milliseconds wait = {}) const { return clock_.uptime() + wait > last_start_; }

    /// Notes the question that is not put for that, nor any after it.
    bool skip(std::string_view name) {
        return note(
            name,
            Error{Fault::refused, std::string(not_asked) + "the answers before came too slowly"},
            clock_.now(), clock_.uptime());
    }

    bool put(std::string_view name, std::string_view database, std::string_view text) {
        if (is_late()) return skip(name);
        const auto start = clock_.uptime();
        const auto at = clock_.now();
        return note(name, open_->ask(database, text, answer_limit), at, start);
    }

    /// TLS, and a certificate that the configured authority vouches for.
    bool is_proven() const { return peer_.tls && !peer_.ca_file.empty() && believed_; }

    bool is_withheld() const { return plan_.account && !plan_.vouched_for && !is_proven(); }

    /// Whether a password may go there, if only as a SCRAM proof.
    bool log_in() {
        if (plan_.account && (arbiter_ || !believed_)) {
            login_ = arbiter_ ? "arbiter" : "withheld";
            return false;
        }
        if (!plan_.account || is_withheld()) {
            login_ = "none";
            return true;
        }
        const bool safe = is_loopback(peer_.host) || is_proven();
        const Login login{plan_.account->user, plan_.account->password, plan_.account->database,
                          !safe};
        auto opened = Conversation::with(peer_, &login, plan_.patience);
        if (!opened) return note("status", opened.error(), clock_.now(), clock_.uptime());
        *open_ = std::move(*opened);
        return true;
    }

    /// True when the first answer shows that more may be asked.
    bool first_answer() {
        const auto start = clock_.uptime();
        const auto at = clock_.now();
        auto answer = open_->ask("admin", replica_set_status, answer_limit);
        if (!answer) {
            if (answer.error().fault == Fault::denied) login_ = "refused";
            return note("status", std::move(answer), at, start);
        }
        const bool go_on = login_ != "none" || !is_unauthorized(*answer);
        if (login_ != "none")
            login_ = "accepted";
        else if (!go_on)
            login_ = is_withheld() ? "unvouched" : "missing";
        return note("status", std::move(answer), at, start) && go_on;
    }

    void put_holdings() {
        const auto start = clock_.uptime();
        const auto at = clock_.now();
        const auto asking = [&](const std::string& database, const std::string& command) {
            return open_->ask(database, command, holdings_limit);
        };
        static_cast<void>(note("holdings",
                               ask_holdings(asking, plan_.in_doubt, [&] { return is_late(); }), at,
                               start));
    }

    void question() {
        if (!log_in() || !first_answer()) return;
        if (plan_.holdings) return put_holdings();
        const auto first = clock_.uptime();
        for (const auto& each : questions().subspan(1))
            if ((each.always || !plan_.brief) && !put(each.name, each.database, each.text)) return;
        if (plan_.brief) return;
        const auto left = std::max(first + plan_.sampling - clock_.uptime(), milliseconds{0});
        if (is_late(left)) {
            static_cast<void>(skip("status.2"));
            return;
        }
        if (left.count() > 0) clock_.sleep(left);
        if (put("status.2", "admin", replica_set_status) &&
            put("server.2", "admin", server_status) && login_ == "accepted" &&
            put("operations", "admin", long_operations))
            put_databases();
    }

    /// The size of each database, as long as they come quickly: mongod counts files for it.
    void put_databases() {
        if (is_late()) {
            static_cast<void>(skip("databases"));
            return;
        }
        const auto start = clock_.uptime();
        const auto at = clock_.now();
        auto names = open_->ask("admin", R"({"listDatabases": 1, "nameOnly": true})", answer_limit);
        const auto list = names ? json::parse(*names) : Result<json::value>{names.error()};
        if (!list || !is_done(*list)) {
            static_cast<void>(note("databases", std::move(names), at, start));
            return;
        }
        const auto& found = json::list_at(*list, "databases");
        json::array all;
        bool cut = false;
        for (const auto& each : found) {
            cut = all.size() >= most_databases || clock_.uptime() - start > databases_span ||
                  is_late() || !add_database(json::text_at(each, "name").value_or(""), all);
            if (cut) break;
        }
        json::object kept{{"ok", 1}, {"databases", std::move(all)}};
        if (cut) {
            kept["cut"] = true;
            kept["all"] = found.size();
        }
        static_cast<void>(note("databases", json::write(kept), at, start));
    }

    bool add_database(const std::string& name, json::array& all) {
        const auto stats = open_->ask(name, R"({"dbStats": 1})", answer_limit);
        const auto answer = stats ? json::parse(*stats) : Result<json::value>{stats.error()};
        if (answer) all.push_back(database_kept(name, *answer));
        return !!answer;
    }

    const Interview& plan_;
    Clock& clock_;
    milliseconds last_start_;  ///< of a question; on the clock's uptime
    Peer peer_;
    std::unique_ptr<Conversation> open_;
    bool believed_ = true;
    bool arbiter_ = false;
    std::string login_ = "untried";
    json::array answers_;
};

}  // namespace

Result<std::string> conduct(const Interview& interview, Clock& clock) {
    return Talk(interview, clock).run();
}

}  // namespace diag::mongo
