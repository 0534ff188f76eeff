// SPDX-License-Identifier: Apache-2.0
#include <doctest.h>

#include <string>

#include "collectors/logs/names.hpp"

using namespace diag::logs;

TEST_CASE("logs: a log is known by its name, rotated and packed ones too") {
    for (const std::string name :
         {"app.log", "APP.LOG", "cv-object-storage.err", "virga.out", "app.log.1",
          "app.2026-11-22.0.log", "app.log.2026-11-22", "messages.log-20261122", "hs_err_pid1.log",
          "localhost_access_log.2026-11-22.log"}) {
        CAPTURE(name);
        CHECK(kind_of_name(name) == NameKind::log);
    }
    CHECK(kind_of_name("app.2026-11-22.log.gz") == NameKind::gzip);
    CHECK(kind_of_name("app.log.2.gz") == NameKind::gzip);
    CHECK(kind_of_name("app.log.zip") == NameKind::packed);
    CHECK(kind_of_name("app.log.xz") == NameKind::packed);
}

TEST_CASE("logs: images, dumps, keys and programs are known by their names and never logs") {
    for (const std::string name : {"face.jpg", "face.log.jpg", "a.PNG", "heap.hprof", "tool.jar",
                                   "A.class", "server.jks", "id.pem", "log.tar.gz", "x.bson"}) {
        CAPTURE(name);
        CHECK(kind_of_name(name) == NameKind::personal);
    }
}

TEST_CASE("logs: other names tell nothing") {
    for (const std::string name : {"readme.txt", "log", "logfile", "", ".", "a.gz", "out.d"}) {
        CAPTURE(name);
        CHECK(kind_of_name(name) == NameKind::other);
    }
}

TEST_CASE("logs: rotated files of one log belong together") {
    CHECK(stream_of_name("app.log") == "app");
    CHECK(stream_of_name("app.2026-11-22.0.log.gz") == "app");
    CHECK(stream_of_name("app-2026-11-22.log") == "app");
    CHECK(stream_of_name("covi-ws.log") == "covi-ws");
    CHECK(stream_of_name("2026.log") == "2026");
}

TEST_CASE("logs: a star stands for any run of characters") {
    CHECK(fits_glob("app.2026-11-22.0.log", "app.*.*.log"));
    CHECK(fits_glob("app.log", "app.log"));
    CHECK(fits_glob("anything", "*"));
    CHECK_FALSE(fits_glob("app.log", "app.log.*"));
    CHECK_FALSE(fits_glob("apps.log", "app.*log"));
    CHECK_FALSE(fits_glob("", "a*"));
}

TEST_CASE("logs: a path lies below its directory, not below one that only begins alike") {
    CHECK(lies_below("/data/covi/logs", "/data"));
    CHECK(lies_below("/data", "/data"));
    CHECK(lies_below("/data", "/"));
    CHECK_FALSE(lies_below("/data2/covi", "/data"));
    CHECK(has_part("/data/cv-storage/objs", "cv-storage"));
    CHECK_FALSE(has_part("/data/cv-storage-old", "cv-storage"));
    CHECK(parent_of("/data") == "/");
    CHECK(parent_of("/data/a") == "/data");
}
