/*
 * Recursive definitions: from calls to atoms, from bodies to gates, and the solved tables.
 *
 * A component of definitions with one parameter each is solved for whole extents at its first call; others for
 * the argument tuples that are asked for and what those need, found in rounds. What is solved stays solved:
 * later tuples may rest on earlier ones, never the other way round.
 */
#include "engine/eval/andor.h"
#include "engine/eval/internal.h"

struct fixpoint {
    const struct plan_stratum *stratum;
    bool is_solved;        /* dense: all atoms */
    uint32_t *first;       /* dense, by member of the stratum: its first atom … */
    struct range *extents; /* … and the entities they are for */
    /* demand: tuples of (member, arguments …), `stride` numbers each, found by hash. */
    uint32_t stride;
    VEC(uint32_t) tuples;
    uint32_t *slots, mask; /* atom + 1; 0: free */
    uint32_t atom_count, solved_count;
    uint64_t *certain, *possible; /* by atom, of those solved */
    uint32_t *levels;             /* of those certain: above all that they need */
    uint32_t top;                 /* above the levels of all atoms solved so far */
};

/* A graph under construction. */
struct build {
    struct evaluation *ev;
    struct fixpoint *fix;
    struct andor graph;
    bool is_over;        /* the limit: everything new is unknown */
    const struct ir *at; /* for the message */
};

/* ---- atoms ---- */

static uint32_t
member_of(const struct fixpoint *fix, define_id d)
{
    uint32_t m = 0;
    while (fix->stratum->defines[m] != d)
        m++;
    return m;
}

static uint32_t
dense_atom(const struct fixpoint *fix, uint32_t member, uint64_t entity)
{
    return fix->first[member] + ((uint32_t)entity - fix->extents[member].lo);
}

/* Not for an entity of another type, which is asked about only where the answer plays no role. */
static bool
has_atom(const struct fixpoint *fix, uint32_t member, uint64_t entity)
{
    return entity >= fix->extents[member].lo && entity < fix->extents[member].hi;
}

static uint32_t
tuple_slot(const struct fixpoint *fix, const uint32_t *tuple)
{
    uint64_t h = 0;
    for (uint32_t i = 0; i < fix->stride; i++)
        h = (h ^ tuple[i]) * UINT64_C(0x9e3779b97f4a7c15) + (h >> 29);
    uint32_t i = (uint32_t)(h >> 32) & fix->mask;
    for (; fix->slots[i]; i = (i + 1) & fix->mask) {
        const uint32_t *other = fix->tuples.at + (size_t)(fix->slots[i] - 1) * fix->stride;
        uint32_t k = 0;
        while (k < fix->stride && other[k] == tuple[k])
            k++;
        if (k == fix->stride)
            break;
    }
    return i;
}

static void
grow_slots(struct evaluation *ev, struct fixpoint *fix)
{
    uint32_t cap = fix->slots ? (fix->mask + 1) * 2 : 1024;
    fix->mask = cap - 1;
    fix->slots = arena_array(ev->arena, uint32_t, cap);
    for (uint32_t a = 0; a < fix->atom_count; a++)
        fix->slots[tuple_slot(fix, fix->tuples.at + (size_t)a * fix->stride)] = a + 1;
}

static uint32_t
tuple_atom(struct evaluation *ev, struct fixpoint *fix, const uint32_t *tuple)
{
    if (!fix->slots || fix->atom_count * 2 > fix->mask)
        grow_slots(ev, fix);
    uint32_t slot = tuple_slot(fix, tuple);
    if (!fix->slots[slot]) {
        for (uint32_t i = 0; i < fix->stride; i++)
            vec_push(ev->arena, &fix->tuples, tuple[i]);
        fix->slots[slot] = ++fix->atom_count;
    }
    return fix->slots[slot] - 1;
}

/* The arguments of a call: rows with all of them, as atoms; others REF_FALSE or REF_UNKNOWN. */
struct call_rows {
    uint32_t *atoms;
    uint64_t *usable, *unknown;
};

