// SPDX-License-Identifier: Apache-2.0
// A program linked statically runs on systems whose libraries are of other versions than its own.
// What would bring those into it, and what is configured for them, is settled here.
#pragma once

namespace diag {

/// To be called first in main, while there is one thread. Where everything is linked statically
/// (DIAG_STATIC), from then on:
///
/// - names of hosts come from /etc/hosts and DNS, accounts and services from their files, whatever
///   nsswitch.conf(5) says: its other sources are modules for the system's own C library. The cache
///   of nscd(8) is not asked either.
/// - nothing can be loaded: dlopen(3) fails.
/// - random bytes come from /dev/urandom where the kernel has no getrandom(2).
/// - OpenSSL reads no openssl.cnf, which was written for the system's own version.
///
/// Does nothing in programs that are linked with the system's libraries.
void stand_alone();

/// The part that is OpenSSL's.
void ignore_openssl_configuration();

}  // namespace diag
