// SPDX-License-Identifier: Apache-2.0
// Forged requests as files, for the site whose desk lies in a directory:
//
//   make_forgeries DESK AGENT SITE COUNT OUT
//
// OUT/NNNN.site.safrreq, .strict, .rewound, .once_more say which site is to be tried;
// genuine.safrreq is for that last one to see first, revoked.pem for all of them. OUT/kinds lists
// what each is.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "platform/text.hpp"
#include "tests/forge/forger.hpp"

namespace {

namespace fs = std::filesystem;
using namespace diag;

forge::Person person_in(const fs::path& desk, const std::string& name) {
    return {forge::must(private_key_from_file(desk / (name + ".key"))),
            forge::must(certificate_from_file(desk / (name + ".pem")))};
}

void write(const fs::path& file, const std::string& bytes) {
    if (!(std::ofstream(file, std::ios::binary) << bytes))
        throw std::runtime_error("cannot write " + file.native());
}

void make(const fs::path& desk, const std::string& agent, const std::string& site,
          std::size_t count, const fs::path& out) {
    const forge::Scene scene{person_in(desk, "ca"),
                             person_in(desk, "engineer"),
                             person_in(desk, "recipient"),
                             agent,
                             site,
                             system_clock().now()};
    const auto forged = forge::forgeries(scene, count);
    fs::create_directories(out);
    write(out / "genuine.safrreq", forged.genuine);
    write(out / "revoked.pem", forged.revoked.pem());
    std::string kinds;
    for (std::size_t n = 0; n < forged.all.size(); ++n) {
        const auto& forgery = forged.all[n];
        auto number = std::to_string(n);
        number.insert(0, 4 - std::min<std::size_t>(4, number.size()), '0');
        const auto name = number + "." + std::string(name_of(forgery.at)) + ".safrreq";
        write(out / name, forgery.document);
        kinds += name + "\t" + forgery.kind + "\t" + forgery.why + "\n";
    }
    write(out / "kinds", kinds);
}

}  // namespace

int main(int argc, char** argv) {
    const auto count = argc == 6 ? natural(argv[4]) : std::nullopt;
    if (!count) {
        std::fputs("usage: make_forgeries DESK AGENT SITE COUNT OUT\n", stderr);
        return 64;
    }
    try {
        make(argv[1], argv[2], argv[3], *count, argv[5]);
    } catch (const std::exception& failed) {
        std::fprintf(stderr, "make_forgeries: %s\n", failed.what());
        return 74;
    }
    return 0;
}
