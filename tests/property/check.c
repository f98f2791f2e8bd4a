/*
 * Properties of the checker, over mutated rule files: words left out, doubled, exchanged and swapped.
 *
 *   places   each message has a place, and a rule that is left out has a message
 *   pieces   each prefix of a rule file, and each word or sign left out: it parses or gives a message, and is checked
 *   fixes    certain fixes leave less to say, and at last nothing to fix; they lose no comment
 *   sound    what is in the program is whole: no error types, slots and ids that exist, operands that go together
 */
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/store/regex.h"
#include "lang/check.h"
#include "lang/fix.h"
#include "lang/parse.h"

static const char *const patterns[] = {
    SOURCE_DIR "/tests/golden/check/*/input.onus",
    SOURCE_DIR "/tests/golden/lint/*/input.onus",
    SOURCE_DIR "/tests/golden/language/*/input.onus",
    SOURCE_DIR "/tests/golden/test/*/input.onus",
    SOURCE_DIR "/stdlib/gsn/gsn.onus",
    SOURCE_DIR "/rules/*/*.onus",
};

enum { ROUNDS = 1200, FILES = 200 };

/* Numbers that are the same on every machine (splitmix64). */
static uint64_t
draw(uint64_t *state, uint64_t below)
{
    uint64_t z = *state += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return (z ^ z >> 31) % below;
}

/* ---- files in pieces ---- */

struct pieces {
    struct str *at;
    uint32_t len;
};

static struct str
read_file(struct arena *a, const char *path)
{
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    struct text_buf out = {.arena = a};
    char block[4096];
    size_t n;
    while ((n = fread(block, 1, sizeof block, f)) > 0)
        text_add(&out, (struct str){block, n});
    fclose(f);
    return text_str(&out);
}

static bool
is_word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static struct pieces
split(struct arena *a, struct str text)
{
    struct pieces p = {arena_array(a, struct str, text.len + 1), 0};
    for (size_t at = 0; at < text.len;) {
        size_t end = at + 1;
        while (is_word_char(text.at[at]) && end < text.len && is_word_char(text.at[end]))
            end++;
        p.at[p.len++] = str_slice(text, at, end);
        at = end;
    }
    return p;
}

static struct str
mutated(struct arena *a, const struct pieces *p, const struct pieces *other, uint64_t *state)
{
    struct str *at = arena_array(a, struct str, p->len);
    struct text_buf out = {.arena = a};
    memcpy(at, p->at, p->len * sizeof *at);
    for (uint64_t n = 1 + draw(state, 4); n > 0; n--) {
        uint64_t i = draw(state, p->len), j = draw(state, p->len);
        struct str swap = at[i];
        switch (draw(state, 4)) {
        case 0: at[i] = STR(""); break;
        case 1: at[i] = other->at[draw(state, other->len)]; break;
        case 2: at[i] = at[j]; break;
        default:
            at[i] = at[j];
            at[j] = swap;
            break;
        }
    }
    for (uint32_t i = 0; i < p->len; i++)
        text_add(&out, at[i]);
    return text_str(&out);
}

/* ---- what is in the program is whole ---- */

struct whole {
    const struct program *p;
    const struct slot *slots;
    uint32_t slot_count;
};

static void check_ir(const struct whole *w, const struct ir *ir);

static void
check_list(const struct whole *w, const ir_vec *list)
{
    for (uint32_t i = 0; i < list->len; i++)
        check_ir(w, list->at[i]);
}

static void
check_slot(const struct whole *w, uint32_t slot)
{
    assert_true(slot < w->slot_count);
    assert_int_not_equal(w->slots[slot].type.kind, TYPE_ERROR);
}

static void
check_each(const struct whole *w, const struct ir_each *each)
{
    check_slot(w, each->slot);
    check_ir(w, each->set);
    assert_true(card_is_set(each->set->type.card));
    if (each->where) {
        check_ir(w, each->where);
        assert_int_equal(each->where->type.kind, TYPE_BOOL);
    }
}

static void
check_eaches(const struct whole *w, const ir_each_vec *each)
{
    assert_true(each->len > 0);
    for (uint32_t i = 0; i < each->len; i++)
        check_each(w, &each->at[i]);
}

static void
check_alternatives(const struct whole *w, const struct field_alternative *at, uint32_t count)
{
    assert_true(count > 0);
    for (uint32_t i = 0; i < count; i++) {
        assert_true(at[i].type < w->p->entities.len);
        assert_true(at[i].field < w->p->fields.len);
    }
}

