# Writes stdlib/ and rules/ as a C table, so that the program needs no files of its own at run time.
#
#   cmake -DROOT=… -DOUT=…/embedded.c -P embed.cmake
#
# Each file becomes one array of bytes; the table is sorted by path.
file(GLOB_RECURSE files RELATIVE ${ROOT} ${ROOT}/stdlib/*.onus ${ROOT}/stdlib/*.yaml
  ${ROOT}/stdlib/*.txt ${ROOT}/rules/*.onus ${ROOT}/rules/*.yaml ${ROOT}/rules/*.txt)
list(SORT files COMPARE STRING CASE SENSITIVE)

set(arrays "")
set(table "")
set(number 0)
foreach(path IN LISTS files)
  file(READ ${ROOT}/${path} hex HEX)
  string(LENGTH "${hex}" digits)
  math(EXPR size "${digits} / 2")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  string(REGEX REPLACE "(................................................................................)" "\\1\n" bytes "${bytes}")
  string(APPEND arrays "static const unsigned char file_${number}[] = {\n${bytes}0};\n")
  string(APPEND table "    {{\"${path}\", sizeof \"${path}\" - 1}, {(const char *)file_${number}, ${size}}},\n")
  math(EXPR number "${number} + 1")
endforeach()

file(WRITE ${OUT}.new "#include \"engine/pack/embedded.h\"

${arrays}
static const struct pack_file files[] = {
${table}    {{\"\", 0}, {\"\", 0}},
};

struct pack_library
embedded_files(void)
{
    return (struct pack_library){files, ${number}, {\"<builtin>/\", 10}};
}
")
file(COPY_FILE ${OUT}.new ${OUT} ONLY_IF_DIFFERENT)
