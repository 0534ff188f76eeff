// SPDX-License-Identifier: Apache-2.0
// Writes markup that is well-formed and escaped because nothing else can be written.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace diag::report {

class Markup;

/// An open element: closed when this goes out of scope.
class [[nodiscard]] Element {
public:
    Element(Markup& markup, std::string_view tag) : markup_(markup), tag_(tag) {}
    Element(const Element&) = delete;
    Element& operator=(const Element&) = delete;
    ~Element();

private:
    Markup& markup_;
    std::string_view tag_;
};

class Markup {
public:
    using Attributes = std::initializer_list<std::pair<std::string_view, std::string_view>>;

    /// Opens an element. `tag` and the attributes' names are ours, and live as long as the program.
    Element in(std::string_view tag, Attributes attributes = {});

    /// A whole element that holds `text`.
    void leaf(std::string_view tag, Attributes attributes, std::string_view text);

    /// An element that never holds anything: meta, br, and the shapes of SVG.
    void empty(std::string_view tag, Attributes attributes);

    void text(std::string_view text);

    /// As it is. For our own style sheet and doctype only, never for what was gathered.
    void verbatim(std::string_view markup) { out_ += markup; }

    std::string take() { return std::exchange(out_, {}); }

private:
    friend class Element;
    void open(std::string_view tag, Attributes attributes);

    std::string out_;
};

/// `text` for element content and quoted attributes: the five special characters as references,
/// malformed UTF-8 and control characters replaced, and characters that change the direction of
/// what follows (U+202A..202E, U+2066..2069) too, because they make a text read as what it is not.
std::string escaped(std::string_view text);

/// Text to be shown, made harmless but not escaped: what `escaped` does without the references.
std::string harmless(std::string_view text);

/// A relative link to a path in the bundle: every byte outside [A-Za-z0-9._~/-] as %XX, so no
/// scheme and no host can come of it. Empty for a path that climbs ("..").
std::string link_to(std::string_view path);

}  // namespace diag::report