static void
check_compare(const struct whole *w, const struct ir *ir)
{
    const struct ir *l = ir->compare.left, *r = ir->compare.right;
    check_ir(w, l);
    check_ir(w, r);
    assert_int_equal(l->type.kind, r->type.kind);
    assert_int_equal(card_is_set(l->type.card), card_is_set(r->type.card));
    if (l->type.kind == TYPE_ENUM)
        assert_int_equal(l->type.of, r->type.of);
}

static void
check_condition(const struct whole *w, const struct ir *ir)
{
    check_ir(w, ir);
    assert_int_equal(ir->type.kind, TYPE_BOOL);
    assert_false(card_is_set(ir->type.card));
}

static void
check_template(const struct whole *w, const struct ir *ir)
{
    assert_int_equal(ir->kind, IR_TEMPLATE);
    for (uint32_t i = 0; i < ir->template.len; i++)
        if (ir->template.at[i].expr)
            check_ir(w, ir->template.at[i].expr);
}

static void
check_call(const struct whole *w, const struct ir *ir)
{
    assert_true(ir->call.define < w->p->defines.len);
    assert_int_equal(ir->call.args.len, w->p->defines.at[ir->call.define].param_count);
    check_list(w, &ir->call.args);
}

static void
check_lookup(const struct whole *w, const struct ir *ir)
{
    assert_true(ir->lookup.table < w->p->tables.len);
    const struct lookup_table *t = &w->p->tables.at[ir->lookup.table];
    assert_true(t->row_count > 0);
    assert_true(ir->lookup.output < t->output_count);
    assert_int_equal(ir->lookup.args.len, t->input_count);
    check_list(w, &ir->lookup.args);
}

static void
check_ir(const struct whole *w, const struct ir *ir)
{
    assert_int_not_equal(ir->type.kind, TYPE_ERROR);
    switch (ir->kind) {
    case IR_VAR: check_slot(w, ir->slot); break;
    case IR_PARAM: assert_true(ir->id < w->p->params.len); break;
    case IR_EXTENT: assert_true(ir->id < w->p->unions.len); break;
    case IR_ENUM_VALUES: assert_true(ir->id < w->p->enums.len); break;
    case IR_ENTITY: assert_true(ir->entity.type < w->p->entities.len); break;
    case IR_FIELD:
        check_ir(w, ir->field.of);
        assert_int_equal(ir->field.of->type.kind, TYPE_ENTITY);
        check_alternatives(w, ir->field.alternatives, ir->field.count);
        break;
    case IR_CLOSURE:
        check_ir(w, ir->closure.of);
        check_alternatives(w, ir->closure.alternatives, ir->closure.count);
        break;
    case IR_AND:
    case IR_OR:
        for (uint32_t i = 0; i < ir->list.len; i++)
            check_condition(w, ir->list.at[i]);
        break;
    case IR_SET: check_list(w, &ir->list); break;
    case IR_NOT: check_condition(w, ir->unary); break;
    case IR_PRESENT:
    case IR_SUBSTANTIVE:
    case IR_CONVERT:
    case IR_DIGEST: check_ir(w, ir->unary); break;
    case IR_COMPARE: check_compare(w, ir); break;
    case IR_IMPLIES:
        check_condition(w, ir->binary.left);
        check_condition(w, ir->binary.right);
        break;
    case IR_IN:
    case IR_SUBSET:
    case IR_UNION:
    case IR_INTERSECT:
    case IR_EXCEPT:
    case IR_OTHERWISE:
        check_ir(w, ir->binary.left);
        check_ir(w, ir->binary.right);
        assert_int_equal(ir->binary.left->type.kind, ir->binary.right->type.kind);
        break;
    case IR_IS: check_ir(w, ir->is.of); break;
    case IR_MATCHES: check_ir(w, ir->matches.of); break;
    case IR_SOME:
    case IR_EVERY:
    case IR_ONE:
        check_each(w, &ir->quant.each);
        check_condition(w, ir->quant.body);
        break;
    case IR_FILTER: check_eaches(w, &ir->each.each); break;
    case IR_MAP:
        check_eaches(w, &ir->each.each);
        check_ir(w, ir->each.result);
        break;
    case IR_AGGREGATE:
        check_eaches(w, &ir->aggregate.each);
        check_ir(w, ir->aggregate.term);
        break;
    case IR_IF:
        check_condition(w, ir->cond.test);
        check_ir(w, ir->cond.then);
        check_ir(w, ir->cond.other);
        assert_int_equal(ir->cond.then->type.kind, ir->cond.other->type.kind);
        break;
    case IR_ARITH:
        check_ir(w, ir->arith.left);
        if (ir->arith.right)
            check_ir(w, ir->arith.right);
        break;
    case IR_CALL: check_call(w, ir); break;
    case IR_BUILTIN: check_list(w, &ir->builtin.args); break;
    case IR_LOOKUP: check_lookup(w, ir); break;
    case IR_ELEMENT:
        assert_true(ir->element.pattern < w->p->patterns.len);
        check_list(w, &ir->element.args);
        break;
    case IR_LET:
        check_slot(w, ir->let.slot);
        check_ir(w, ir->let.value);
        check_ir(w, ir->let.body);
        break;
    case IR_TEMPLATE: check_template(w, ir); break;
    case IR_CONST:
    case IR_CONST_SET:
    case IR_TODAY:
    case IR_NODE:
    case IR_KIND_COUNT: break;
    }
}

