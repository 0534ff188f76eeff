// SPDX-License-Identifier: Apache-2.0
// What a database tells of what it holds: any outcome of an interview, and any answers to its
// questions.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "collectors/mongo/holdings.hpp"
#include "platform/json.hpp"
#include "platform/text.hpp"

namespace {

using namespace diag;

constexpr std::size_t most_questions = 200;

void read(std::string_view outcome) {
    const auto holdings = mongo::holdings_from(outcome, "127.0.0.1:27017");
    if (!holdings && holdings.error().what.empty()) std::abort();
    if (holdings && holdings->collections.size() > outcome.size()) std::abort();
}

/// Parts between zero bytes are its answers, over and over.
void ask(std::string_view input) {
    const auto answers = parts_of(input, '\0');
    std::size_t asked = 0;
    const auto told = mongo::ask_holdings(
        [&](const std::string&, const std::string& command) {
            if (!json::parse(command)) std::abort();
            return Result<std::string>{std::string(answers[asked++ % answers.size()])};
        },
        [](const std::string&, const std::string& name) { return name.size() % 2 == 1; },
        [&] { return asked >= most_questions; });
    if (!told) return;
    json::array all{json::object{{"name", "hello"}, {"text", R"({"ok": 1, "secondary": true})"}},
                    json::object{{"name", "status"}, {"text", R"({"ok": 1})"}},
                    json::object{{"name", "holdings"}, {"text", *told}}};
    read(json::write(json::object{{"login", "none"}, {"answers", std::move(all)}}));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    read(input);
    ask(input);
    return 0;
}