static struct call_rows
call_rows(struct frame *f, struct fixpoint *fix, const struct ir *ir)
{
    uint32_t n = f->count, argc = ir->call.args.len;
    struct call_rows rows = {rows_new(f->arena, n), bits_ones(f->arena, n), bits_new(f->arena, n)};
    struct values *args = arena_array(f->arena, struct values, argc);
    for (uint32_t k = 0; k < argc; k++) {
        args[k] = eval_values(f, ir->call.args.at[k]);
        bits_or(rows.unknown, args[k].unknown, n);
        for (uint32_t w = 0; w < bits_words(n); w++)
            rows.usable[w] &= args[k].present[w];
    }
    bits_and_not(rows.usable, rows.unknown, n);
    uint32_t *tuple = arena_array(f->arena, uint32_t, (size_t)argc + fix->stride + 1);
    tuple[0] = member_of(fix, ir->call.define);
    for (uint32_t i = 0; i < n; i++) {
        if (!bit_get(rows.usable, i))
            continue;
        for (uint32_t k = 0; k < argc; k++)
            tuple[k + 1] = (uint32_t)args[k].cells[i];
        if (fix->stratum->is_dense && !has_atom(fix, tuple[0], tuple[1])) {
            bit_clear(rows.usable, i);
            continue;
        }
        rows.atoms[i] = fix->stratum->is_dense ? dense_atom(fix, tuple[0], tuple[1])
                                               : tuple_atom(f->ev, fix, tuple);
    }
    return rows;
}

/* ---- bodies to gates: a reference for each row ---- */

static const ref *build_refs(struct build *b, struct frame *f, const struct ir *ir);

static ref
ref_of_truth(bool is_true, bool is_unknown)
{
    return is_unknown ? REF_UNKNOWN : is_true ? REF_TRUE : REF_FALSE;
}

static ref *
refs_of_condition(struct frame *f, struct condition c)
{
    ref *out = rows_new(f->arena, f->count);
    for (uint32_t i = 0; i < f->count; i++)
        out[i] = ref_of_truth(bit_get(c.is_true, i), bit_get(c.unknown, i));
    return out;
}

static const ref *
build_call(struct build *b, struct frame *f, const struct ir *ir)
{
    struct fixpoint *fix = b->fix;
    struct call_rows rows = call_rows(f, fix, ir);
    ref *out = rows_new(f->arena, f->count);
    for (uint32_t i = 0; i < f->count; i++) {
        uint32_t atom = rows.atoms[i];
        if (!bit_get(rows.usable, i))
            out[i] = bit_get(rows.unknown, i) ? REF_UNKNOWN : REF_FALSE;
        else if (atom < fix->solved_count)
            out[i] = ref_of_truth(bit_get(fix->certain, atom),
                                  bit_get(fix->possible, atom) && !bit_get(fix->certain, atom));
        else
            out[i] = ref_atom(atom - fix->solved_count);
    }
    return out;
}

/* Refs for the rows of f where bits are one; `rest` elsewhere. */
static const ref *
build_where(struct build *b, struct frame *f, const uint64_t *bits, const struct ir *ir, ref rest)
{
    uint32_t count = bits_count(bits, f->count);
    if (count == f->count)
        return build_refs(b, f, ir);
    ref *out = rows_new(f->arena, f->count);
    for (uint32_t i = 0; i < f->count; i++)
        out[i] = rest;
    if (!count || frame_is_too_deep(f)) {
        b->is_over |= count > 0;
        return out;
    }
    struct frame part;
    frame_select(&part, f, bits);
    const ref *refs = build_refs(b, &part, ir);
    for (uint32_t i = 0; i < part.count; i++)
        out[part.origin[i]] = refs[i];
    frame_close(&part);
    return out;
}

