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
    uint32_t *levels;  /* by atom; or NULL */
    uint32_t level;    /* of what fires now */
    uint32_t *gates;   /* fired, to be passed on at once */
    uint32_t gate_len;
    uint32_t *atoms; /* fired, first come first served: so levels never fall */
    uint32_t atom_head, atom_len;
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
    if (s->levels)
        s->levels[atom] = s->level;
    s->atoms[s->atom_len++] = atom;
}

static void
fire_gate(struct solver *s, uint32_t gate)
{
    s->waiting[gate] = 0;
    s->gates[s->gate_len++] = gate;
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

/* Gates are passed on before the next atom: so an atom fires at the least level it can have. */
static void
propagate(struct solver *s)
{
    for (;;) {
        while (s->gate_len)
            notify(s, s->g->gates.at[s->gates[--s->gate_len]].user);
        if (s->atom_head == s->atom_len)
            return;
        uint32_t atom = s->atoms[s->atom_head++];
        s->level = s->levels ? s->levels[atom] + 1 : 0;
        for (uint32_t i = s->starts[atom]; i < s->starts[atom + 1]; i++)
            notify(s, s->users[i]);
    }
}

uint64_t *
andor_solve(struct andor *g, struct arena *a, bool unknown_is_true, uint32_t *levels)
{
    struct solver s = {.g = g,
                       .truths = bits_new(a, g->atom_count),
                       .levels = levels,
                       .unknown_is_true = unknown_is_true};
    sort_uses(&s);
    s.waiting = mem_alloc(sizeof *s.waiting, g->gates.len);
    s.gates = mem_alloc(sizeof *s.gates, g->gates.len);
    s.atoms = mem_alloc(sizeof *s.atoms, g->atom_count);
    seed(&s);
    propagate(&s);
    mem_free(s.atoms);
    mem_free(s.gates);
    mem_free(s.waiting);
    mem_free(s.users);
    mem_free(s.starts);
    return s.truths;
}
