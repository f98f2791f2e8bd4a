/* gen.c - deterministic generator for the assurance workload W(n).
 * usage: gen N OUTDIR fmt[,fmt...]     fmt: tsv yaml yamlfiles json opa prolog clingo clips
 * Every device is generated from its own seed, so W(m) is a prefix of W(n) for m<n.            */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
static uint64_t S;
static uint64_t
rnd(void)
{
    uint64_t z = (S += 0x9e3779b97f4a7c15ull);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return z ^ (z >> 31);
}
static int
pct(double p)
{
    return (double)(rnd() >> 11) * (1.0 / 9007199254740992.0) < p / 100.0;
}
static int
rng(int lo, int hi)
{
    return lo + (int)(rnd() % (uint64_t)(hi - lo + 1));
}
enum { CAPN = 19, THRN = 3, CTLN = 2 };
typedef struct {
    char id[32];
    int status;
    int exp;
    int link;
    int unref;
} Ev; /* status 0 approved 1 draft 2 rejected */
typedef struct {
    int mit;
    int edge;
    int nev;
    Ev ev[2];
    int evedge[2];
} Ctl;
typedef struct {
    int p, s, comp, edge;
    Ctl k[CTLN];
} Thr;
typedef struct {
    int sel, just, edge, cycle;
    Thr t[THRN];
} Cap;
static Cap C[CAPN];
static Ev X[8];
static int nx;
static const char *ST[3] = {"approved", "draft", "rejected"};
static uint64_t evno;
static void
mkev(Ev *e, int d, int stale)
{
    char L[5];
    for (int i = 0; i < 4; i++)
        L[i] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[rng(0, 25)];
    L[4] = 0;
    unsigned long long no = (unsigned long long)d * 1000ull + evno++;
    snprintf(e->id, sizeof e->id, "EV-%s-%07llu", L, no);
    if (pct(0.5)) {
        switch (rng(0, 2)) {
        case 0: e->id[1] = 'v'; break;
        case 1: snprintf(e->id, sizeof e->id, "EV-%.3s-%07llu", L, no); break;
        default: snprintf(e->id, sizeof e->id, "EV-%s-%07lluX", L, no);
        }
    }
    e->status = pct(95) ? 0 : (pct(60) ? 1 : 2);
    int y = pct(4) || stale ? 2025 : rng(2027, 2029);
    e->exp = y * 10000 + rng(1, 12) * 100 + rng(1, 28);
    e->link = !pct(1.5);
    e->unref = 0;
}
static void
mkdev(int d)
{
    S = 0x1234567ull + (uint64_t)d * 0x51ed2701ull;
    for (int i = 0; i < 4; i++)
        rnd();
    evno = 0;
    nx = 0;
    memset(C, 0, sizeof C);
    int cyc = d % 7 == 3, done = 0;
    for (int c = 0; c < CAPN; c++) {
        Cap *p = &C[c];
        p->sel = pct(85);
        p->just = !p->sel && pct(95);
        if (!p->sel)
            continue;
        int stale = pct(2);
        p->edge = !pct(1);
        p->cycle = cyc && !done;
        if (p->cycle)
            done = 1;
        for (int t = 0; t < THRN; t++) {
            Thr *q = &p->t[t];
            q->p = rng(1, 5);
            q->s = rng(1, 5);
            q->comp = pct(q->p * q->s >= 15 ? 60 : 3);
            q->edge = !pct(1);
            int none = pct(1);
            for (int k = 0; k < CTLN; k++) {
                Ctl *r = &q->k[k];
                r->mit = !none && !pct(1.5);
                r->edge = !pct(1);
                r->nev = rng(1, 2);
                for (int e = 0; e < r->nev; e++) {
                    mkev(&r->ev[e], d, stale);
                    r->evedge[e] = !pct(1);
                }
            }
        }
        if (p->cycle) {
            p->t[0].edge = 1;
            p->t[0].k[0].edge = 1;
        }
    }
    if (pct(70)) {
        mkev(&X[nx], d, 0);
        X[nx].unref = 1;
        nx++;
    }
    if (pct(30)) {
        mkev(&X[nx], d, 0);
        X[nx].unref = 1;
        nx++;
    }
}
#define FORSEL                                                                                     \
    for (int c = 0; c < CAPN; c++)                                                                 \
        if (C[c].sel)
