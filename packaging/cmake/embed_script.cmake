# Writes ${OUTPUT}: a function ${SYMBOL}() that returns each of ${FILES} by name. Bytes, not string
# literals, because compilers bound the length of those.
set(arrays "")
set(entries "")
set(index 0)
foreach(file ${FILES})
    get_filename_component(name ${file} NAME)
    file(READ ${file} hex HEX)
    string(REGEX REPLACE "(..)" "'\\\\x\\1'," bytes "${hex}")
    string(APPEND arrays "constexpr char file_${index}[] = {${bytes}'\\0'};\n")
    string(APPEND entries "{\"${name}\", std::string(file_${index}, sizeof file_${index} - 1)},\n")
    math(EXPR index "${index} + 1")
endforeach()
file(WRITE ${OUTPUT} "#include <string>\n#include <utility>\n#include <vector>\n
namespace diag::embedded {\nnamespace {\n${arrays}}\n
std::vector<std::pair<std::string, std::string>> ${SYMBOL}();
std::vector<std::pair<std::string, std::string>> ${SYMBOL}() {\nreturn {${entries}};\n}\n}\n")
