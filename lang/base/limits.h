/*
 * Every limit of the program in one place. Hitting one is a diagnostic, never a crash, and counts
 * steps, rows or bytes, never time, so that it is hit at the same point on every machine.
 */
#ifndef ONUS_LANG_BASE_LIMITS_H
#define ONUS_LANG_BASE_LIMITS_H

enum {
    LIMIT_RULE_FILE_BYTES = 16 << 20, /* one .onus file */
    LIMIT_RULE_NESTING = 200,         /* parentheses, texts and blocks within each other */
    LIMIT_EXPR_DEPTH = 400,           /* operators of one expression within each other */
    LIMIT_TYPE_FIELDS = 1000,         /* fields that one item declares */
    LIMIT_TYPE_DEPTH = 64,            /* types that inherit from each other, one after the other */
    LIMIT_ENUM_VALUES = 4096,         /* values of one enum or scale */
    LIMIT_PATTERN_NODES = 4096,       /* nodes of one pattern, with those of all it uses */
    LIMIT_TABLE_ROWS = 4096,          /* rows of one table or matrix … */
    LIMIT_TABLE_EDGES = 1 << 20,      /* … and what is remembered to look up in it */
    LIMIT_SUGGESTIONS = 4 << 20, /* names compared for "did you mean" in one check of rule files */
    LIMIT_RULE_ERRORS = 200,     /* messages of one rule file before it is given up */
    LIMIT_DATA_FILE_BYTES = 1 << 30, /* one case file */
    LIMIT_DATA_NESTING = 64,         /* mappings and lists of a YAML document */
    LIMIT_WORKBOOK_BYTES = 64 << 20, /* parts of a workbook that are read, unpacked */
    LIMIT_WORKBOOK_PARTS = 10000,
    LIMIT_WORKBOOK_STYLES = 1 << 16,
    LIMIT_SHEET_ROWS = 1 << 20,   /* rows of one sheet of a workbook */
    LIMIT_SHEET_COLUMNS = 4096,   /* columns of one table of a data file … */
    LIMIT_SHEET_CELLS = 10000000, /* … and its cells */
    LIMIT_TREE_NESTING = 512,     /* objects and arrays of JSON, elements of XML */
    LIMIT_ALIAS_NODES = 1000000,  /* nodes that aliases of one file may stand for … */
    LIMIT_ALIAS_FACTOR = 10,      /* … and at most this many times the file's bytes */
    LIMIT_CASE_FILES = 100000,
    LIMIT_DATA_ENTRIES = 1000,  /* patterns under `data:` of a project file */
    LIMIT_FILE_FINDINGS = 1000, /* schema findings of one data file */
    LIMIT_POINTER_BYTES = 1024, /* a file longer than that is no stub that stands for another one */
    LIMIT_ID_BYTES = 4096,      /* a full id, "LX-200/AUTH" */
    LIMIT_REGEX_MATCH = 100000, /* PCRE2 match limit per text */
    LIMIT_REGEX_HEAP_KIB = 65536,
    LIMIT_EVAL_ROWS = 1 << 28, /* rows that are held at a time: gates and atoms of a recursion */
    LIMIT_ELEMENTS = 1000000,  /* elements of patterns in one case */
    LIMIT_MESSAGE_IDS = 8,     /* ids a message shows of a set */
    LIMIT_WHY_LINES = 8,
    LIMIT_ANSWER_CAUSES = 8,     /* findings named for an answer that is incomplete */
    LIMIT_WHY_FINDINGS = 1000,   /* findings that carry a short why */
    LIMIT_CUT_SET_TRIALS = 5000, /* cases that are judged in search of cut sets, of all claims … */
    LIMIT_CUT_SET_NODES = 1000000 /* … and sets of one size that are looked at for one claim */
};

/* Rows that one step of one rule may go through, a few at a time. */
#define LIMIT_EVAL_VISITS (UINT64_C(1) << 32)

/* One document that a case cites; it is read in parts. */
#define LIMIT_ARTEFACT_BYTES (UINT64_C(1) << 36)

#endif