#define FORT for (int t = 0; t < THRN; t++)
#define FORK for (int k = 0; k < CTLN; k++)
#define FORE for (int e = 0; e < C[c].t[t].k[k].nev; e++)
#define K    (C[c].t[t].k[k])
#define E    (K.ev[e])
/* ---- relational emitters: one callback per fact, arg kinds: s symbol, i int, q string ---- */
static const char *REL[] = {
    "capability",   "justification", "threat",   "risk",      "compensating",
    "mitigates",    "control",       "evidence", "evidences", "node",
    "supported_by", "solution_ev",   0};
static FILE *tsv[16];
static FILE *pl, *cl, *cp;
typedef struct {
    char k;
    char s[48];
} A;
static void
fact(int r, int n, A *a)
{
    if (tsv[0]) {
        FILE *f = tsv[r];
        for (int i = 0; i < n; i++) {
            if (i)
                putc('\t', f);
            fputs(a[i].s, f);
        }
        putc('\n', f);
    }
    if (pl) {
        fputs(REL[r], pl);
        putc('(', pl);
        for (int i = 0; i < n; i++) {
            if (i)
                putc(',', pl);
            if (a[i].k == 'q') {
                putc('\'', pl);
                fputs(a[i].s, pl);
                putc('\'', pl);
            } else
                fputs(a[i].s, pl);
        }
        fputs(").\n", pl);
    }
    if (cl) {
        fputs(REL[r], cl);
        putc('(', cl);
        for (int i = 0; i < n; i++) {
            if (i)
                putc(',', cl);
            if (a[i].k == 'q') {
                putc('"', cl);
                fputs(a[i].s, cl);
                putc('"', cl);
            } else
                fputs(a[i].s, cl);
        }
        fputs(").\n", cl);
    }
    if (cp) {
        putc('(', cp);
        fputs(REL[r], cp);
        for (int i = 0; i < n; i++) {
            putc(' ', cp);
            fputs(a[i].s, cp);
        }
        fputs(")\n", cp);
    }
}
static A
sy(const char *f, int a, int b, int c, int d, int e)
{
    A x;
    x.k = 's';
    snprintf(x.s, sizeof x.s, f, a, b, c, d, e);
    return x;
}
static A
in(int v)
{
    A x;
    x.k = 'i';
    snprintf(x.s, sizeof x.s, "%d", v);
    return x;
}
static A
qs(const char *s)
{
    A x;
    x.k = 'q';
    snprintf(x.s, sizeof x.s, "%s", s);
    return x;
}
#define F(r, ...)                                                                                  \
    do {                                                                                           \
        A aa[] = {__VA_ARGS__};                                                                    \
        fact(r, (int)(sizeof aa / sizeof *aa), aa);                                                \
    } while (0)
