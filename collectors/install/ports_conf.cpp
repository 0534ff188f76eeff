// SPDX-License-Identifier: Apache-2.0
#include "collectors/install/ports_conf.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <utility>

#include "platform/text.hpp"

namespace diag::install {
namespace {

constexpr std::size_t most_ports = 200;

/// What a service is called in names of keys; the first that occurs decides.
constexpr std::array<std::pair<std::string_view, std::string_view>, 15> meanings{{
    {"covi", "covi"},
    {"computervision", "covi"},
    {"cvev", "cv-event"},
    {"event", "cv-event"},
    {"virga", "virga"},
    {"virgo", "virgo"},
    {"cvos", "cv-object-storage"},
    {"object", "cv-object-storage"},
    {"storage", "cv-object-storage"},
    {"report", "cv-reports"},
    {"console", "console"},
    {"mongo", "mongod"},
    {"database", "mongod"},
    {"ares", "ares"},
    {"web", "console"},
}};

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

std::string_view without_comment(std::string_view line) {
    const auto first = trimmed(line);
    if (first.starts_with('#') || first.starts_with(';') || first.starts_with("//")) return {};
    for (const std::string_view mark : {" #", "\t#", " //", " ;"})
        line = line.substr(0, line.find(mark));
    return line;
}

/// Part of something longer: "10.0.0.1", "v3.4", "port8080name", "-5".
bool stands_alone(std::string_view line, std::size_t from, std::size_t to) {
    const auto joins = [](char letter) {
        return letter == '.' || std::isalnum(static_cast<unsigned char>(letter)) != 0;
    };
    return !(from > 0 && (joins(line[from - 1]) || line[from - 1] == '-')) &&
           !(to < line.size() && joins(line[to]));
}

void take_line(std::string_view line, std::string& section, std::vector<ServicePort>& ports) {
    std::size_t label_from = 0;
    bool any = false;
    for (std::size_t from = 0; from < line.size(); ++from) {
        if (!is_digit(line[from])) continue;
        auto to = from;
        while (to < line.size() && is_digit(line[to])) ++to;
        const auto number = natural(line.substr(from, to - from));
        if (stands_alone(line, from, to) && number && *number > 0 && *number < 65'536) {
            auto service = service_meant(line.substr(label_from, from - label_from));
            if (service.empty()) service = section;
            ports.push_back(
                {std::string(service), static_cast<std::uint16_t>(*number), "safrports.conf"});
            label_from = to;
            any = true;
        }
        from = to;
    }
    // "covi:" or "[covi]" alone: the lines below belong to it.
    if (any) return;
    if (const auto meant = service_meant(line); !meant.empty()) section = meant;
}

}  // namespace

std::string_view service_meant(std::string_view name) {
    std::string letters;
    for (const char letter : name)
        if (std::isalpha(static_cast<unsigned char>(letter)) != 0) letters += lower(letter);
    for (const auto& [word, service] : meanings)
        if (letters.find(word) != letters.npos) return service;
    return {};
}

std::vector<ServicePort> ports_in(std::string_view text) {
    std::vector<ServicePort> ports;
    std::string section;
    for (const auto line : lines_of(text)) {
        take_line(without_comment(line), section, ports);
        if (ports.size() >= most_ports) break;
    }
    return ports;
}

}  // namespace diag::install