/* and, or: parts that decide a row keep the others from being built for it. */
static const ref *
build_list(struct build *b, struct frame *f, const struct ir *ir)
{
    bool is_and = ir->kind == IR_AND;
    ref absorbing = is_and ? REF_FALSE : REF_TRUE;
    uint32_t n = ir->list.len;
    const ref **parts = arena_array(f->arena, const ref *, n);
    uint64_t *alive = bits_ones(f->arena, f->count);
    for (uint32_t k = 0; k < n; k++) {
        parts[k] = build_where(b, f, alive, ir->list.at[k], absorbing);
        for (uint32_t i = 0; i < f->count; i++)
            if (parts[k][i] == absorbing)
                bit_clear(alive, i);
    }
    ref *out = rows_new(f->arena, f->count), *inputs = rows_new(f->arena, n);
    for (uint32_t i = 0; i < f->count; i++) {
        for (uint32_t k = 0; k < n; k++)
            inputs[k] = parts[k][i];
        out[i] = andor_gate(&b->graph, is_and, inputs, n);
    }
    return out;
}

/* a implies b, with a free of recursion. */
static const ref *
build_implies(struct build *b, struct frame *f, const struct ir *ir)
{
    struct condition left = eval_condition(f, ir->binary.left);
    uint64_t *alive = bits_copy(f->arena, left.is_true, f->count);
    bits_or(alive, left.unknown, f->count);
    const ref *right = build_where(b, f, alive, ir->binary.right, REF_TRUE);
    ref *out = rows_new(f->arena, f->count);
    for (uint32_t i = 0; i < f->count; i++) {
        ref inputs[2] = {right[i], bit_get(left.unknown, i) ? REF_UNKNOWN : REF_FALSE};
        out[i] = andor_gate(&b->graph, false, inputs, 2);
    }
    return out;
}

static const ref *
build_if(struct build *b, struct frame *f, const struct ir *ir)
{
    struct condition test = eval_condition(f, ir->cond.test);
    uint64_t *is_false = bits_ones(f->arena, f->count);
    uint64_t *is_true = bits_copy(f->arena, test.is_true, f->count);
    bits_and_not(is_false, is_true, f->count);
    bits_and_not(is_false, test.unknown, f->count);
    const ref *then = build_where(b, f, is_true, ir->cond.then, REF_UNKNOWN);
    const ref *other = build_where(b, f, is_false, ir->cond.other, REF_UNKNOWN);
    ref *out = rows_new(f->arena, f->count);
    for (uint32_t i = 0; i < f->count; i++)
        out[i] = bit_get(is_true, i) ? then[i] : other[i];
    return out;
}

/* What the values of a quantifier give, in order of rows. */
struct inputs {
    struct build *build;
    const struct ir *ir;
    struct frame *frame;
    VEC(struct input {
        uint32_t row;
        ref ref;
    })
    at;
};

static void
quant_visit(void *context, const struct visit *v)
{
    struct inputs *in = context;
    bool is_and = in->ir->kind == IR_EVERY;
    ref neutral = is_and ? REF_TRUE : REF_FALSE;
    const ref *refs = build_refs(in->build, v->frame, in->ir->quant.body);
    for (uint32_t i = 0; i < v->frame->count; i++) {
        ref r = refs[i];
        if (bit_get(v->where_unknown, i)) {
            ref pair[2] = {r, REF_UNKNOWN};
            r = andor_gate(&in->build->graph, !is_and, pair, 2);
        }
        if (r != neutral)
            vec_push(in->frame->arena, &in->at, ((struct input){v->rows[i], r}));
    }
}