static void
check_duty(const struct whole *w, const struct duty *d)
{
    if (d->kind == DUTY_PATTERN) {
        assert_true(d->application < w->p->applications.len);
    } else if (d->kind != DUTY_TRACE) {
        check_condition(w, d->condition);
        check_template(w, d->message);
    }
    if (d->at)
        check_ir(w, d->at);
    for (uint32_t i = 0; i < d->step_count; i++) {
        check_ir(w, d->steps[i].expr);
        check_template(w, d->steps[i].message);
        if (d->steps[i].kind != IR_STEP_CONDITION)
            check_slot(w, d->steps[i].slot);
    }
}

static void
check_rule(const struct program *p, const struct rule *r)
{
    struct whole w = {p, r->slots, r->slot_count};
    check_eaches(&w, &r->each);
    assert_int_equal(r->each.at[0].set->kind, IR_EXTENT);
    for (uint32_t i = 0; i < r->lets.len; i++) {
        check_slot(&w, r->lets.at[i].slot);
        check_ir(&w, r->lets.at[i].value);
    }
    assert_true(r->duties.len > 0);
    for (uint32_t i = 0; i < r->duties.len; i++)
        check_duty(&w, &r->duties.at[i]);
    for (uint32_t i = 0; i < r->fixes.len; i++) {
        const struct fix *f = &r->fixes.at[i];
        if (f->text)
            check_template(&w, f->text);
        if (f->path)
            check_ir(&w, f->path);
        if (f->value)
            check_ir(&w, f->value);
    }
}

static void
check_program(const struct program *p)
{
    for (uint32_t i = 0; i < p->defines.len; i++) {
        const struct define *d = &p->defines.at[i];
        struct whole w = {p, d->slots, d->slot_count};
        assert_non_null(d->body);
        if (d->result.kind != TYPE_ERROR)
            check_ir(&w, d->body);
        if (d->reads)
            check_template(&w, d->reads);
    }
    for (uint32_t i = 0; i < p->rules.len; i++)
        check_rule(p, &p->rules.at[i]);
}

/* ---- one text ---- */

struct checked {
    struct source_map sources;
    struct sym_table syms;
    struct diag_sink sink;
    struct unit units[2];
    struct program *program;
};

/* A file behind the built-in module. */
static struct checked *
check_file(struct arena *a, struct str builtin, struct str text)
{
    struct checked *c = arena_new(a, struct checked);
    source_map_init(&c->sources, a);
    sym_table_init(&c->syms, a);
    diag_sink_init(&c->sink, a, &c->sources);
    const struct source *s[] = {source_add(&c->sources, STR("onus.onus"), builtin),
                                source_add(&c->sources, STR("input.onus"), text)};
    c->units[0] = (struct unit){.pack = STR("onus"), .module = STR("onus")};
    c->units[1] = (struct unit){.pack = STR(""), .module = STR("input")};
    for (int i = 0; i < 2; i++)
        c->units[i].ast = parse_source(a, &c->syms, &c->sink, s[i]);
    struct check_input input = {.units = c->units,
                                .unit_count = 2,
                                .regex = regex_checker(),
                                .with_tests = true,
                                .for_authors = true};
    c->program = check_units(a, &c->syms, &c->sink, &input);
    return c;
}

static void
check_text(struct str builtin, struct str text)
{
    struct arena a = {0};
    struct checked *c = check_file(&a, builtin, text);
    for (const struct diag *d = c->sink.first; d; d = d->next) {
        assert_false(span_is_none(d->span));
        assert_true(d->span.lo <= d->span.hi);
        assert_true(d->message.len > 0);
    }
    if (c->program->rules_not_compiled > 0 || c->program->tests_not_compiled > 0)
        assert_true(c->sink.error_count > 0);
    for (uint32_t i = 0; i < c->units[1].ast->items.len; i++)
        if (c->units[1].ast->items.at[i]->broken)
            assert_true(c->sink.error_count > 0);
    check_program(c->program);
    arena_release(&a);
}