#define DV sy("d%d", d, 0, 0, 0, 0)
#define TH sy("t_%d_%d_%d", d, c, t, 0, 0)
#define KT sy("k_%d_%d_%d_%d", d, c, t, k, 0)
#define G0 sy("g_%d", d, 0, 0, 0, 0)
#define G1 sy("g_%d_%d", d, c, 0, 0, 0)
#define G2 sy("g_%d_%d_%d", d, c, t, 0, 0)
#define G3 sy("g_%d_%d_%d_%d", d, c, t, k, 0)
#define SN sy("s_%d_%d_%d_%d_%d", d, c, t, k, e)
static void
relational(int d)
{
    for (int c = 0; c < CAPN; c++) {
        F(0, DV, sy("cap%02d", c, 0, 0, 0, 0), in(C[c].sel));
        if (C[c].just)
            F(1, DV, sy("cap%02d", c, 0, 0, 0, 0));
    }
    F(9, G0, DV, sy("goal", 0, 0, 0, 0, 0));
    FORSEL
    {
        F(9, G1, DV, sy("goal", 0, 0, 0, 0, 0));
        if (C[c].edge)
            F(10, G0, G1);
        FORT
        {
            Thr *q = &C[c].t[t];
            F(2, TH, DV, sy("cap%02d", c, 0, 0, 0, 0));
            F(3, TH, in(q->p), in(q->s));
            if (q->comp)
                F(4, TH, sy("x_%d_%d_%d", d, c, t, 0, 0));
            F(9, G2, DV, sy("goal", 0, 0, 0, 0, 0));
            if (q->edge)
                F(10, G1, G2);
            FORK
            {
                F(6, KT, DV);
                if (K.mit)
                    F(5, KT, TH);
                F(9, G3, DV, sy("goal", 0, 0, 0, 0, 0));
                if (K.edge)
                    F(10, G2, G3);
                if (C[c].cycle && t == 0 && k == 0)
                    F(10, G3, G1);
                FORE
                {
                    F(7, qs(E.id), DV, sy((char *)ST[E.status], 0, 0, 0, 0, 0), in(E.exp));
                    if (E.link)
                        F(8, qs(E.id), KT);
                    F(9, SN, DV, sy("solution", 0, 0, 0, 0, 0));
                    F(11, SN, qs(E.id));
                    if (K.evedge[e])
                        F(10, G3, SN);
                }
            }
        }
    }
    for (int i = 0; i < nx; i++)
        F(7, qs(X[i].id), DV, sy((char *)ST[X[i].status], 0, 0, 0, 0, 0), in(X[i].exp));
}
static void
dat(FILE *f, int x)
{
    fprintf(f, "%04d-%02d-%02d", x / 10000, x / 100 % 100, x % 100);
}
/* ---- nested authoring form, YAML ---- */
static void
yev(FILE *f, Ev *e)
{
    fprintf(f, "  - id: %s\n    status: %s\n    expires: ", e->id, ST[e->status]);
    dat(f, e->exp);
    putc('\n', f);
}
static void
yaml(FILE *f, int d)
{
    fprintf(f, "---\ndevice: d%d\ncapabilities:\n", d);
    for (int c = 0; c < CAPN; c++) {
        fprintf(f, "  - id: cap%02d\n    selected: %s\n", c, C[c].sel ? "true" : "false");
        if (C[c].just)
            fprintf(f, "    justification: not applicable to the intended use of d%d\n", d);
        if (!C[c].sel)
            continue;
        fputs("    threats:\n", f);
        FORT
        {
            Thr *q = &C[c].t[t];
            fprintf(f, "      - id: t_%d_%d_%d\n        probability: %d\n        severity: %d\n", d,
                    c, t, q->p, q->s);
            if (q->comp)
                fprintf(f, "        compensating: [x_%d_%d_%d]\n", d, c, t);
            fputs("        mitigated_by: [", f);
            int n = 0;
            FORK if (K.mit) fprintf(f, "%sk_%d_%d_%d_%d", n++ ? ", " : "", d, c, t, k);
            fputs("]\n", f);
        }
    }
    fputs("controls:\n", f);
    FORSEL FORT FORK
    {
        fprintf(f, "  - id: k_%d_%d_%d_%d\n    evidence: [", d, c, t, k);
        int n = 0;
        FORE if (E.link) fprintf(f, "%s%s", n++ ? ", " : "", E.id);
        fputs("]\n", f);
    }
    fputs("evidence:\n", f);
    FORSEL FORT FORK FORE yev(f, &E);
    for (int i = 0; i < nx; i++)
        yev(f, &X[i]);
    fputs("argument:\n", f);
    fprintf(f, "  - goal: g_%d\n    supported_by:\n", d);
    FORSEL if (C[c].edge) fprintf(f, "      - g_%d_%d\n", d, c);
    FORSEL
    {
        int n = 0;
        fprintf(f, "  - goal: g_%d_%d\n    supported_by: [", d, c);
        FORT if (C[c].t[t].edge) fprintf(f, "%sg_%d_%d_%d", n++ ? ", " : "", d, c, t);
        fputs("]\n", f);
        FORT
        {
            n = 0;
            fprintf(f, "  - goal: g_%d_%d_%d\n    supported_by: [", d, c, t);
            FORK if (K.edge) fprintf(f, "%sg_%d_%d_%d_%d", n++ ? ", " : "", d, c, t, k);
            fputs("]\n", f);
            FORK
            {
                n = 0;
                fprintf(f, "  - goal: g_%d_%d_%d_%d\n    supported_by: [", d, c, t, k);
                FORE if (K.evedge[e])
                    fprintf(f, "%ss_%d_%d_%d_%d_%d", n++ ? ", " : "", d, c, t, k, e);
                if (C[c].cycle && t == 0 && k == 0)
                    fprintf(f, "%sg_%d_%d", n++ ? ", " : "", d, c);
                fputs("]\n", f);
                FORE fprintf(f, "  - solution: s_%d_%d_%d_%d_%d\n    evidence: %s\n", d, c, t, k, e,
                             E.id);
            }
        }
    }
}
/* ---- the same nested form, JSON ---- */
static void
jev(FILE *f, Ev *e, int first)
{
    fprintf(f, "%s{\"id\":\"%s\",\"status\":\"%s\",\"expires\":\"", first ? "" : ",", e->id,
            ST[e->status]);
    dat(f, e->exp);
    fputs("\"}", f);
}
static void
json(FILE *f, int d)
{
    int n, m;
    fprintf(f, "{\"device\":\"d%d\",\"capabilities\":[", d);
    for (int c = 0; c < CAPN; c++) {
        fprintf(f, "%s{\"id\":\"cap%02d\",\"selected\":%s", c ? "," : "", c,
                C[c].sel ? "true" : "false");
        if (C[c].just)
            fprintf(f, ",\"justification\":\"not applicable to the intended use of d%d\"", d);
        if (C[c].sel) {
            fputs(",\"threats\":[", f);
            FORT
            {
                Thr *q = &C[c].t[t];
                fprintf(f, "%s{\"id\":\"t_%d_%d_%d\",\"probability\":%d,\"severity\":%d",
                        t ? "," : "", d, c, t, q->p, q->s);
                if (q->comp)
                    fprintf(f, ",\"compensating\":[\"x_%d_%d_%d\"]", d, c, t);
                fputs(",\"mitigated_by\":[", f);
                n = 0;
                FORK if (K.mit) fprintf(f, "%s\"k_%d_%d_%d_%d\"", n++ ? "," : "", d, c, t, k);
                fputs("]}", f);
            }
            putc(']', f);
        }
        putc('}', f);
    }
    fputs("],\"controls\":[", f);
    m = 0;
    FORSEL FORT FORK
    {
        fprintf(f, "%s{\"id\":\"k_%d_%d_%d_%d\",\"evidence\":[", m++ ? "," : "", d, c, t, k);
        n = 0;
        FORE if (E.link) fprintf(f, "%s\"%s\"", n++ ? "," : "", E.id);
        fputs("]}", f);
    }
    fputs("],\"evidence\":[", f);
    m = 0;
    FORSEL FORT FORK FORE jev(f, &E, !m++);
    for (int i = 0; i < nx; i++)
        jev(f, &X[i], !m++);
    fprintf(f, "],\"argument\":[{\"goal\":\"g_%d\",\"supported_by\":[", d);
    n = 0;
    FORSEL if (C[c].edge) fprintf(f, "%s\"g_%d_%d\"", n++ ? "," : "", d, c);
    fputs("]}", f);
    FORSEL
    {
        n = 0;
        fprintf(f, ",{\"goal\":\"g_%d_%d\",\"supported_by\":[", d, c);
        FORT if (C[c].t[t].edge) fprintf(f, "%s\"g_%d_%d_%d\"", n++ ? "," : "", d, c, t);
        fputs("]}", f);
        FORT
        {
            n = 0;
            fprintf(f, ",{\"goal\":\"g_%d_%d_%d\",\"supported_by\":[", d, c, t);
            FORK if (K.edge) fprintf(f, "%s\"g_%d_%d_%d_%d\"", n++ ? "," : "", d, c, t, k);
            fputs("]}", f);
            FORK
            {
                n = 0;
                fprintf(f, ",{\"goal\":\"g_%d_%d_%d_%d\",\"supported_by\":[", d, c, t, k);
                FORE if (K.evedge[e])
                    fprintf(f, "%s\"s_%d_%d_%d_%d_%d\"", n++ ? "," : "", d, c, t, k, e);
                if (C[c].cycle && t == 0 && k == 0)
                    fprintf(f, "%s\"g_%d_%d\"", n++ ? "," : "", d, c);
                fputs("]}", f);
                FORE fprintf(f, ",{\"solution\":\"s_%d_%d_%d_%d_%d\",\"evidence\":\"%s\"}", d, c, t,
                             k, e, E.id);
            }
        }
    }
    fputs("]}", f);
}
/* ---- keyed form for OPA: data.devices[d].{capabilities,threats,controls,evidence,graph,solutions} ---- */
static void
opa(FILE *f, int d)
{
    int n, m;
    fprintf(f, "\"d%d\":{\"capabilities\":{", d);
    for (int c = 0; c < CAPN; c++)
        fprintf(f, "%s\"cap%02d\":{\"selected\":%s,\"justified\":%s}", c ? "," : "", c,
                C[c].sel ? "true" : "false", C[c].just ? "true" : "false");
    fputs("},\"threats\":{", f);
    m = 0;
    FORSEL FORT
    {
        Thr *q = &C[c].t[t];
        fprintf(
            f, "%s\"t_%d_%d_%d\":{\"cap\":\"cap%02d\",\"p\":%d,\"s\":%d,\"comp\":%s,\"controls\":[",
            m++ ? "," : "", d, c, t, c, q->p, q->s, q->comp ? "true" : "false");
        n = 0;
        FORK if (K.mit) fprintf(f, "%s\"k_%d_%d_%d_%d\"", n++ ? "," : "", d, c, t, k);
        fputs("]}", f);
    }
    fputs("},\"controls\":{", f);
    m = 0;
    FORSEL FORT FORK
    {
        fprintf(f, "%s\"k_%d_%d_%d_%d\":[", m++ ? "," : "", d, c, t, k);
        n = 0;
        FORE if (E.link) fprintf(f, "%s\"%s\"", n++ ? "," : "", E.id);
        fputs("]", f);
    }
    fputs("},\"evidence\":{", f);
    m = 0;
    FORSEL FORT FORK FORE fprintf(f, "%s\"%s\":{\"status\":\"%s\",\"expires\":%d}", m++ ? "," : "",
                                  E.id, ST[E.status], E.exp);
    for (int i = 0; i < nx; i++)
        fprintf(f, "%s\"%s\":{\"status\":\"%s\",\"expires\":%d}", m++ ? "," : "", X[i].id,
                ST[X[i].status], X[i].exp);
    fprintf(f, "},\"graph\":{\"g_%d\":[", d);
    n = 0;
    FORSEL if (C[c].edge) fprintf(f, "%s\"g_%d_%d\"", n++ ? "," : "", d, c);
    fputs("]", f);
    FORSEL
    {
        n = 0;
        fprintf(f, ",\"g_%d_%d\":[", d, c);
        FORT if (C[c].t[t].edge) fprintf(f, "%s\"g_%d_%d_%d\"", n++ ? "," : "", d, c, t);
        fputs("]", f);
        FORT
        {
            n = 0;
            fprintf(f, ",\"g_%d_%d_%d\":[", d, c, t);
            FORK if (K.edge) fprintf(f, "%s\"g_%d_%d_%d_%d\"", n++ ? "," : "", d, c, t, k);
            fputs("]", f);
            FORK
            {
                n = 0;
                fprintf(f, ",\"g_%d_%d_%d_%d\":[", d, c, t, k);
                FORE if (K.evedge[e])
                    fprintf(f, "%s\"s_%d_%d_%d_%d_%d\"", n++ ? "," : "", d, c, t, k, e);
                if (C[c].cycle && t == 0 && k == 0)
                    fprintf(f, "%s\"g_%d_%d\"", n++ ? "," : "", d, c);
                fputs("]", f);
            }
        }
    }
    fputs("},\"solutions\":{", f);
    m = 0;
    FORSEL FORT FORK FORE fprintf(f, "%s\"s_%d_%d_%d_%d_%d\":\"%s\"", m++ ? "," : "", d, c, t, k, e,
                                  E.id);
    fputs("}}", f);
}
static FILE *
o(const char *dir, const char *n)
{
    char p[512];
    snprintf(p, sizeof p, "%s/%s", dir, n);
    FILE *f = fopen(p, "w");
    if (!f) {
        perror(p);
        exit(1);
    }
    setvbuf(f, 0, _IOFBF, 1 << 20);
    return f;
}
int
main(int ac, char **av)
{
    if (ac < 4) {
        fprintf(stderr, "usage: gen N OUTDIR fmts\n");
        return 2;
    }
    int n = atoi(av[1]);
    const char *dir = av[2];
    mkdir(dir, 0777);
    char fm[256];
    snprintf(fm, sizeof fm, ",%s,", av[3]);
    FILE *y = 0, *j = 0, *op = 0;
    int yf = !!strstr(fm, ",yamlfiles,");
    char b[512];
    if (strstr(fm, ",tsv,"))
        for (int i = 0; REL[i]; i++) {
            snprintf(b, sizeof b, "%s.facts", REL[i]);
            tsv[i] = o(dir, b);
        }
    if (strstr(fm, ",prolog,")) {
        pl = o(dir, "facts.pl");
    }
    if (strstr(fm, ",clingo,"))
        cl = o(dir, "facts.lp");
    if (strstr(fm, ",clips,"))
        cp = o(dir, "facts.clp");
    if (strstr(fm, ",yaml,"))
        y = o(dir, "w.yaml");
    if (strstr(fm, ",json,")) {
        j = o(dir, "w.json");
        putc('[', j);
    }
    if (strstr(fm, ",opa,")) {
        op = o(dir, "data.json");
        fputs("{\"devices\":{", op);
    }
    if (yf) {
        snprintf(b, sizeof b, "%s/yaml", dir);
        mkdir(b, 0777);
    }
    if (pl) { /* SWI-Prolog wants clauses of one predicate together: one temp pass per relation is avoided by :- discontiguous */
        static const int ar[] = {3, 2, 3, 3, 2, 2, 2, 4, 2, 3, 2, 2};
        for (int i = 0; REL[i]; i++)
            fprintf(pl, ":- discontiguous %s/%d.\n", REL[i], ar[i]);
    }
    for (int d = 0; d < n; d++) {
        mkdev(d);
        if (tsv[0] || pl || cl || cp)
            relational(d);
        if (y)
            yaml(y, d);
        if (j) {
            if (d)
                fputs(",\n", j);
            json(j, d);
        }
        if (op) {
            if (d)
                fputs(",\n", op);
            opa(op, d);
        }
        if (yf) {
            snprintf(b, sizeof b, "yaml/d%d.yaml", d);
            FILE *f = o(dir, b);
            yaml(f, d);
            fclose(f);
        }
    }
    if (j) {
        fputs("]\n", j);
        fclose(j);
    }
    if (op) {
        fputs("}}\n", op);
        fclose(op);
    }
    if (y)
        fclose(y);
    if (pl)
        fclose(pl);
    if (cl)
        fclose(cl);
    if (cp)
        fclose(cp);
    for (int i = 0; i < 16; i++)
        if (tsv[i])
            fclose(tsv[i]);
    return 0;
}
