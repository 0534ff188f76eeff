// SPDX-License-Identifier: Apache-2.0
// What kind of machine and system this is: /etc/os-release, /proc/cpuinfo, DMI, marks of
// containers.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "collectors/collector.hpp"

namespace diag::host {

struct Os {
    std::string id;       ///< "debian", "ubuntu", "rhel", "centos", "amzn"
    std::string version;  ///< "12", "20.04", "7"
    std::string name;     ///< PRETTY_NAME
};
std::optional<Os> os_of(std::string_view os_release);

/// Whether SAFR's published requirements name it: Ubuntu 18.04 and 20.04, RHEL and CentOS 7, Amazon
/// Linux 2018.03 (the document is of 2022; newer ones may be supported by now).
bool named_by_safr(const Os& os);

struct Processor {
    std::string model;
    std::size_t logical = 0;  ///< threads that are online
    std::size_t cores = 0;    ///< 0: not told
    std::size_t sockets = 0;  ///< 0: not told
    bool hypervisor = false;  ///< the processor says it is a virtual one
};
Processor processor_of(std::string_view cpuinfo);

/// The lines of /proc/cpuinfo that processor_of() reads: 300 bytes instead of 1.5 KB a thread.
std::string cpuinfo_extract(std::string_view cpuinfo);

/// "docker", "podman", "lxc", "kubernetes", ... when we run in a container; empty when not.
///
/// /.dockerenv alone is a weak mark (images unpacked onto a virtual machine keep it), still it is
/// one: `certain` is false then.
struct Container {
    std::string kind;
    bool certain = true;
};
std::optional<Container> container_of(const Evidence& evidence);

/// "VMware", "KVM", "Hyper-V", ... from DMI and /sys/hypervisor; "virtual machine" where only the
/// processor tells; empty on bare metal.
std::string hypervisor_of(const Evidence& evidence, const Processor& processor);

/// Seconds since boot, from /proc/uptime.
std::optional<double> uptime_of(std::string_view text);

/// Run-queue averages over 1, 5, 15 minutes and the number of threads, from /proc/loadavg.
struct Load {
    double one = 0;
    double five = 0;
    double fifteen = 0;
    std::uint64_t threads = 0;
};
std::optional<Load> load_of(std::string_view text);

}  // namespace diag::host
