// SPDX-License-Identifier: Apache-2.0
// safr-diag: the program at the site. A worker of its own, or one of its commands; nothing else.
#include <string_view>

#include "agent/commands/commands.hpp"
#include "agent/run/worker.hpp"
#include "platform/standalone.hpp"
#include "platform/standard_descriptors.hpp"

int main(int argc, char** argv) {
    diag::secure_standard_descriptors();
    diag::stand_alone();
    if (argc == 2 && std::string_view(argv[1]) == diag::run::worker_argument)
        return diag::run::work();
    return diag::run_program(diag::commands::agent_program(), argc, argv);
}