static const ref *
build_quant(struct build *b, struct frame *f, const struct ir *ir)
{
    struct inputs in = {.build = b, .ir = ir, .frame = f};
    struct expansion x = {.frame = f, .keeps_unknown = true, .visit = quant_visit, .context = &in};
    expand(&x, &ir->quant.each);
    ref *out = rows_new(f->arena, f->count), *inputs = rows_new(f->arena, in.at.len + 1);
    for (uint32_t row = 0, at = 0; row < f->count; row++) {
        uint32_t n = 0;
        for (; at < in.at.len && in.at.at[at].row == row; at++)
            inputs[n++] = in.at.at[at].ref;
        if (bit_get(x.incomplete, row))
            inputs[n++] = REF_UNKNOWN;
        out[row] = andor_gate(&b->graph, ir->kind == IR_EVERY, inputs, n);
    }
    return out;
}

static const ref *
build_refs(struct build *b, struct frame *f, const struct ir *ir)
{
    struct evaluation *ev = b->ev;
    const struct plan_note *note = plan_note(ev->plan, ir);
    if (!note || !note->recurses)
        return refs_of_condition(f, eval_condition(f, ir));
    if (ev->nesting >= NESTING_MAX || b->graph.gates.len > LIMIT_EVAL_ROWS) {
        b->is_over = true;
        return refs_of_condition(f, vector_unknown(f->arena, VECTOR_CONDITION, f->count).condition);
    }
    ev->nesting++;
    const ref *out = NULL;
    if (ir->kind == IR_CALL)
        out = build_call(b, f, ir);
    else if (ir->kind == IR_AND || ir->kind == IR_OR)
        out = build_list(b, f, ir);
    else if (ir->kind == IR_IMPLIES)
        out = build_implies(b, f, ir);
    else if (ir->kind == IR_SOME || ir->kind == IR_EVERY)
        out = build_quant(b, f, ir);
    else if (ir->kind == IR_IF)
        out = build_if(b, f, ir);
    else /* refused by the checker: not monotone */
        out = refs_of_condition(f, vector_unknown(f->arena, VECTOR_CONDITION, f->count).condition);
    ev->nesting--;
    return out;
}

/* ---- solving ---- */

static void
set_bodies(struct build *b, struct frame *f, const struct define *d, const uint32_t *atoms)
{
    const ref *refs = build_refs(b, f, d->body);
    for (uint32_t i = 0; i < f->count; i++)
        andor_body(&b->graph, atoms[i], refs[i]);
}

/* Adds the truths of the graph's atoms to those solved before. */
static void
keep_truths(struct build *b)
{
    struct fixpoint *fix = b->fix;
    struct evaluation *ev = b->ev;
    uint32_t from = fix->solved_count, n = b->graph.atom_count;
    uint64_t *certain, *possible;
    fix->levels = mem_grow(fix->levels, sizeof *fix->levels, from, from + n);
    uint32_t *levels = fix->levels + from, above = fix->top;
    if (b->is_over) {
        report_limit(ev, b->at->span);
        certain = bits_new(b->graph.arena, n);
        possible = bits_ones(b->graph.arena, n);
    } else {
        certain = andor_solve(&b->graph, b->graph.arena, false, levels);
        possible = andor_solve(&b->graph, b->graph.arena, true, NULL);
    }
    uint32_t old = bits_words(from), words = bits_words(from + n);
    fix->certain = mem_grow(fix->certain, sizeof(uint64_t), old, words);
    fix->possible = mem_grow(fix->possible, sizeof(uint64_t), old, words);
    for (uint32_t i = 0; i < n; i++) {
        bit_or(fix->certain, from + i, bit_get(certain, i));
        bit_or(fix->possible, from + i, bit_get(possible, i));
        levels[i] += above;
        fix->top = levels[i] >= fix->top ? levels[i] + 1 : fix->top;
    }
    fix->solved_count = from + n;
}

struct dense {
    struct build *build;
    uint32_t member;
};

static void
dense_chunk(void *context, struct frame *f, uint32_t first)
{
    struct dense *d = context;
    struct fixpoint *fix = d->build->fix;
    uint32_t *atoms = rows_new(f->arena, f->count);
    for (uint32_t i = 0; i < f->count; i++)
        atoms[i] = dense_atom(fix, d->member, first + i);
    define_id id = fix->stratum->defines[d->member];
    set_bodies(d->build, f, &f->ev->program->defines.at[id], atoms);
}

