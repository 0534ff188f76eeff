// SPDX-License-Identifier: Apache-2.0
// The corpus as data: texts in which what must go is marked, read from corpus/*.txt.
// corpus/README.md says how to write one.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace diag::redact {

/// A stretch of a case's text.
struct Stretch {
    enum class Fate { stays, goes, either };
    Fate fate = Fate::stays;
    std::string text;
};

struct Case {
    std::string file;
    std::size_t line = 0;
    std::string family;
    std::vector<Stretch> stretches;

    std::string text() const;
    bool plants() const;  ///< whether anything in it must go
};

/// Every case of one file, products written out. A mark without its other half throws.
std::vector<Case> cases_in(std::string_view file, std::string_view text);

/// Every case of every file in `directory`, by name of file.
std::vector<Case> corpus_in(const std::string& directory);

/// What of `text` may not be found in `result`, though it must go: the secret or a part of it.
/// Empty when all is gone.
std::string leak(const Case& text, std::string_view result);

/// Whether all that must stay is there, in order and with nothing added outside of the marks.
bool stays(const Case& text, std::string_view result);

}  // namespace diag::redact
