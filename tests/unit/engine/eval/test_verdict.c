/* What views say of entities, in words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/engine/eval/case.h"

static const char rules[] = "abstract entity Node { text : text  below : Leaf*  acyclic }\n"
                            "entity Leaf is Node from \"leaves\" { }\n"
                            "entity Twig is Node from \"twigs\" { state : Verdict? }\n"
                            "entity Other from \"others\" { }\n"
                            "enum Verdict = open | well_kept as \"well kept\"\n"
                            "define well_said(n: Node): n.text is present\n"
                            "define of_twig(t: Twig) -> Verdict?: t.state\n"
                            "view Node { label text  verdict well_said }\n"
                            "view Twig { verdict of_twig }\n";

static const struct entity_verdict *
verdict_of(struct test_case *c, const struct entity_verdict *all, const char *type, const char *id)
{
    return &all[store_find(c->store, case_type(c, type), str_from(id)).v];
}

static void
check_word(struct test_case *c, const struct entity_verdict *all, const char *type, const char *id,
           const char *word)
{
    const struct entity_verdict *v = verdict_of(c, all, type, id);
    assert_int_equal(v->word.len, strlen(word));
    assert_memory_equal(v->word.at, word, strlen(word));
}

static void
words(void **state)
{
    (void)state;
    struct test_case c;
    case_open(&c, rules);
    case_value(&c, case_entity(&c, "Leaf", "L-1"), "Leaf", "text", "said");
    case_value(&c, case_entity(&c, "Leaf", "L-2"), "Leaf", "text", " ");
    case_entity(&c, "Leaf", "L-3");
    case_value(&c, case_entity(&c, "Twig", "T-1"), "Twig", "state", "open");
    case_value(&c, case_entity(&c, "Twig", "T-2"), "Twig", "state", "well kept");
    case_entity(&c, "Twig", "T-3");
    case_value(&c, case_entity(&c, "Twig", "T-4"), "Twig", "state", "odd");
    case_entity(&c, "Other", "O-1");
    case_evaluate(&c);
    struct entity_verdict *all = evaluate_verdicts(c.evaluation, &c.arena);
    check_word(&c, all, "Leaf", "L-1", "well said");
    check_word(&c, all, "Leaf", "L-2", "not well said");
    check_word(&c, all, "Leaf", "L-3", "unknown");
    check_word(&c, all, "Twig", "T-1", "open");
    check_word(&c, all, "Twig", "T-2", "well kept");
    check_word(&c, all, "Twig", "T-4", "unknown");
    assert_true(verdict_of(&c, all, "Leaf", "L-3")->is_unknown);
    assert_null(verdict_of(&c, all, "Twig", "T-3")->view);
    assert_null(verdict_of(&c, all, "Other", "O-1")->view);
    case_close(&c);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(words)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