static void
solve_dense(struct frame *below, struct build *b)
{
    struct fixpoint *fix = b->fix;
    b->graph.atom_count = fix->atom_count;
    b->graph.bodies = arena_array(b->graph.arena, ref, fix->atom_count);
    for (uint32_t m = 0; m < fix->stratum->count; m++) {
        const struct define *d = &b->ev->program->defines.at[fix->stratum->defines[m]];
        struct dense dense = {b, m};
        extent_visit(b->ev, below, d->slots[0].type.of, 0, dense_chunk, &dense);
    }
    keep_truths(b);
    fix->is_solved = true;
}

/* Tuples of one definition, as a frame. */
static void
demand_chunk(struct build *b, struct frame *below, uint32_t member, const uint32_t *atoms,
             uint32_t count)
{
    struct fixpoint *fix = b->fix;
    const struct define *d = &b->ev->program->defines.at[fix->stratum->defines[member]];
    struct frame f;
    frame_open(&f, &b->ev->root, below);
    f.count = count;
    f.expected = count;
    for (uint32_t k = 0; k < d->param_count; k++) {
        uint64_t *cells = cells_raw(f.arena, count);
        for (uint32_t i = 0; i < count; i++)
            cells[i] = fix->tuples.at[(size_t)atoms[i] * fix->stride + k + 1];
        frame_bind(&f, k,
                   vector_of_values(
                       (struct values){.cells = cells, .present = bits_ones(f.arena, count)}));
    }
    const ref *refs = build_refs(b, &f, d->body);
    for (uint32_t i = 0; i < count; i++)
        b->graph.bodies[atoms[i] - fix->solved_count] = refs[i];
    frame_close(&f);
}

/* Room for the bodies of all atoms there are now. */
static void
bodies_room(struct build *b, uint32_t *cap)
{
    uint32_t need = b->fix->atom_count - b->fix->solved_count;
    if (need <= *cap)
        return;
    uint32_t wanted = *cap ? *cap : 1024;
    while (wanted < need)
        wanted *= 2;
    ref *bodies = arena_array(b->graph.arena, ref, wanted);
    for (uint32_t i = 0; i < *cap; i++)
        bodies[i] = b->graph.bodies[i];
    b->graph.bodies = bodies;
    *cap = wanted;
}

/* Bodies of atoms [from, to), which may ask for further atoms. */
static void
demand_round(struct build *b, struct frame *below, uint32_t from, uint32_t to)
{
    struct fixpoint *fix = b->fix;
    uint32_t *atoms = rows_new(b->graph.arena, b->ev->chunk_rows);
    for (uint32_t m = 0; m < fix->stratum->count; m++) {
        uint32_t n = 0;
        for (uint32_t a = from; a < to; a++) {
            if (fix->tuples.at[(size_t)a * fix->stride] == m)
                atoms[n++] = a;
            if (n == b->ev->chunk_rows || (n && a + 1 == to)) {
                demand_chunk(b, below, m, atoms, n);
                n = 0;
            }
        }
    }
}

static void
solve_demand(struct frame *below, struct build *b)
{
    struct fixpoint *fix = b->fix;
    uint32_t cap = 0;
    for (uint32_t from = fix->solved_count; from < fix->atom_count && !b->is_over;) {
        uint32_t to = fix->atom_count;
        bodies_room(b, &cap);
        demand_round(b, below, from, to);
        from = to;
        b->is_over |= fix->atom_count > LIMIT_EVAL_ROWS / 8;
    }
    b->graph.atom_count = fix->atom_count - fix->solved_count;
    for (uint32_t i = 0; i < b->graph.atom_count && !b->is_over; i++)
        andor_body(&b->graph, i, b->graph.bodies[i]);
    keep_truths(b);
}

