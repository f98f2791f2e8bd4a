#include "engine/store/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "lang/base/limits.h"

struct regex_code {
    pcre2_code *code;
    pcre2_match_context *context;
    pcre2_match_data *data;
};

/* ANCHORED and ENDANCHORED make every match one of the whole text, without touching the pattern. */
static const uint32_t compile_options = PCRE2_UTF | PCRE2_NEVER_UCP | PCRE2_NEVER_BACKSLASH_C |
                                        PCRE2_DOLLAR_ENDONLY | PCRE2_ANCHORED | PCRE2_ENDANCHORED;

/* Where the last bracket of a kind was opened that nothing closes: nearer to the mistake than the end of the pattern. */
static size_t
opened(struct str pattern, char open, char close, size_t otherwise)
{
    size_t depth = 0;
    bool in_class = false;
    for (size_t i = pattern.len; i-- > 0;) {
        size_t slashes = 0;
        while (slashes < i && pattern.at[i - slashes - 1] == '\\')
            slashes++;
        if (slashes % 2)
            continue;
        if (open == '(' && pattern.at[i] == ']')
            in_class = true;
        else if (open == '(' && pattern.at[i] == '[')
            in_class = false;
        else if (!in_class && pattern.at[i] == close)
            depth++;
        else if (!in_class && pattern.at[i] == open && depth-- == 0)
            return i;
    }
    return otherwise;
}

static size_t
place_of(int code, struct str pattern, size_t offset)
{
    switch (code) {
    case PCRE2_ERROR_MISSING_CLOSING_PARENTHESIS: return opened(pattern, '(', ')', offset);
    case PCRE2_ERROR_MISSING_SQUARE_BRACKET: return opened(pattern, '[', ']', offset);
    default: return offset;
    }
}

static void
report(struct arena *a, int code, size_t offset, struct regex_error *error)
{
    unsigned char text[256];
    if (!error)
        return;
    error->failed = true;
    error->offset = offset;
    error->message = STR("the pattern is not understood");
    if (pcre2_get_error_message(code, text, sizeof text) > 0)
        error->message = str_copy(a, str_from((const char *)text));
}

struct regex_code *
regex_compile(struct arena *a, struct str pattern, struct regex_error *error)
{
    int code = 0;
    size_t offset = 0;
    const char *at = pattern.at ? pattern.at : "";
    if (error)
        *error = (struct regex_error){0};
    pcre2_code *compiled = pcre2_compile((const unsigned char *)at, pattern.len, compile_options,
                                         &code, &offset, NULL);
    if (!compiled) {
        report(a, code, place_of(code, pattern, offset), error);
        return NULL;
    }
    (void)pcre2_jit_compile(compiled, PCRE2_JIT_COMPLETE); /* where there is no JIT, we interpret */
    struct regex_code *r = mem_alloc(sizeof *r, 1);
    r->code = compiled;
    r->context = pcre2_match_context_create(NULL);
    r->data = pcre2_match_data_create_from_pattern(compiled, NULL);
    pcre2_set_match_limit(r->context, LIMIT_REGEX_MATCH);
    pcre2_set_heap_limit(r->context, LIMIT_REGEX_HEAP_KIB);
    return r;
}

void
regex_free(struct regex_code *code)
{
    if (!code)
        return;
    pcre2_match_data_free(code->data);
    pcre2_match_context_free(code->context);
    pcre2_code_free(code->code);
    mem_free(code);
}

/* The JIT has a small stack of its own and counts differently: where it gives up, the interpreter decides. */
enum regex_result
regex_match(struct regex_code *code, struct str text)
{
    const unsigned char *at = (const unsigned char *)(text.at ? text.at : "");
    int rc = pcre2_match(code->code, at, text.len, 0, 0, code->data, code->context);
    if (rc == PCRE2_ERROR_JIT_STACKLIMIT || rc == PCRE2_ERROR_MATCHLIMIT)
        rc = pcre2_match(code->code, at, text.len, 0, PCRE2_NO_JIT, code->data, code->context);
    if (rc >= 0)
        return REGEX_MATCH;
    bool is_limit = rc == PCRE2_ERROR_MATCHLIMIT || rc == PCRE2_ERROR_HEAPLIMIT ||
                    rc == PCRE2_ERROR_DEPTHLIMIT || rc == PCRE2_ERROR_NOMEMORY;
    return is_limit ? REGEX_LIMIT : REGEX_NO_MATCH;
}

uint32_t
regex_group(const struct regex_code *code, struct str name)
{
    struct arena scratch = {0};
    const char *c_name = str_c(&scratch, name);
    int number = pcre2_substring_number_from_name(code->code, (const unsigned char *)c_name);
    arena_release(&scratch);
    return number > 0 ? (uint32_t)number : 0;
}

struct str
regex_capture(const struct regex_code *code, struct str text, uint32_t group)
{
    const size_t *ends = pcre2_get_ovector_pointer(code->data);
    if (group >= pcre2_get_ovector_count(code->data) || ends[2 * (size_t)group] == PCRE2_UNSET)
        return (struct str){0};
    return str_slice(text, ends[2 * (size_t)group], ends[2 * (size_t)group + 1]);
}

/* The named groups in the order of their numbers. PCRE2 lists them by name, each as two bytes of number and a C string. */
static uint32_t
list_groups(struct arena *a, const pcre2_code *code, struct str **groups)
{
    uint32_t count = 0, size = 0, captures = 0, found = 0;
    const unsigned char *entry = NULL;
    pcre2_pattern_info(code, PCRE2_INFO_NAMECOUNT, &count);
    pcre2_pattern_info(code, PCRE2_INFO_NAMEENTRYSIZE, &size);
    pcre2_pattern_info(code, PCRE2_INFO_CAPTURECOUNT, &captures);
    pcre2_pattern_info(code, PCRE2_INFO_NAMETABLE, &entry);
    struct str *by_number = arena_array(a, struct str, (size_t)captures + 1);
    for (uint32_t i = 0; i < count; i++, entry += size)
        by_number[entry[0] << 8 | entry[1]] = str_copy(a, str_from((const char *)entry + 2));
    for (uint32_t number = 1; number <= captures; number++) {
        if (by_number[number].at)
            by_number[found++] = by_number[number];
    }
    *groups = by_number;
    return found;
}

static struct regex_error
check(void *context, struct arena *a, struct str pattern, struct str **groups,
      uint32_t *group_count)
{
    struct regex_error error;
    struct regex_code *code = regex_compile(a, pattern, &error);
    (void)context;
    *groups = NULL;
    *group_count = code ? list_groups(a, code->code, groups) : 0;
    error.matches_empty = code && regex_match(code, STR("")) == REGEX_MATCH;
    regex_free(code);
    return error;
}

struct regex_checker
regex_checker(void)
{
    return (struct regex_checker){.context = NULL, .check = check};
}
