// SPDX-License-Identifier: Apache-2.0
// Stands in for safr-diag or safr-desk in packages that are made in seconds: it is the program of its name in
// REAL, but for "requests --json", which tells what the file REQUESTS holds.
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char** argv) {
    char path[4096], text[4096];
    for (int i = 1; i < argc; ++i) {
        FILE* file = strcmp(argv[i], "requests") == 0 ? fopen(REQUESTS, "r") : NULL;
        if (file == NULL) continue;
        while (fgets(text, sizeof text, file) != NULL) fputs(text, stdout);
        return fclose(file);
    }
    snprintf(path, sizeof path, "%s/%s", REAL, basename(argv[0]));
    execv(path, argv);
    perror(path);
    return 70;
}
