// SPDX-License-Identifier: Apache-2.0
// Checks that the reader of mongod's configuration never keeps a name it was not asked to keep, nor
// where a key file lies.
#include <cstddef>
#include <string_view>

#include "collectors/mongo/mongod_settings.hpp"
#include "collectors/mongo/targets.hpp"
#include "platform/text.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace diag;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto settings = mongo::settings_of_file(text);
    for (const auto& [name, value] : settings)
        if (name.find("assword") != std::string::npos || value.empty() ||
            (name == "security.keyFile" && value != "set"))
            __builtin_trap();

    std::vector<std::string> argv{"mongod"};
    for (const auto word : words_of(text)) argv.emplace_back(word);
    mongo::Daemon daemon{nullptr, mongo::settings_of_command_line(argv)};
    const SiteProcess process;
    daemon.process = &process;
    if (mongo::target_of(daemon).host.empty()) __builtin_trap();
    for (const auto line : lines_of(text))
        if (const auto target = mongo::target_from(line, ""))
            if (!mongo::target_from(target->address(), "")) __builtin_trap();
    return 0;
}
