// SPDX-License-Identifier: Apache-2.0
// Text in columns, for people with a terminal of some width.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace diag {

/// Columns a text takes: code points of UTF-8. Wide (East Asian) letters count as one.
std::size_t columns_of(std::string_view text);

/// At most `width` columns of `text`, the last one an ellipsis where something was cut.
std::string cut_to(std::string_view text, std::size_t width);

/// `text` broken at spaces into lines of at most `width` columns. Newlines in it stay; a word that
/// is longer than a line stands alone on one.
std::vector<std::string> wrapped(std::string_view text, std::size_t width);

/// `text` wrapped within `width`, every line indented by `indent` spaces and ended by a newline.
std::string paragraph(std::string_view text, std::size_t indent, std::size_t width);

using TableRow = std::vector<std::string>;

/// Rows as aligned columns, two spaces between, `indent` before; only the last column is wrapped.
std::string table(std::span<const TableRow> rows, std::size_t indent, std::size_t width);

/// Terms and what they mean: the term indented by two, the meaning wrapped in a column beside it,
/// or below it when the term is longer than `term_width`.
std::string glossary(std::span<const TableRow> rows, std::size_t term_width, std::size_t width);

}  // namespace diag
