// SPDX-License-Identifier: Apache-2.0
// The questions of the mongo collector. Each node is asked directly, all at once, each by a child
// we can afford to lose.
//
// Evidence: run               when, how, SAFR's role, whether an account was given
//           daemon.<i>        a mongod process: settings of its command line and its file
//           library           why no database can be asked at all; only given then
//           nodes             who was asked, why, how it went: ids, login, tls, times
//           hosts             each member's name and what kind of name it is
//           node.<id>.<name>  answers: hello build status config server oplog.first oplog.last
//                             oplog.size fcv options warnings; status.2 and server.2 a few seconds
//                             later; operations and databases, with an account; tls where no
//                             certificate was believed
//           diagnostic.<i>    names, sizes and times of mongod's own records (diagnostic.data)
//           backup            when the newest SAFR backup was written
//           history           what earlier runs remembered
//           remember          what this run remembers
#pragma once

#include "collectors/collector.hpp"

namespace diag::mongo {

inline constexpr milliseconds patience{45'000};
inline constexpr std::size_t most_nodes = 50;  ///< as many as a replica set may have (manual)

void gather(World& world, Sink& sink);

}  // namespace diag::mongo
