// SPDX-License-Identifier: Apache-2.0
// Real cameras: GStreamer's RTSP server with a test picture from a real encoder.
//
//   rtsp_camera [--address 127.0.0.1] [--port 8554] [--mounts 1] [--codec h264|h265]
//               [--fps 12] [--gop 24] [--open | --basic | --digest] [--credentials FILE]
//               [--tls FILE] [--seconds 3600]
//
// Serves /cam1 to /camN, each over TCP and UDP; prints "up PORT" once it answers (port 0: any free
// one) and ends by itself. FILE of --credentials holds "user:password" on its first line; --tls
// takes a PEM file with certificate and key and serves rtsps only (needs glib-networking).
// GStreamer 1.22 knows Digest with MD5 only: for SHA-256 see camera_fleet.
#include <gst/rtsp-server/rtsp-server.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>

namespace {

struct Options {
    std::string address = "127.0.0.1", port = "8554", codec = "h264", credentials, tls;
    std::string auth = "open";
    int mounts = 1, fps = 12, gop = 24;
    unsigned seconds = 3600;
};

int refuse(const std::string& why) {
    std::fprintf(stderr, "rtsp_camera: %s\n", why.c_str());
    return 64;
}

bool positive(const char* text, int& number) {
    number = static_cast<int>(g_ascii_strtoll(text, nullptr, 10));
    return number > 0 && number < 100000;
}

/// 0, or the exit code of a bad command line.
int read_options(int count, char** words, Options& options) {
    for (int i = 1; i < count; ++i) {
        const std::string_view word = words[i];
        if (word == "--open" || word == "--basic" || word == "--digest") {
            options.auth = word.substr(2);
            continue;
        }
        if (i + 1 == count) return refuse("what is " + std::string(word) + "?");
        const char* value = words[++i];
        int seconds = 1;
        bool good = true;
        if (word == "--address")
            options.address = value;
        else if (word == "--port")
            options.port = value;
        else if (word == "--codec")
            options.codec = value;
        else if (word == "--credentials")
            options.credentials = value;
        else if (word == "--tls")
            options.tls = value;
        else if (word == "--mounts")
            good = positive(value, options.mounts);
        else if (word == "--fps")
            good = positive(value, options.fps);
        else if (word == "--gop")
            good = positive(value, options.gop);
        else if (word == "--seconds")
            good = positive(value, seconds), options.seconds = seconds;
        else
            good = false;
        if (!good) return refuse("cannot take " + std::string(word) + " " + value);
    }
    if (options.codec != "h264" && options.codec != "h265") return refuse("--codec h264 or h265");
    if (options.auth != "open" && options.credentials.empty())
        return refuse("--" + options.auth + " needs --credentials");
    return 0;
}

std::string pipeline(const Options& options) {
    const bool h264 = options.codec == "h264";
    return "( videotestsrc is-live=1 pattern=ball ! video/x-raw,width=320,height=180,framerate=" +
           std::to_string(options.fps) + "/1 ! x" + options.codec.substr(1) +
           "enc tune=zerolatency speed-preset=ultrafast bitrate=200 key-int-max=" +
           std::to_string(options.gop) +
           (h264 ? " ! rtph264pay" : " option-string=log-level=none ! rtph265pay") +
           " name=pay0 pt=96 config-interval=1 )";
}

void add_mounts(GstRTSPServer* server, const Options& options) {
    GstRTSPMountPoints* mounts = gst_rtsp_server_get_mount_points(server);
    for (int i = 1; i <= options.mounts; ++i) {
        GstRTSPMediaFactory* factory = gst_rtsp_media_factory_new();
        gst_rtsp_media_factory_set_launch(factory, pipeline(options).c_str());
        gst_rtsp_media_factory_set_shared(factory, TRUE);
        gst_rtsp_media_factory_add_role(factory, "viewer", GST_RTSP_PERM_MEDIA_FACTORY_ACCESS,
                                        G_TYPE_BOOLEAN, TRUE, GST_RTSP_PERM_MEDIA_FACTORY_CONSTRUCT,
                                        G_TYPE_BOOLEAN, TRUE, nullptr);
        gst_rtsp_mount_points_add_factory(mounts, ("/cam" + std::to_string(i)).c_str(), factory);
    }
    g_object_unref(mounts);
}

int add_user(GstRTSPAuth* auth, GstRTSPToken* token, const Options& options) {
    std::string line;
    std::ifstream file(options.credentials);
    const bool read = static_cast<bool>(std::getline(file, line));
    const auto colon = line.find(':');
    if (!read || colon == std::string::npos)
        return refuse(options.credentials + " holds no user:password");
    if (options.auth == "digest") {
        gst_rtsp_auth_set_supported_methods(auth, GST_RTSP_AUTH_DIGEST);
        gst_rtsp_auth_add_digest(auth, line.substr(0, colon).c_str(), line.c_str() + colon + 1,
                                 token);
    } else {
        const std::unique_ptr<gchar, decltype(&g_free)> basic(
            g_base64_encode(reinterpret_cast<const guchar*>(line.data()), line.size()), g_free);
        gst_rtsp_auth_add_basic(auth, basic.get(), token);
    }
    return 0;
}

int guard(GstRTSPServer* server, const Options& options) {
    if (options.auth == "open" && options.tls.empty()) return 0;
    GstRTSPAuth* auth = gst_rtsp_auth_new();
    GstRTSPToken* token =
        gst_rtsp_token_new(GST_RTSP_TOKEN_MEDIA_FACTORY_ROLE, G_TYPE_STRING, "viewer", nullptr);
    if (options.auth == "open")
        gst_rtsp_auth_set_default_token(auth, token);
    else if (const int bad = add_user(auth, token, options))
        return bad;
    if (!options.tls.empty()) {
        GError* error = nullptr;
        GTlsCertificate* certificate = g_tls_certificate_new_from_file(options.tls.c_str(), &error);
        if (!certificate) return refuse(error->message);
        gst_rtsp_auth_set_tls_certificate(auth, certificate);
    }
    gst_rtsp_server_set_auth(server, auth);
    return 0;
}

}  // namespace

int main(int count, char** words) {
    Options options;
    if (const int bad = read_options(count, words, options)) return bad;
    gst_init(nullptr, nullptr);
    GstRTSPServer* server = gst_rtsp_server_new();
    gst_rtsp_server_set_address(server, options.address.c_str());
    gst_rtsp_server_set_service(server, options.port.c_str());
    add_mounts(server, options);
    if (const int bad = guard(server, options)) return bad;
    if (!gst_rtsp_server_attach(server, nullptr)) return refuse("cannot listen on " + options.port);
    ::alarm(options.seconds);
    std::printf("up %d\n", gst_rtsp_server_get_bound_port(server));
    std::fflush(stdout);
    g_main_loop_run(g_main_loop_new(nullptr, FALSE));
    return 0;
}
