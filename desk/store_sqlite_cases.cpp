// SPDX-License-Identifier: Apache-2.0
// What happened in cases: signed documents by number.
#include "desk/case_book.hpp"
#include "desk/store_sqlite.hpp"
#include "platform/text.hpp"

namespace diag::desk {
namespace {

using sqlite::Bytes;
using sqlite::number_of;
using sqlite::Row;
using sqlite::Statements;

constexpr std::string_view insert =
    "INSERT OR IGNORE INTO case_entries (case_number, n, document) VALUES (?, ?, ?)";
constexpr std::string_view select =
    "SELECT document FROM case_entries WHERE case_number = ? ORDER BY n";
constexpr std::string_view replace_told =
    "INSERT OR REPLACE INTO case_told (case_number, document) VALUES (?, ?)";
constexpr std::string_view select_told = "SELECT document FROM case_told WHERE case_number = ?";
constexpr std::string_view select_numbers =
    "SELECT case_number FROM (SELECT case_number FROM case_entries UNION SELECT case_number FROM "
    "requests UNION SELECT case_number FROM bundles) WHERE case_number <> '' "
    "ORDER BY case_number IN (SELECT case_number FROM case_entries) DESC, case_number LIMIT ?";

class SqliteCases final : public CaseBook {
public:
    explicit SqliteCases(SharedDatabase database) : database_(std::move(database)) {}

    Result<> add(const std::string& case_number, std::uint64_t n,
                 const std::string& document) override {
        return database_->write(
            [&](Statements& in) { return insert_entry(in, case_number, n, document); });
    }

    Result<> add_told(const std::string& case_number, std::uint64_t n, const std::string& document,
                      const std::string& told) override {
        return database_->write([&](Statements& in) -> Result<> {
            if (auto added = insert_entry(in, case_number, n, document); !added) return added;
            return in.run(replace_told, {case_number, told});
        });
    }

    Result<std::vector<std::string>> entries(const std::string& case_number) override {
        return texts(select, {case_number});
    }

    Result<> tell(const std::string& case_number, const std::string& document) override {
        return database_->write([&](Statements& in) {
            return in.run(replace_told, {case_number, document});
        });
    }

    Result<std::string> told(const std::string& case_number) override {
        const auto all = texts(select_told, {case_number});
        if (!all) return all.error();
        return all->empty() ? std::string() : all->front();
    }

    Result<std::vector<std::string>> numbers(std::size_t most) override {
        return texts(select_numbers, {number_of(most)});
    }

private:
    static Result<> insert_entry(Statements& in, const std::string& case_number, std::uint64_t n,
                                 const std::string& document) {
        const auto added = in.run(insert, {case_number, number_of(n), Bytes{document}});
        if (!added || in.changed() > 0) return added;
        return Error{Fault::refused, "case " + printable(case_number) + " has an entry " +
                                         std::to_string(n) + " already"};
    }

    Result<std::vector<std::string>> texts(std::string_view sql,
                                           std::initializer_list<sqlite::Value> values) {
        std::vector<std::string> found;
        const auto done = database_->read([&](Statements& in) {
            return in.run(sql, values, [&](const Row& row) { found.push_back(row.text(0)); });
        });
        if (!done) return done.error();
        return found;
    }

    SharedDatabase database_;
};

}  // namespace

std::unique_ptr<CaseBook> cases_in(SharedDatabase database) {
    return std::make_unique<SqliteCases>(std::move(database));
}

}  // namespace diag::desk
