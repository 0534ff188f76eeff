// SPDX-License-Identifier: Apache-2.0
// A request that held, until somebody or something touched it.
#include "platform/cms.hpp"
#include "tests/forge/odd_cms.hpp"

namespace diag::forge {
namespace {

std::string sound(Forger& forger) { return signed_by(forger.scene.engineer, forger.good()); }

std::string flipped(Forger& forger) {
    auto document = sound(forger);
    auto& byte = document[forger.up_to(document.size() - 1)];
    byte = static_cast<char>(byte ^ (1 << forger.up_to(7)));
    return document;
}

std::string flipped_in_second(Forger& forger) {
    auto document = signed_twice(sound(forger), forger.second);
    auto& byte = document[forger.up_to(document.size() - 1)];
    byte = static_cast<char>(byte ^ (1 << forger.up_to(7)));
    return document;
}

/// One of two signatures is of another content.
std::string with_another_reason(Forger& forger) {
    auto request = forger.good();
    auto document = signed_by(forger.scene.engineer, request);
    if (forger.up_to(1) == 0) document = signed_twice(document, forger.second);
    request.reason += " and more";
    return with_content(document, text_of(request));
}

std::string without_a_byte(Forger& forger) {
    auto document = sound(forger);
    return document.erase(forger.up_to(document.size() - 1), 1);
}

std::string with_a_byte_more(Forger& forger) {
    auto document = sound(forger);
    return document.insert(forger.up_to(document.size() - 1), 1,
                           static_cast<char>(forger.up_to(255)));
}

std::string cut(Forger& forger) {
    const auto document = sound(forger);
    return document.substr(0, forger.up_to(document.size() - 1));
}

std::string oversized(Forger& forger) {
    return sound(forger) + std::string(exchange::request_limit, '\0');
}

std::string oversized_inside(Forger& forger) {
    return signed_by(forger.scene.engineer,
                     text_of(forger.good()) + std::string(exchange::request_limit, ' '));
}

std::string noise(Forger& forger) {
    std::string bytes;
    for (auto left = 1 + forger.up_to(4000); left > 0; --left)
        bytes += static_cast<char>(forger.up_to(255));
    return bytes;
}

}  // namespace

std::vector<Kind> kinds_of_damage() {
    return {
        {"a bit flipped", flipped, "", At::site, 16},
        {"a bit flipped under two signatures", flipped_in_second, "", At::site, 8},
        {"other content under the signature", with_another_reason, "", At::site, 3},
        {"a byte less", without_a_byte, "", At::site, 4},
        {"a byte more", with_a_byte_more, "", At::site, 4},
        {"cut off", cut, "", At::site, 6},
        {"a byte behind its end", [](auto& it) { return sound(it) + '\n'; }},
        {"two in one", [](auto& it) { return sound(it) + sound(it); }},
        {"too long", oversized, "longer than"},
        {"too long inside", oversized_inside, "longer than"},
        {"nothing", [](auto&) { return std::string(); }},
        {"noise", noise, "", At::site, 3},
    };
}

}  // namespace diag::forge
