// SPDX-License-Identifier: Apache-2.0
#include "collectors/notifications/relaxed.hpp"

#include <array>

#include "platform/text.hpp"

namespace diag::notifications {
namespace {

constexpr std::size_t most_levels = 32;
constexpr std::size_t most_nodes = 50'000;
constexpr std::size_t most_complaints = 50;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }
bool is_quote(char c) { return c == '"' || c == '\''; }

/// The letter that a backslash and `c` stand for; \u is kept as it was written.
char unescaped(char c) {
    if (c == 'n' || c == 'r') return '\n';
    return c == 't' ? '\t' : c;
}

class Reader {
public:
    explicit Reader(std::string_view text) : text_(text) {
        if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
    }

    Relaxed read() {
        // Without outer braces, and after them: members of the root all the same.
        pass_space();
        while (!over()) {
            if (peek() == '{') {
                const auto line = line_;
                ++at_;
                read_table(result_.root, 1, line);
            } else if (is_closer(peek())) {
                complain(line_, "a bracket closes nothing");
                ++at_;
            } else {
                read_member(result_.root, 1);
            }
            pass_separators();
        }
        return std::move(result_);
    }

private:
    bool over() const { return at_ >= text_.size(); }
    char peek() const { return text_[at_]; }
    static bool is_closer(char c) { return c == '}' || c == ']'; }

    void complain(std::size_t line, std::string_view what) {
        auto& all = result_.complaints;
        if (all.size() < most_complaints && (all.empty() || all.back().line != line))
            all.push_back({line, std::string(what)});
    }

    void step() {
        if (peek() == '\n') ++line_;
        ++at_;
    }

    /// White space and comments.
    void pass_space() {
        while (!over()) {
            const auto rest = text_.substr(at_);
            if (is_space(peek())) {
                step();
            } else if (peek() == '#' || rest.starts_with("//")) {
                while (!over() && peek() != '\n') ++at_;
            } else if (rest.starts_with("/*")) {
                pass_comment();
            } else {
                return;
            }
        }
    }

    void pass_comment() {
        const auto line = line_;
        at_ += 2;
        while (!over() && !text_.substr(at_).starts_with("*/")) step();
        if (over()) complain(line, "a comment does not end");
        at_ += over() ? 0 : 2;
    }

    void pass_separators() {
        pass_space();
        while (!over() && (peek() == ',' || peek() == ';')) {
            ++at_;
            pass_space();
        }
    }

    /// After the opening brace. A bracket of another kind ends it too: its own was forgotten.
    void read_table(Node& into, std::size_t level, std::size_t opened) {
        for (pass_separators(); !over(); pass_separators()) {
            if (peek() == '}') {
                ++at_;
                return;
            }
            if (peek() == ']') return end_early("a ] where a } belongs", lists_);
            read_member(into, level);
        }
        complain(opened, "a brace that opens here is not closed");
    }

    void read_list(Node& into, std::size_t level, std::size_t opened) {
        ++lists_;
        for (pass_separators(); !over(); pass_separators()) {
            if (peek() == ']') {
                ++at_;
                --lists_;
                return;
            }
            if (peek() == '}') {
                --lists_;
                return complain(line_, "a } where a ] belongs");
            }
            read_value(into, {}, level);
        }
        --lists_;
        complain(opened, "a bracket that opens here is not closed");
    }

    void end_early(std::string_view what, std::size_t enclosing) {
        complain(line_, what);
        if (enclosing == 0) ++at_;
    }

    void read_member(Node& into, std::size_t level) {
        const auto line = line_;
        if (peek() == '{' || peek() == '[') {
            complain(line, "a value without a name");
            return read_value(into, {}, level);
        }
        const bool quoted = is_quote(peek());
        auto name = quoted ? read_quoted(":=") : read_bare(":={[\"'");
        while (!over() && is_blank(peek())) ++at_;
        if (!over() && (peek() == ':' || peek() == '=')) {
            ++at_;
        } else if (over() || peek() == ',' || is_closer(peek()) || peek() == '\n') {
            complain(line, "a name without a value");
            return;
        } else {
            complain(line, "no colon between a name and its value");
        }
        pass_space();
        if (over() || peek() == ',' || is_closer(peek()))
            return complain(line, "a name without a value");
        read_value(into, std::move(name), level);
    }

