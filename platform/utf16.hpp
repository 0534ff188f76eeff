// SPDX-License-Identifier: Apache-2.0
// UTF-16 among bytes, as Windows writes logs and as programs append to them, made UTF-8.
#pragma once

#include <string>
#include <string_view>

namespace diag {

/// Reads bytes in pieces. UTF-16 begins with a byte order mark, or shows by its zeros: of eight
/// units in a row at least six are Latin letters, digits, signs or white space. It ends where
/// sixteen bytes of plain text follow. Everything else passes as it is, single zeros too.
class Utf16Reader {
public:
    /// Appends what `bytes` say to `text`. Keeps back what only the next bytes can tell, 130 of
    /// them at most; `last`: none will come.
    void read(std::string_view bytes, bool last, std::string& text);

    /// Whether `bytes` are to be taken as they are, instead of read(): nothing is kept back and
    /// none of them hints at UTF-16.
    bool passes(std::string_view bytes);

    /// Whether UTF-16 was met so far.
    bool met() const { return met_; }

private:
    enum class Order { bytes, little, big };

    std::size_t take_bytes(std::string_view bytes, std::size_t at, bool last, std::string& text);
    std::size_t take_units(std::string_view bytes, std::size_t at, bool last, std::string& text);
    std::size_t begin(std::string_view bytes, std::size_t at);
    void take(char32_t unit, std::string& text);
    void end_surrogate(std::string& text);

    Order order_ = Order::bytes;
    std::string held_;
    char32_t high_ = 0;  ///< the first half of a pair, when its second is to come
    char before_ = '\n';
    bool started_ = false;
    bool met_ = false;
};

}  // namespace diag
