// SPDX-License-Identifier: Apache-2.0
#include "desk/case_book.hpp"
#include "sample.hpp"

using namespace diag;
using namespace diag::test;

TEST_CASE("desk store: entries of a case come back in order, each number once") {
    Memory memory;
    const std::string bytes("\x30\x00\xff two", 7);
    {
        const auto book = desk::sqlite_cases(memory.file);
        REQUIRE(book);
        REQUIRE((*book)->add("4711", 2, bytes));
        REQUIRE((*book)->add("4711", 1, "one"));
        REQUIRE((*book)->add("4712", 1, "other"));
        CHECK(fault_of((*book)->add("4711", 2, "again")) == Fault::refused);
    }
    const auto book = desk::sqlite_cases(memory.file);
    REQUIRE(book);
    CHECK(*(*book)->entries("4711") == std::vector<std::string>{"one", bytes});
    CHECK((*book)->entries("4713")->empty());
}

TEST_CASE("desk store: cases are those with entries and those that a request names") {
    Memory memory;
    auto request = posted("0190a5b0-0000-7000-8000-000000000001");
    REQUIRE(memory.store.requests->add(request));
    request.id = "0190a5b0-0000-7000-8000-000000000002";
    request.case_number.clear();
    REQUIRE(memory.store.requests->add(request));
    const auto book = desk::sqlite_cases(memory.file);
    REQUIRE(book);
    REQUIRE((*book)->add("4699", 1, "one"));

    CHECK(*(*book)->numbers(10) == std::vector<std::string>{"4699", "4711"});
}

TEST_CASE("desk store: numbers that a request only names hide no case that has entries") {
    Memory memory;
    auto request = posted("0190a5b0-0000-7000-8000-000000000001");
    request.case_number = "0000";
    REQUIRE(memory.store.requests->add(request));
    request.id = "0190a5b0-0000-7000-8000-000000000002";
    request.case_number.clear();
    REQUIRE(memory.store.requests->add(request));
    const auto book = desk::sqlite_cases(memory.file);
    REQUIRE(book);
    REQUIRE((*book)->add("4711", 1, "one"));

    CHECK(*(*book)->numbers(1) == std::vector<std::string>{"4711"});
    CHECK(*(*book)->numbers(3) == std::vector<std::string>{"4711", "0000"});
}

TEST_CASE("desk store: an entry and what the site told are kept together or not at all") {
    Memory memory;
    const auto book = desk::sqlite_cases(memory.file);
    REQUIRE(book);

    REQUIRE((*book)->add_told("4711", 1, "one", "{\"problem\":\"first\"}"));
    CHECK(fault_of((*book)->add_told("4711", 1, "again", "{\"problem\":\"then\"}")) ==
          Fault::refused);

    CHECK(*(*book)->entries("4711") == std::vector<std::string>{"one"});
    CHECK(*(*book)->told("4711") == "{\"problem\":\"first\"}");
}

TEST_CASE("desk store: what a site told of a case is kept, the newest alone") {
    Memory memory;
    {
        const auto book = desk::sqlite_cases(memory.file);
        REQUIRE(book);
        CHECK((*book)->told("4711")->empty());
        REQUIRE((*book)->tell("4711", "{\"problem\":\"first\"}"));
        REQUIRE((*book)->tell("4711", "{\"problem\":\"then\"}"));
    }
    const auto book = desk::sqlite_cases(memory.file);
    REQUIRE(book);
    CHECK(*(*book)->told("4711") == "{\"problem\":\"then\"}");
    CHECK((*book)->told("4712")->empty());
    // Telling opens nothing.
    CHECK((*book)->numbers(10)->empty());
}
