// SPDX-License-Identifier: Apache-2.0
// Checks that the system collector's judge takes any evidence: /proc files, history, what programs
// said. The input is lines "=name" with the item's text after them; what it finds must survive
// JSON.
#include <cstddef>
#include <string>
#include <string_view>

#include "collectors/catalog.hpp"
#include "platform/text.hpp"

namespace {

diag::Evidence evidence_in(std::string_view input) {
    diag::Evidence evidence;
    std::string name = "stat";
    std::string text;
    const auto give = [&] { evidence.insert_or_assign(name, diag::Result<std::string>(text)); };
    for (const auto line : diag::lines_of(input)) {
        if (!line.starts_with('=')) {
            text.append(line).append("\n");
            continue;
        }
        give();
        name = line.substr(1);
        text.clear();
    }
    give();
    return evidence;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const auto evidence = evidence_in({reinterpret_cast<const char*>(data), size});

    const auto judgement = diag::collectors::system.judge(evidence, {});

    const auto back = diag::judgement_from(diag::to_json(judgement));
    if (!back || back->findings.size() != judgement.findings.size()) __builtin_trap();
    return 0;
}
