/*
 * The mutants of a rule file: what it would say with one small mistake in it.
 *
 * A test suite that notices none of the mistakes checks nothing, so `onus test --mutate` makes each of
 * them and looks whether a test fails. A mutant is one edit of the author's own text: it can be shown
 * as a difference, parsed and checked like any file. Those that do not compile are the caller's to
 * discard. The kinds of mistakes are the lines of mutations.def.
 *
 * Changed are rules, criteria, definitions, measures, matrices, tables and parameters; never messages,
 * the model, or items with errors. A mutation that others make pointless is not made: `>=` becomes `>`,
 * so its bound is only moved down.
 */
#ifndef ONUS_LANG_MUTATE_H
#define ONUS_LANG_MUTATE_H

#include "lang/ast.h"
#include "lang/program.h"

enum mutation {
#define MUTATION(id, name, site, leaf, doc) MUTATION_##id,
#include "lang/mutations.def"
#undef MUTATION
    MUTATION_COUNT
};

struct mutant {
    enum mutation mutation;
    enum item_kind item;
    struct str owner;    /* code of the rule or criterion, else the name of the item */
    struct span at;      /* what is replaced; of no length: inserted */
    struct str with;     /* may be empty */
    struct span context; /* the words that say where it is: the comparison, the chain, the clause */
    struct str
        fingerprint; /* "IEC-016 compare: a < b => a <= b": no places in it; distinct in a file */
};

typedef VEC(struct mutant) mutant_vec;

/*
 * All mutants of a file, by place. `program` tells the values of enumerations; it may be the program
 * of this file or any that knows its enumerations. Everything lives in the arena.
 */
mutant_vec mutants_of(struct arena *arena, const struct sym_table *syms, const struct ast *ast,
                      const struct program *program);

/* The whole file with the mistake in it. */
struct str mutant_text(struct arena *arena, const struct source *source, const struct mutant *m);

/* The lines that change, before ("- ") and after ("+ "), each with its line end. */
void mutant_diff(const struct source *source, const struct mutant *m, struct text_buf *out);

const char *mutation_name(enum mutation m);
const char *mutation_doc(enum mutation m);

#endif
