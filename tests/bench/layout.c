/*
 * The layout beside Graphviz: an argument of n elements, laid out here and written for `dot`.
 * Usage: bench_layout N FILE.dot
 * Prints seconds (the fastest of some runs) and crossings as drawn. The graph is a tree as arguments are, with a twentieth more links between neighbouring branches.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "engine/diagram/layout.h"

enum { RUNS = 7, W = 1600, H = 700 };

static uint32_t
random_below(uint32_t *state, uint32_t limit)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state % limit;
}

/* Box i hangs below one of those that came about a third of the way before it, so branches are bushy and some six rows deep. */
static struct layout
make(struct arena *a, uint32_t nodes)
{
    uint32_t state = 2026, more = nodes / 20;
    struct layout l = {.node_gap = 240, .rank_gap = 460, .node_count = nodes};
    l.nodes = arena_array(a, struct layout_node, nodes);
    l.edges = arena_array(a, struct layout_edge, nodes + more);
    for (uint32_t i = 0; i < nodes; i++)
        l.nodes[i] =
            (struct layout_node){.w = W, .h = H, .port = W / 2, .bottom = H, .spread = W / 3};
    for (uint32_t i = 1; i < nodes; i++)
        l.edges[l.edge_count++] =
            (struct layout_edge){.from = i / 3 + (i > 9 ? random_below(&state, 3) : 0), .to = i};
    for (uint32_t k = 0; k < more; k++) {
        uint32_t from = random_below(&state, nodes * 2 / 3),
                 to = from + 1 + random_below(&state, nodes / 3);
        l.edges[l.edge_count++] = (struct layout_edge){.from = from, .to = to};
    }
    return l;
}

static double
seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int
main(int argc, char **argv)
{
    uint32_t nodes = argc > 2 ? (uint32_t)strtoul(argv[1], NULL, 10) : 0;
    FILE *out = nodes ? fopen(argv[2], "w") : NULL;
    struct arena arena = {0};
    double best = 1e9;
    if (!out) {
        fprintf(stderr, "usage: bench_layout N FILE.dot\n");
        return 2;
    }
    struct layout l = make(&arena, nodes);
    for (int run = 0; run < RUNS; run++) {
        struct arena scratch = {0};
        double start = seconds();
        layout_run(&scratch, &l);
        double took = seconds() - start;
        best = took < best ? took : best;
        if (run == RUNS - 1)
            printf("%.6f %u %u\n", best, (unsigned)l.crossings, (unsigned)l.edge_count);
        arena_release(&scratch);
    }
    fprintf(out, "digraph {\n  nodesep=0.25; ranksep=0.48;\n"
                 "  node [shape=box, fixedsize=true, width=1.67, height=0.73];\n");
    for (uint32_t e = 0; e < l.edge_count; e++)
        fprintf(out, "  n%u -> n%u;\n", (unsigned)l.edges[e].from, (unsigned)l.edges[e].to);
    fprintf(out, "}\n");
    fclose(out);
    arena_release(&arena);
    return 0;
}