static uint32_t
read_all(struct arena *a, struct pieces *files)
{
    uint32_t count = 0;
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
        glob_t found;
        if (glob(patterns[i], 0, NULL, &found) != 0)
            continue;
        for (size_t k = 0; k < found.gl_pathc && count < FILES; k++) {
            struct str text = read_file(a, found.gl_pathv[k]);
            if (text.len > 0 && text.len < 20000)
                files[count++] = split(a, text);
        }
        globfree(&found);
    }
    return count;
}

static void
test_mutations(void **state)
{
    struct arena a = {0};
    struct str builtin = read_file(&a, SOURCE_DIR "/stdlib/onus.onus");
    struct pieces *files = arena_array(&a, struct pieces, FILES);
    uint32_t count = read_all(&a, files);
    uint64_t seed = 2026;
    (void)state;
    assert_true(count > 20);
    for (int i = 0; i < ROUNDS; i++) {
        struct arena one = {0};
        const struct pieces *p = &files[draw(&seed, count)], *other = &files[draw(&seed, count)];
        check_text(builtin, mutated(&one, p, other, &seed));
        arena_release(&one);
    }
    arena_release(&a);
}

/* ---- prefixes, and words left out ---- */

/* All of them with ONUS_PROPERTY=full; else so many, the same on every machine. */
enum { SAMPLES = 700 };

static void
test_pieces(void **state)
{
    struct arena a = {0};
    struct str builtin = read_file(&a, SOURCE_DIR "/stdlib/onus.onus");
    struct pieces *files = arena_array(&a, struct pieces, FILES);
    uint32_t count = read_all(&a, files), all = 0;
    const char *mode = getenv("ONUS_PROPERTY");
    bool is_full = mode && !strcmp(mode, "full");
    uint64_t seed = 2027;
    (void)state;
    for (uint32_t i = 0; i < count; i++)
        all += 2 * files[i].len;
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t k = 0; k < files[i].len; k++) {
            struct str one = files[i].at[k], first = files[i].at[0],
                       last = files[i].at[files[i].len - 1];
            if (!is_full && draw(&seed, all) >= 2 * SAMPLES)
                continue;
            struct arena scratch = {0};
            struct text_buf without = {.arena = &scratch};
            struct str before = {first.at, (size_t)(one.at - first.at)};
            struct str behind = {one.at + one.len, (size_t)(last.at + last.len - one.at) - one.len};
            text_add(&without, before);
            text_add(&without, behind);
            check_text(builtin, before);
            check_text(builtin, text_str(&without));
            arena_release(&scratch);
        }
    }
    arena_release(&a);
}

/* ---- fixes ---- */

static uint32_t
comments_of(const struct checked *c)
{
    return c->units[1].ast->comments.len;
}

static void
fix_all(struct str builtin, struct str text)
{
    enum { ROUNDS_OF_FIXES = 8 };
    struct arena a = {0};
    struct checked *c = check_file(&a, builtin, text);
    uint32_t count = 1;
    for (int round = 0; count > 0; round++) {
        const struct source *source = c->units[1].ast->source;
        struct str fixed = fixes_apply(&a, &c->sink, source, &count);
        if (count == 0)
            break;
        struct checked *next = check_file(&a, builtin, fixed);
        if (fixes_left(&next->sink) > fixes_left(&c->sink) || comments_of(next) < comments_of(c) ||
            round >= ROUNDS_OF_FIXES) {
            print_error("fixed, this is less clean:\n" STR_FMT "\n--- fixed:\n" STR_FMT "\n",
                        STR_ARG(source->text), STR_ARG(fixed));
            fail();
        }
        c = next;
    }
    arena_release(&a);
}

static void
test_fixes(void **state)
{
    struct arena a = {0};
    struct str builtin = read_file(&a, SOURCE_DIR "/stdlib/onus.onus");
    glob_t found;
    (void)state;
    assert_int_equal(glob(SOURCE_DIR "/tests/golden/*/*/input.onus", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        struct str text = read_file(&a, found.gl_pathv[i]);
        if (text.len < 20000)
            fix_all(builtin, text);
    }
    globfree(&found);
    arena_release(&a);
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest sound[] = {cmocka_unit_test(test_mutations)};
    const struct CMUnitTest pieces[] = {cmocka_unit_test(test_pieces)};
    const struct CMUnitTest fixes[] = {cmocka_unit_test(test_fixes)};
    if (argc > 1 && !strcmp(argv[1], "pieces"))
        return cmocka_run_group_tests(pieces, NULL, NULL);
    if (argc > 1 && !strcmp(argv[1], "fixes"))
        return cmocka_run_group_tests(fixes, NULL, NULL);
    return cmocka_run_group_tests(sound, NULL, NULL);
}
