// SPDX-License-Identifier: Apache-2.0
#include "agent/redact/given_names.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "agent/redact/bytes.hpp"

namespace diag::redact {
namespace {

constexpr std::size_t longest_word = 24;
constexpr std::size_t longest_name = 64;
constexpr std::size_t most_words = 6;

/// In order, in lower case, without accents. Names that are words of logs as well are not here.
constexpr std::string_view given_names =
    "aaron abigail adam adrian adriana adriano ahmed aisha alain alan albert alberto alejandra "
    "alejandro alex alexander alexis ali alice alicia aline alvaro amanda amit amy ana anderson "
    "andrea andreas andres andrew angela anja ann anna anthony antonia antonio armando arthur "
    "arturo ashley barbara beatriz ben benjamin bernd betty beverly billy birgit bob bobby "
    "bradley brandon brenda brian brigitte brittany bruce bruna bruno bryan caio camila camille "
    "carl carlos carmen carol carolina carolyn catarina catherine cesar charles charlotte cheryl "
    "chloe christian christina christine christopher claudia claudio conceicao cristina cynthia "
    "dan daniel daniela danielle dave david deborah debra denise dennis diana diane diego dieter "
    "dirk dmitri dolores donald donna doris dorothy douglas duarte dylan edson eduardo edward "
    "elena elizabeth emilio emily emma enrique eric ernesto esteban ethan eugene eva evelyn "
    "fabio fatima felipe felix fernanda fernando finn flavio florian frances francisca francisco "
    "francois frank franz frieda fritz gabriel gabriela gabriele gary george gerald gerardo "
    "gerhard gisela gloria goncalo gonzalo grace gregory greta guadalupe guilherme guillermo "
    "gustavo hanna hannah hans harold heather heike heinz helen helga helmut henrique henry "
    "hiroshi holger horst hugo ignacio ines ingrid irene isabel isabella isabelle ivan jacob "
    "jacqueline jaime james jan jana jane janet janice jason javier jeffrey jennifer jens jeremy "
    "jerry jesse jessica jesus jim joan joana joao joaquin joe johanna john johnny jonas "
    "jonathan jorge jose josef josefa joseph joshua joyce juan juana judith judy julia julian "
    "juliana julie julio jurgen justin karen karin karl karsten kate katherine kathleen kathryn "
    "katja kayla keith kelly kenneth kerstin kevin kimberly klaus kyle larissa larry lars laura "
    "lauren lawrence lea leandro lena leo leon leonardo leonie leticia linda lisa lorena lori "
    "louis lucas lucia luciana luciano lucy luis luiz lukas lurdes manfred manuel marcelo marcio "
    "marcos margaret margarita maria mariana marie marilyn mario marta martha martin martina "
    "mary mateo matheus matilde matt matthew matthias mauricio megan melissa mia michael michel "
    "michelle miguel mike ming mohamed mohammed monica monika montserrat nadine nancy natalie "
    "natasha nathalie nathan nicholas nick nicolas nicole niklas noah noelia nuno nuria odon "
    "olga olivia omar oscar otavio otto pablo pamela patricia patrick paul paula paulo pedro "
    "peter petra philip philippe pierre pilar priscila priya rachel rafael raj ralf ralph ramon "
    "randy raquel raul raymond rebecca renata renate renato ricardo richard robert roberto rocio "
    "rodrigo roger ronald ronaldo rosa roy ruben rui russell ruth ryan sabine sam samantha "
    "samuel sandra sanjay santiago sara sarah scott sean sebastian sergei sergio sharon shirley "
    "silke silvia simone sofia sonia sophia sophie stefan stephan stephanie stephen steve steven "
    "susan susana susanne sven sylvie tanja tatiana teresa terry thais theresa thiago thomas "
    "thorsten tiago timothy tobias tom tomas tony torsten tyler ursula uwe valentina valerie "
    "vanessa vera veronica vicente victor victoria vincent vinicius viviane wagner walter wayne "
    "wei william willie wolfgang ximena yolanda yuki zachary zoe ";

const std::vector<std::string_view>& known_names() {
    static const auto all = [] {
        std::vector<std::string_view> words;
        for (std::size_t at = 0; at < given_names.size();) {
            const auto end = given_names.find(' ', at);
            words.push_back(given_names.substr(at, end - at));
            at = end + 1;
        }
        return words;
    }();
    return all;
}

/// The letter that a Latin-1 letter in UTF-8 (C3 80 to C3 BF) is without its accent.
char unaccented(unsigned char second) {
    constexpr std::string_view letters = "aaaaaaaceeeeiiiidnooooo*ouuuuyts";
    return letters[(second - 0x80u) % letters.size()];
}

std::string folded(std::string_view word) {
    std::string result;
    for (std::size_t at = 0; at < word.size(); ++at) {
        const bool latin = static_cast<unsigned char>(word[at]) == 0xc3 && at + 1 < word.size();
        result += latin ? unaccented(static_cast<unsigned char>(word[at + 1])) : lower(word[at]);
        if (latin) ++at;
    }
    return result;
}

/// Words between the others of a name.
constexpr std::array<std::string_view, 17> particles{"da",  "de",  "do",  "dos", "das", "del",
                                                     "la",  "las", "los", "von", "van", "der",
                                                     "den", "di",  "bin", "al",  "y"};

/// Words of programs that are written with a capital where a name could stand.
constexpr std::array<std::string_view, 44> other_words{
    "Service",   "Controller", "Repository", "Manager", "Count",  "Merge",  "Type",    "Found",
    "Not",       "Image",      "Images",     "Event",   "Events", "List",   "Added",   "Deleted",
    "Updated",   "Enrolled",   "Sync",       "Server",  "Client", "Error",  "Failed",  "Detected",
    "Detection", "Format",     "Camera",     "File",    "Object", "Search", "Console", "Feed",
    "Module",    "The",        "Entrance",   "No",      "Is",     "Data",   "Record",  "Face",
    "Faces",     "Device",     "Version",    "Http"};

/// The word at `at`: letters, apostrophes and dashes within.
std::size_t word_end(std::string_view text, std::size_t at) {
    static constexpr Table letters = table_of("'-", false, true);
    static constexpr Table letters_between = table_of("'-", false);
    const auto bound = std::min(text.size(), at + longest_word + 1);
    const auto is_letter = [&](char c) {
        return in(letters, c) || (in(alphanumerics, c) && !in(digits, c));
    };
    const auto start = at;
    while (at < bound && is_letter(text[at])) ++at;
    while (at > start && in(letters_between, text[at - 1])) --at;
    return at;
}

bool is_capital(std::string_view text, std::size_t at) {
    const auto first = static_cast<unsigned char>(text[at]);
    if (first == 0xc3 && at + 1 < text.size())
        return static_cast<unsigned char>(text[at + 1]) < 0xa0;
    return (first >= 'A' && first <= 'Z') || (first >= 0xc4 && first < 0xf5);
}

/// "Anna", "O'Brien", "McCoy", "Zo\xc3\xab": not "SAFR", not "covi", not "TimeZone".
bool is_name_word(std::string_view word) {
    if (word.size() < 2 || word.size() > longest_word || !is_capital(word, 0)) return false;
    if (word.back() == '-' || word.back() == '\'') return false;
    std::size_t capitals = 0;
    for (const char c : word) capitals += c >= 'A' && c <= 'Z';
    const bool compound = word.find_first_of("'-") != word.npos || word.starts_with("Mc");
    if (capitals > (compound ? 3u : 1u)) return false;
    return std::find(other_words.begin(), other_words.end(), word) == other_words.end();
}

}  // namespace

bool is_given_name(std::string_view word) {
    if (word.size() > longest_word) return false;
    word = word.substr(0, word.find('-'));
    const auto& all = known_names();
    return std::binary_search(all.begin(), all.end(), std::string_view(folded(word)));
}

std::size_t name_length(std::string_view text) {
    std::size_t end = 0, at = 0;
    for (std::size_t words = 0; words < most_words && at < text.size(); ++words) {
        const auto next = word_end(text, at);
        const auto word = text.substr(at, next - at);
        const bool particle =
            words > 0 && std::find(particles.begin(), particles.end(), word) != particles.end();
        if (!particle && !is_name_word(word)) {
            const bool part = byte_at(text, next) != ' ' && in(word_bytes, byte_at(text, next));
            const bool program =
                std::find(other_words.begin(), other_words.end(), word) != other_words.end();
            return part || program ? 0 : end;
        }
        if (in(word_bytes, byte_at(text, next)) || byte_at(text, next) == '(') return 0;
        if (!particle) end = next;
        if (byte_at(text, next) != ' ') break;
        at = next + 1;
    }
    return end;
}

bool may_be_name(std::string_view value) {
    static constexpr Table between = table_of(" '-.,", false);
    if (value.size() < 2 || value.size() > longest_name) return false;
    return std::all_of(value.begin(), value.end(), [](char c) {
        return (in(word_bytes, c) && c != '_' && !in(digits, c)) || in(between, c);
    });
}

}  // namespace diag::redact
