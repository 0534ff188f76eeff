// SPDX-License-Identifier: Apache-2.0
#include <csignal>
#include <initializer_list>

#include "platform/interrupt.hpp"

namespace diag {
namespace {

volatile std::sig_atomic_t came = 0;

void remember(int) { came = 1; }

}  // namespace

void watch_for_interrupts() {
    struct sigaction action {};
    action.sa_handler = remember;
    action.sa_flags = static_cast<int>(SA_RESETHAND);
    for (const int each : {SIGINT, SIGTERM, SIGHUP}) ::sigaction(each, &action, nullptr);
    ::signal(SIGPIPE, SIG_IGN);
}

bool interrupted() { return came != 0; }

}  // namespace diag
