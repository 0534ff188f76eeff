// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/ask_names.hpp"

namespace diag::network {

json::value to_json(const NameAnswer& answer) {
    json::array addresses;
    for (const auto& each : answer.addresses) addresses.emplace_back(each);
    return {{"server", answer.server},
            {"host", answer.name},
            {"error", answer.error},
            {"code", answer.code},
            {"words", answer.words},
            {"ms", answer.ms},
            {"tcp", answer.over_tcp},
            {"starved", answer.starved},
            {"addresses", std::move(addresses)}};
}

NameAnswer name_answer_from(const json::value& document) {
    NameAnswer answer{.server = json::text_at(document, "server").value_or(""),
                      .name = json::text_at(document, "host").value_or(""),
                      .error = json::text_at(document, "error").value_or(""),
                      .words = json::text_at(document, "words").value_or("")};
    const auto code = json::integer_at(document, "code").value_or(0);
    answer.code = code >= 0 && code < 16 ? static_cast<int>(code) : 0;
    answer.ms = json::number_at(document, "ms").value_or(0);
    answer.over_tcp = json::flag_at(document, "tcp").value_or(false);
    answer.starved = json::flag_at(document, "starved").value_or(false);
    for (const auto& each : json::list_at(document, "addresses"))
        if (each.is_string()) answer.addresses.emplace_back(each.get_string());
    return answer;
}

}  // namespace diag::network
