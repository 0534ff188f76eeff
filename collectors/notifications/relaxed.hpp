// SPDX-License-Identifier: Apache-2.0
// Reads text that is nearly JSON, as people leave SAFRActions.config: names without quotation
// marks, commas too many or too few, comments, a quotation mark that is missing. What can be read
// is kept, and each line that cannot is named.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace diag::notifications {

/// A word, a list, or a table whose members have names. Names may come twice.
struct Node {
    enum class Kind { word, list, table };
    Kind kind = Kind::word;
    std::string name;  ///< of a table's member
    std::string text;  ///< of a word, without its quotation marks
    std::vector<Node> inside;
    std::size_t line = 0;  ///< where it begins, from 1
};

/// What a line had that could not be read. Never quotes it: it may hold a password.
struct Complaint {
    std::size_t line = 0;
    std::string what;
};

struct Relaxed {
    Node root{.kind = Node::Kind::table};
    std::vector<Complaint> complaints;  ///< the first 50
    bool cut = false;                   ///< there was more than is kept
};

/// Reads the whole text in time linear to its length: 32 levels, 50,000 nodes. A byte order mark
/// is passed over.
Relaxed read_relaxed(std::string_view text);

/// "userPwd", "User-Pwd" and "user_pwd" are one: letters and digits alone, in lower case.
std::string plain_name(std::string_view name);

}  // namespace diag::notifications
