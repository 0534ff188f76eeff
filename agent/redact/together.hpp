// SPDX-License-Identifier: Apache-2.0
// Lines that only together tell a secret or a person. A stream must not be cut between them.
//
// What follows a place in a buffer may not be all there yet: of that less is asked, so that in
// doubt lines stay together. All looking is bounded, and so is what a value may span.
#pragma once

#include <cstddef>
#include <string_view>

#include "agent/redact/bytes.hpp"

namespace diag::redact {

/// The line above `cut` and the one that begins there, without white space at their ends.
struct Neighbours {
    std::string_view above, below;
    bool whole = true;  ///< the line below is all there
};
Neighbours neighbours_at(std::string_view buffer, std::size_t cut, std::size_t limit);

/// `cut` or, where it lies within a PEM block or a key of PuTTY, where that begins.
std::size_t before_key(std::string_view buffer, std::size_t cut);

/// `cut` or, where it lies within an INSERT, where that one's line begins. `known` are places that
/// lie in none, as was found before.
std::size_t before_insert(std::string_view buffer, std::size_t cut, Run& known);

/// Whether `cut` lies between a name that is a value and its own value:
/// {"name":"password",⏎"value":"x"}, and "login anna⏎password x" of .netrc.
bool parts_pair(std::string_view buffer, std::size_t cut);

/// Whether `cut` lies in a quotation over lines that a name of a secret has before it.
bool parts_quotation(std::string_view buffer, std::size_t cut);

/// Whether `cut` lies between members of one object of which one is a person's name and another
/// may be what tells so.
bool parts_person(std::string_view buffer, std::size_t cut);

/// Whether `cut` lies in a dump or a list of numbers, of a picture or of a face.
bool parts_dump(std::string_view buffer, std::size_t cut);

/// Whether `cut` lies in a manifest of the kind Secret, whose kind may stand behind its data.
bool parts_manifest(std::string_view buffer, std::size_t cut);

}  // namespace diag::redact
