// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/ledger_words.hpp"

#include "platform/text.hpp"

namespace diag::commands {

std::string in_words(const json::object& data) {
    std::string text;
    for (const auto& [key, value] : data) {
        if (key == "document") continue;
        std::string part;
        if (const auto* words = value.if_string()) part = std::string(*words);
        if (const auto* list = value.if_array())
            for (const auto& each : *list)
                if (const auto* words = each.if_string())
                    part += (part.empty() ? "" : ", ") + std::string(*words);
        if (const auto* object = value.if_object())
            for (const auto& [name, inner] : *object)
                part += (part.empty() ? "" : ", ") + std::string(name) + " " + json::write(inner);
        if (value.is_int64() || value.is_uint64() || value.is_bool()) part = json::write(value);
        if (!part.empty()) text += (text.empty() ? "" : "; ") + std::string(key) + ": " + part;
    }
    return one_line(text);
}

}  // namespace diag::commands