    void read_value(Node& into, std::string name, std::size_t level) {
        const auto line = line_;
        Node node{.name = std::move(name), .line = line};
        if (peek() == '{' || peek() == '[') {
            node.kind = peek() == '{' ? Node::Kind::table : Node::Kind::list;
            ++at_;
            if (level >= most_levels) {
                complain(line, "nested too deeply");
                result_.cut = true;
                return pass_nested();
            }
            node.kind == Node::Kind::table ? read_table(node, level + 1, line)
                                           : read_list(node, level + 1, line);
        } else {
            node.text = is_quote(peek()) ? read_quoted(",") : read_bare("");
        }
        if (++nodes_ <= most_nodes)
            into.inside.push_back(std::move(node));
        else
            result_.cut = true;  // that is our limit, and no damage to complain of
    }

    void pass_nested() {
        for (std::size_t depth = 1; !over() && depth > 0; step()) {
            if (peek() == '{' || peek() == '[') ++depth;
            if (is_closer(peek())) --depth;
        }
    }

    /// Whether what follows a quotation mark shows that the mark closed a word.
    bool is_close(std::size_t after, std::string_view follows) const {
        while (after < text_.size() && is_blank(text_[after])) ++after;
        if (after >= text_.size()) return true;
        const char c = text_[after];
        return c == ',' || c == ';' || c == '\n' || is_closer(c) || c == '#' || c == '/' ||
               follows.find(c) != follows.npos;
    }

    /// From an opening quotation mark to its partner on the same line. Without a partner the word
    /// ends as one without quotation marks does.
    std::string read_quoted(std::string_view follows) {
        const char mark = peek();
        auto& barren = barren_[(mark == '"' ? 0U : 1U) + (follows == "," ? 0U : 2U)];
        std::string word;
        if (at_ < barren) return read_half(follows);
        auto i = at_ + 1;
        for (; i < text_.size() && text_[i] != '\n' && text_[i] != mark; ++i) {
            if (text_[i] == '\\' && i + 1 < text_.size() && text_[i + 1] != '\n') {
                word += unescaped(text_[++i]);
            } else {
                word += text_[i];
            }
        }
        if (i < text_.size() && text_[i] == mark && is_close(i + 1, follows)) {
            at_ = i + 1;
            return word;
        }
        barren = i;
        return read_half(follows);
    }

    std::string read_half(std::string_view follows) {
        complain(line_, "a quotation mark without its partner");
        ++at_;
        return read_bare(follows == "," ? "" : follows);
    }

    /// To the end of its line, a comma, a closing bracket, or one of `ends`; a comment after a
    /// space ends it too. A quotation mark at its end was half of a pair.
    std::string read_bare(std::string_view ends) {
        const auto begin = at_;
        std::size_t open = 0;  // an address of IPv6 has brackets of its own
        while (!over() && peek() != '\n' && peek() != ',' && ends.find(peek()) == ends.npos) {
            if (is_closer(peek()) && (open == 0 || peek() == '}')) break;
            if (peek() == '[') ++open;
            if (peek() == ']') --open;
            const bool spaced = at_ > begin && is_blank(text_[at_ - 1]);
            if (spaced && (peek() == '#' || text_.substr(at_).starts_with("//"))) break;
            ++at_;
        }
        // Whatever stands here, something must be read, or nothing would ever be.
        if (at_ == begin && !over() && !is_closer(peek()) && peek() != ',') step();
        auto word = trimmed(text_.substr(begin, at_ - begin));
        if (!word.empty() && is_quote(word.back())) {
            complain(line_, "a quotation mark without its partner");
            word.remove_suffix(1);
        }
        return std::string(word);
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t line_ = 1;
    std::size_t lists_ = 0;  ///< that are open
    std::size_t nodes_ = 0;
    /// By mark and what may follow it: a quotation mark before this place has no partner, as one
    /// before it had none. So no line is read again for each of its marks.
    std::array<std::size_t, 4> barren_{};
    Relaxed result_;
};

}  // namespace

Relaxed read_relaxed(std::string_view text) { return Reader(text).read(); }

std::string plain_name(std::string_view name) {
    std::string plain;
    for (const char c : name) {
        const char small = lower(c);
        if ((small >= 'a' && small <= 'z') || (small >= '0' && small <= '9')) plain += small;
    }
    return plain;
}

}  // namespace diag::notifications
