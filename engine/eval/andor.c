#include "engine/eval/andor.h"

#include "engine/eval/bits.h"

/* Atoms may be used before their number is known to the caller as the last one, so uses are sorted only when solving. */
static void
use(struct andor *g, ref input, ref user)
{
    uint32_t number = (input - REF_FIRST) >> 1;
    if ((input - REF_FIRST) & 1)
        vec_push(g->arena, &g->uses, ((struct use){number, user}));
    else
        g->gates.at[number].user = user;
}

ref
andor_gate(struct andor *g, bool is_and, const ref *inputs, uint32_t count)
{
    ref absorbing = is_and ? REF_FALSE : REF_TRUE, neutral = is_and ? REF_TRUE : REF_FALSE;
    bool has_unknown = false;
    uint32_t kept = 0;
    ref last = neutral;
    for (uint32_t i = 0; i < count; i++) {
        if (inputs[i] == absorbing)
            return absorbing;
        has_unknown |= inputs[i] == REF_UNKNOWN;
        if (inputs[i] >= REF_FIRST) {
            kept++;
            last = inputs[i];
        }
    }
    if (!kept)
        return has_unknown ? REF_UNKNOWN : neutral;
    if (kept == 1 && !has_unknown)
        return last;
    ref gate = ref_gate(g->gates.len);
    vec_push(g->arena, &g->gates, ((struct gate){REF_FALSE, kept, is_and, has_unknown}));
    for (uint32_t i = 0; i < count; i++)
        if (inputs[i] >= REF_FIRST)
            use(g, inputs[i], gate);
    return gate;
}

void
andor_body(struct andor *g, uint32_t atom, ref body)
{
    g->bodies[atom] = body;
    if (body >= REF_FIRST)
        use(g, body, ref_atom(atom));
}

struct solver {
    const struct andor *g;
    uint32_t *starts; /* by atom: its uses */
    ref *users;
    uint32_t *waiting; /* by gate: inputs that are not true yet; 0: fired */
    uint64_t *truths;  /* by atom */
    ref *work;
    uint32_t work_len;
    bool unknown_is_true;
};

static void
sort_uses(struct solver *s)
{
    const struct andor *g = s->g;
    s->starts = mem_alloc(sizeof *s->starts, (size_t)g->atom_count + 2);
    s->users = mem_alloc(sizeof *s->users, g->uses.len);
    for (uint32_t i = 0; i < g->uses.len; i++)
        s->starts[g->uses.at[i].atom + 2]++;
    for (uint32_t a = 0; a < g->atom_count; a++)
        s->starts[a + 2] += s->starts[a + 1];
    for (uint32_t i = 0; i < g->uses.len; i++)
        s->users[s->starts[g->uses.at[i].atom + 1]++] = g->uses.at[i].user;
}

static void
fire_atom(struct solver *s, uint32_t atom)
{
    if (bit_get(s->truths, atom))
        return;
    bit_set(s->truths, atom);
    s->work[s->work_len++] = ref_atom(atom);
}

static void
fire_gate(struct solver *s, uint32_t gate)
{
    s->waiting[gate] = 0;
    s->work[s->work_len++] = ref_gate(gate);
}

/* One more input of the user is true. */
static void
notify(struct solver *s, ref user)
{
    if (user == REF_FALSE)
        return;
    uint32_t number = (user - REF_FIRST) >> 1;
    if ((user - REF_FIRST) & 1) {
        fire_atom(s, number);
        return;
    }
    if (!s->waiting[number])
        return;
    const struct gate *gate = &s->g->gates.at[number];
    if (!gate->is_and)
        fire_gate(s, number);
    else if (--s->waiting[number] == 0 && (!gate->has_unknown || s->unknown_is_true))
        fire_gate(s, number);
}

static void
seed(struct solver *s)
{
    const struct andor *g = s->g;
    for (uint32_t a = 0; a < g->atom_count; a++)
        if (g->bodies[a] == REF_TRUE || (s->unknown_is_true && g->bodies[a] == REF_UNKNOWN))
            fire_atom(s, a);
    for (uint32_t i = 0; i < g->gates.len; i++) {
        const struct gate *gate = &g->gates.at[i];
        s->waiting[i] = gate->inputs;
        if (!gate->is_and && gate->has_unknown && s->unknown_is_true)
            fire_gate(s, i);
    }
}

static void
propagate(struct solver *s)
{
    while (s->work_len) {
        ref done = s->work[--s->work_len];
        uint32_t number = (done - REF_FIRST) >> 1;
        if (((done - REF_FIRST) & 1) == 0) {
            notify(s, s->g->gates.at[number].user);
            continue;
        }
        for (uint32_t i = s->starts[number]; i < s->starts[number + 1]; i++)
            notify(s, s->users[i]);
    }
}

uint64_t *
andor_solve(struct andor *g, struct arena *a, bool unknown_is_true)
{
    struct solver s = {
        .g = g, .truths = bits_new(a, g->atom_count), .unknown_is_true = unknown_is_true};
    sort_uses(&s);
    s.waiting = mem_alloc(sizeof *s.waiting, g->gates.len);
    s.work = mem_alloc(sizeof *s.work, (size_t)g->gates.len + g->atom_count);
    seed(&s);
    propagate(&s);
    mem_free(s.work);
    mem_free(s.waiting);
    mem_free(s.users);
    mem_free(s.starts);
    return s.truths;
}