static struct fixpoint *
fixpoint_new(struct evaluation *ev, const struct plan_stratum *stratum)
{
    struct fixpoint *fix = arena_new(ev->arena, struct fixpoint);
    fix->stratum = stratum;
    fix->first = arena_array(ev->arena, uint32_t, stratum->count);
    fix->extents = arena_array(ev->arena, struct range, stratum->count);
    for (uint32_t m = 0; m < stratum->count; m++) {
        const struct define *d = &ev->program->defines.at[stratum->defines[m]];
        if (d->param_count + 1 > fix->stride)
            fix->stride = d->param_count + 1;
        if (!stratum->is_dense)
            continue;
        fix->first[m] = fix->atom_count;
        fix->extents[m] = extent_cover(ev, d->slots[0].type.of);
        fix->atom_count += fix->extents[m].hi - fix->extents[m].lo;
    }
    return fix;
}

static void
solve(struct frame *f, struct fixpoint *fix, const struct ir *ir)
{
    struct frame scratch; /* holds the graph while it is built */
    frame_open(&scratch, f, f);
    struct build b = {.ev = f->ev, .fix = fix, .graph = {.arena = scratch.arena}, .at = ir};
    if (fix->stratum->is_dense)
        solve_dense(&scratch, &b);
    else
        solve_demand(&scratch, &b);
    frame_close(&scratch);
}

struct condition
eval_fixpoint(struct frame *f, const struct ir *ir)
{
    struct evaluation *ev = f->ev;
    uint32_t s = ev->plan->stratum_of[ir->call.define];
    if (!ev->fixpoints[s])
        ev->fixpoints[s] = fixpoint_new(ev, &ev->plan->strata.at[s]);
    struct fixpoint *fix = ev->fixpoints[s];
    struct call_rows rows = call_rows(f, fix, ir);
    if (fix->stratum->is_dense ? !fix->is_solved : fix->solved_count < fix->atom_count)
        solve(f, fix, ir);
    uint64_t *is_true = bits_new(f->arena, f->count);
    for (uint32_t i = 0; i < f->count; i++) {
        if (!bit_get(rows.usable, i))
            continue;
        bool certain = bit_get(fix->certain, rows.atoms[i]);
        bit_or(is_true, i, certain);
        bit_or(rows.unknown, i, !certain && bit_get(fix->possible, rows.atoms[i]));
    }
    return (struct condition){.is_true = is_true,
                              .unknown = bits_any(rows.unknown, f->count) ? rows.unknown : NULL};
}

uint32_t
evaluation_level(struct evaluation *ev, define_id define, const struct value *args)
{
    uint32_t s = ev->plan->stratum_of[define];
    struct fixpoint *fix = ev->fixpoints[s];
    if (!fix)
        return UINT32_MAX;
    uint32_t count = ev->program->defines.at[define].param_count, atom = UINT32_MAX;
    uint32_t *tuple = mem_alloc(sizeof *tuple, fix->stride);
    tuple[0] = member_of(fix, define);
    for (uint32_t i = 0; i < count; i++)
        tuple[i + 1] = (uint32_t)args[i].cell;
    if (fix->stratum->is_dense && has_atom(fix, tuple[0], tuple[1]))
        atom = dense_atom(fix, tuple[0], tuple[1]);
    else if (!fix->stratum->is_dense && fix->slots)
        atom = fix->slots[tuple_slot(fix, tuple)] - 1;
    mem_free(tuple);
    bool is_solved = atom < fix->solved_count && bit_get(fix->certain, atom);
    return is_solved ? fix->levels[atom] : UINT32_MAX;
}

void
fixpoints_free(struct evaluation *ev)
{
    for (uint32_t s = 0; s < ev->plan->strata.len; s++) {
        if (!ev->fixpoints[s])
            continue;
        mem_free(ev->fixpoints[s]->certain);
        mem_free(ev->fixpoints[s]->possible);
        mem_free(ev->fixpoints[s]->levels);
    }
}
