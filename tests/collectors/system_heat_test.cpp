// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "collectors/system/gpu.hpp"
#include "collectors/system/sensors.hpp"
#include "tests/collectors/system_world.hpp"

namespace diag::test {
namespace {

using collectors::system;

void add_device(FakeWorld& fake, const std::string& root, const std::string& device,
                const std::map<std::string, std::string>& values) {
    fake.files.directories[root].push_back(device);
    for (const auto& [name, value] : values) {
        fake.files.directories[root + '/' + device].push_back(name);
        fake.files.texts[root + '/' + device + '/' + name] = value + "\n";
    }
}

const std::string chips = "/sys/class/hwmon";
const std::string zones = "/sys/class/thermal";

FakeWorld with_gpu(const std::string& xml) {
    auto fake = healthy_server();
    fake.programs.answers.insert_or_assign("nvidia-smi -q -x",
                                           said(fixture("system/nvidia/" + xml)));
    return fake;
}

TEST_CASE("system: a processor is judged by its own critical temperature") {
    auto fake = healthy_server();
    add_device(fake, chips, "hwmon0",
               {{"name", "coretemp"},
                {"temp1_label", "Package id 0"},
                {"temp1_input", "88000"},
                {"temp1_crit", "100000"},
                {"temp1_crit_alarm", "0"}});
    auto hot = fake;
    hot.files.texts[chips + "/hwmon0/temp1_input"] = "97000\n";

    const auto seen = examine(system, fake);

    CHECK(ids_of(seen) == "");
    CHECK(fact_of(seen, "system.temperature") == "coretemp Package id 0 88 °C");
    CHECK(ids_of(examine(system, hot)) == "system.too_hot=warning ");
}

TEST_CASE("system: a chip that says critical is reached is believed") {
    auto fake = healthy_server();
    add_device(fake, chips, "hwmon0",
               {{"name", "coretemp"}, {"temp1_input", "60000"}, {"temp1_crit_alarm", "1"}});

    CHECK(ids_of(examine(system, fake)) == "system.too_hot=critical ");
}

TEST_CASE("system: a disk is hot at 80 % of its limit, or at 60 and 70 degrees without one") {
    auto fake = healthy_server();
    add_device(fake, chips, "hwmon1",
               {{"name", "nvme"},
                {"temp1_label", "Composite"},
                {"temp1_input", "69000"},
                {"temp1_crit", "84850"}});
    add_device(fake, chips, "hwmon2", {{"name", "drivetemp"}, {"temp1_input", "71000"}});
    add_device(fake, chips, "hwmon3", {{"name", "drivetemp"}, {"temp1_input", "48000"}});

    CHECK(ids_of(examine(system, fake)) == "system.too_hot=warning system.too_hot=critical ");
}

TEST_CASE("system: registers nobody set and sensors that are not there mean nothing") {
    const auto sensors = host::sensors_of(
        "hwmon0/name=nct6775\nhwmon0/temp1_input=127500\nhwmon0/temp1_crit=0\n"
        "hwmon0/temp2_input=-128000\nhwmon0/temp3_input=0\nhwmon0/temp4_input=junk\n");

    REQUIRE(sensors.size() == 1);
    CHECK_FALSE(sensors[0].critical);
}

TEST_CASE("system: a thermal zone names its critical trip, and does not repeat a chip") {
    auto fake = healthy_server();
    add_device(fake, zones, "thermal_zone0",
               {{"type", "acpitz"},
                {"temp", "96000"},
                {"trip_point_0_type", "critical"},
                {"trip_point_0_temp", "95000"}});
    add_device(fake, zones, "thermal_zone1", {{"type", "x86_pkg_temp"}, {"temp", "99000"}});
    add_device(fake, chips, "hwmon0", {{"name", "coretemp"}, {"temp1_input", "50000"}});

    const auto seen = examine(system, fake);

    CHECK(ids_of(seen) == "system.too_hot=critical ");
    CHECK(parameter(seen, "system.too_hot", "sensor") == "acpitz");
}

TEST_CASE("system: a T4 in good order is a fact and no finding") {
    auto fake = with_gpu("t4_healthy.xml");

    const auto seen = examine(system, fake);

    CHECK(ids_of(seen) == "");
    CHECK(fact_of(seen, "system.gpu") == "Tesla T4 15.0 GiB");
    CHECK(fact_of(seen, "system.gpu_driver") == "550.54.15");
}

TEST_CASE("system: every fault of a card is a finding of its own") {
    auto fake = with_gpu("rtx_faulty.xml");

    const auto seen = examine(system, fake);

    CHECK(ids_of(seen) ==
          "system.gpu_memory_full=warning system.gpu_hot=critical system.gpu_ecc=critical "
          "system.gpu_worn_out=critical system.gpu_repair_pending=warning "
          "system.gpu_throttled=warning system.gpu_busy=info system.gpu_persistence_off=info "
          "system.gpu_lost=critical system.gpu_memory_small=warning "
          "system.gpu_driver_old=warning ");
    CHECK(parameter(seen, "system.gpu_throttled", "reasons") == "hw_slowdown, hw_thermal_slowdown");
}

TEST_CASE("system: a driver that is loaded and does not answer is critical") {
    auto fake = healthy_server();
    fake.files.texts["/proc/driver/nvidia/version"] =
        "NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.183.01  Sun May 12 19:39:15 UTC "
        "2024\n";
    fake.programs.answers.insert_or_assign(
        "nvidia-smi -q -x", Error{Fault::timed_out, "nvidia-smi: still running after 20000 ms"});

    const auto seen = examine(system, fake);

    CHECK(ids_of(seen) == "system.gpu_silent=critical ");
    CHECK(fact_of(seen, "system.gpu_driver") == "535.183.01");
}

TEST_CASE("system: a card without NVIDIA's driver is told, one lent to a guest is not") {
    auto fake = healthy_server();
    const std::string bus = "/sys/bus/pci/devices";
    add_device(fake, bus, "0000:65:00.0", {{"vendor", "0x10de"}, {"class", "0x030200"}});
    fake.files.links[bus + "/0000:65:00.0/driver"] = "../../../bus/pci/drivers/nouveau";
    CHECK(ids_of(examine(system, fake)) == "system.gpu_no_driver=warning ");

    fake.files.links[bus + "/0000:65:00.0/driver"] = "../../../bus/pci/drivers/vfio-pci";
    CHECK(ids_of(examine(system, fake)) == "");
}

TEST_CASE("system: driver versions compare by number, not by letter") {
    CHECK(host::older("410.104", "418.96"));
    CHECK(host::older("418.67", "418.96"));
    CHECK_FALSE(host::older("550.54.15", "418.96"));
    CHECK_FALSE(host::older("418.96", "418.96"));
    CHECK_FALSE(host::older("418.152.00", "418.96"));
}

}  // namespace
}  // namespace diag::test
