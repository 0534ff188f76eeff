// SPDX-License-Identifier: Apache-2.0
// Completion is asked for the way a shell asks: by the shell itself, where it is installed.
#include <doctest/doctest.h>

#include "platform/programs.hpp"
#include "platform/text.hpp"
#include "tests/platform/sample_program.hpp"
#include "tests/scratch.hpp"

namespace diag::test {
namespace {

using namespace std::chrono_literals;

struct Shell {
    Scratch scratch;
    std::string script;

    explicit Shell(std::string_view name) {
        const auto text = completion_script(sample_program, name);
        if (text) script = scratch.file("script", *text).native();
    }

    /// What `argv` printed; "absent" when there is no such shell here.
    std::string run(std::vector<std::string> argv) const {
        const auto ran = system_programs().run(argv, 1 << 20, 20s);
        if (!ran) return ran.error().fault == Fault::absent ? "absent" : ran.error().what;
        return ran->output + ran->errors;
    }
};

/// The words bash offers after `words`, the last of which is being typed.
std::string bash(const Shell& shell, const std::string& words, const std::string& count) {
    return shell.run({"bash", "--norc", "-c",
                      "source \"$1\"; cd \"$2\"; COMP_WORDS=(" + words + "); COMP_CWORD=" + count +
                          "; _sample_diag; printf '%s ' \"${COMPREPLY[@]}\"",
                      "bash", shell.script, shell.scratch.path().native()});
}

TEST_CASE("completion: bash offers commands, options, values and words") {
    const Shell shell("bash");

    CHECK(bash(shell, "sample-diag ''", "1") == "collect break help ");
    CHECK(bash(shell, "sample-diag col", "1") == "collect ");
    CHECK(bash(shell, "sample-diag collect --es", "2") == "--estimate ");
    CHECK(bash(shell, "sample-diag collect --lang ''", "3") == "en es pt ");
    CHECK(bash(shell, "sample-diag --lang es collect sy", "4") == "system ");
    CHECK(bash(shell, "sample-diag help br", "2") == "break ");
    CHECK(bash(shell, "sample-diag --ver", "1") == "--verbose --version ");
}

TEST_CASE("completion: bash sees a value after an equals sign, which it takes for a word") {
    const Shell shell("bash");

    CHECK(bash(shell, "sample-diag collect --lang = p", "4") == "pt ");
    CHECK(bash(shell, "sample-diag collect --lang =", "3") == "en es pt ");
    CHECK(bash(shell, "sample-diag --lang = es coll", "4") == "collect ");
}

TEST_CASE("completion: bash offers files where a file is wanted, and directories alone for one") {
    const Shell shell("bash");
    shell.scratch.file("with space.pem", "");
    shell.scratch.file("folder/inner", "");

    CHECK(bash(shell, "sample-diag collect --to wi", "3") == "with space.pem ");
    CHECK(bash(shell, "sample-diag --config scr", "2") == "script ");
    CHECK(bash(shell, "sample-diag collect --out ''", "3") == "folder ");
}

TEST_CASE("completion: bash offers nothing for free text, and no options after two dashes") {
    const Shell shell("bash");

    CHECK(bash(shell, "sample-diag collect --since ''", "3") == " ");
    CHECK(bash(shell, "sample-diag collect -- ''", "3") == "disk system logs ");
    CHECK(bash(shell, "sample-diag collect -- --es", "3") == " ");
}

TEST_CASE("completion: the bash script is registered for the program") {
    const Shell shell("bash");

    CHECK(shell.run({"bash", "--norc", "-c", "source \"$1\"; complete -p sample-diag", "bash",
                     shell.script}) == "complete -F _sample_diag sample-diag\n");
}

TEST_CASE("completion: zsh takes the script without complaint") {
    const Shell shell("zsh");

    const auto said = shell.run({"zsh", "-f", "-c",
                                 "autoload -U compinit; compinit -D; source $1 && "
                                 "print $_comps[sample-diag]",
                                 "zsh", shell.script});

    CHECK((said == "absent" || said == "_sample_diag\n"));
}

TEST_CASE("completion: fish offers commands, options and values") {
    const Shell shell("fish");
    const auto offers = [&](const std::string& line) {
        return shell.run({"fish", "--no-config", "-c",
                          "source " + shell.script + "; complete -C '" + line + "'"});
    };
    if (offers("") == "absent") return;

    CHECK(offers("sample-diag col") == "collect\tgathers what there is\n");
    CHECK(offers("sample-diag collect --es") == "--estimate\tonly say how big\n");
    CHECK(offers("sample-diag collect --lang=p") == "--lang=pt\twords in\n");
    CHECK(offers("sample-diag collect sy") == "system\n");
}

TEST_CASE("completion: another shell is refused by name") {
    const auto script = completion_script(sample_program, "tcsh");

    REQUIRE_FALSE(script);
    CHECK(script.error().fault == Fault::refused);
    CHECK(script.error().what == "there is no completion for 'tcsh', only for bash, zsh and fish");
}

TEST_CASE("completion: a hidden command is in no script") {
    for (const char* shell : {"bash", "zsh", "fish"})
        CHECK(completion_script(sample_program, shell)->find("worker") == std::string::npos);
}

/// What the formatter said against a page; empty when it is well or not installed.
std::string complaints(const std::vector<std::string>& formatter, std::string_view command) {
    const Scratch scratch;
    const auto page = scratch.file("page.1", *man_page(sample_program, command));
    auto argv = formatter;
    argv.push_back(page.native());
    const auto ran = system_programs().run(argv, 1 << 20, 20s);
    if (!ran) return ran.error().fault == Fault::absent ? "" : ran.error().what;
    // No date: it would differ from build to build. mandoc lints to standard output.
    std::string all = ran->errors;
    if (formatter.front() == "mandoc")
        for (const auto line : lines_of(ran->output))
            if (line.find("missing date") == line.npos) all += std::string(line) + "\n";
    return all;
}

TEST_CASE("man: pages are free of warnings, to groff and to mandoc") {
    for (const char* command : {"", "collect", "break"}) {
        CAPTURE(command);
        CHECK(complaints({"groff", "-man", "-ww", "-Tutf8", "-z"}, command).empty());
        CHECK(complaints({"man", "--warnings", "-l"}, command).empty());
        CHECK(complaints({"mandoc", "-T", "lint", "-W", "warning"}, command).empty());
    }
}

TEST_CASE("man: text that looks like a macro, a quote or an escape comes out as it is") {
    const Scratch scratch;
    const auto page = scratch.file("page.1", *man_page(sample_program, "collect"));
    const auto ran =
        system_programs().run({"groff", "-man", "-Tascii", "-P-c", page.native()}, 1 << 20, 20s);
    if (!ran) return;

    CHECK(ran->output.find(".Not a macro, and 'quoted' \\ back-slashed.") != std::string::npos);
}

TEST_CASE("man: a page of a command that is not there is refused") {
    const auto page = man_page(sample_program, "colect");

    REQUIRE_FALSE(page);
    CHECK(page.error().what == "there is no command 'colect'");
}

}  // namespace
}  // namespace diag::test
