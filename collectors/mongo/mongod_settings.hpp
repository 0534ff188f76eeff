// SPDX-License-Identifier: Apache-2.0
// How a mongod was told to run: its command line and its configuration file.
//
// Only the settings named here are kept. The file may hold passwords (of keys, of LDAP), which must
// not come near the evidence.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace diag::mongo {

/// By their names in the configuration file (manual, "Configuration File Options"): net.port,
/// net.bindIp, net.bindIpAll, net.tls.mode, net.ssl.mode, replication.replSetName, storage.dbPath,
/// security.authorization, security.keyFile, systemLog.path; and "config", the file a command line
/// names.
using Settings = std::map<std::string, std::string, std::less<>>;

/// The settings of a configuration file: YAML as mongod writes and documents it (nested or dotted
/// names, one scalar a line, comments, quotes), or the older "name = value". What it does not
/// understand it passes over; it never fails.
Settings settings_of_file(std::string_view text);

/// The settings of a command line: "--port 27017", "--port=27017", "-f FILE".
Settings settings_of_command_line(const std::vector<std::string>& argv);

/// Whether clients must use TLS: mode requireTLS or requireSSL.
bool demands_tls(const Settings& settings);

}  // namespace diag::mongo
