/*
 * The grammar of Onus: plain LALR(1) without conflicts or precedence declarations, so every text has
 * at most one reading (grammar.md).
 *
 * Actions build nodes (ast_build.h) and decide nothing. A quoted word is the token of that word; the
 * 96 words of decl_word are names as well. Where something is lost in recovery the item is marked
 * broken; no `yyerrok` there: bison's three quiet tokens swallow a stray brace.
 */
%require "3.8"
%code requires {
#include "lang/parse_internal.h"
}

%define api.prefix        {gram_}
%define api.token.prefix  {T_}
%define api.pure          full
%define api.value.type    union
%define api.location.type {struct span}
%define parse.error       custom
%define parse.lac         full
%locations
%expect 0
%param { struct parser *ps }

%code {
/* A rule's place is that of its parts; what is empty has none. */
#define YYLLOC_DEFAULT(cur, rhs, n)                             \
    do {                                                        \
        (cur) = SPAN_NONE;                                      \
        for (int part = 1; part <= (n); part++)                 \
            (cur) = span_join((cur), YYRHSLOC(rhs, part));      \
    } while (0)

#define RECOVERED() (ps->broken = true)

/* A word at the start of a line begins an item for certain: mistakes after it are reported at once. */
#define RESUME() do { if (parse_at_line_start(ps)) yyerrok; } while (0)

static int yylex(GRAM_STYPE *value, struct span *at, struct parser *ps);
static void yyerror(const struct span *at, struct parser *ps, const char *message);
}

%token END 0 "end of file"
%token <struct name> NAME "a name" PACK "a pack" TYPE "a type" RULE_ID "a rule code"
%token <struct entity_id> ENTITY "an entity"
%token <struct str>
    INT "a whole number" DECIMAL "a decimal number" DATE "a date" DURATION "a duration"
    CLOCK "a clock time" VERSION "a version" REGEX "a regex"
%token <struct str> DOC "a doc comment" TEXT_PART "text"
%token <bool> TEXT_BEGIN "a text"
%token TEXT_END "the end of the text" INTERP_BEGIN "'{' in a text" INTERP_END "'}' in a text"
    ROW_END "the last '|' of a row"
%token ARROW "->" LE "<=" GE ">=" NE "!=" DOT_DOT ".." DOT_PLUS ".+" DOT_STAR ".*" DOT_TILDE ".~"
    DOT_AT ".@"
%token <struct name>
    W_AND "and" W_OR "or" W_NOT "not" W_IN "in" W_IS "is" W_SOME "some" W_EVERY "every" W_NO "no"
    W_ONE "one" W_HAS "has" W_WHERE "where" W_IF "if" W_THEN "then" W_ELSE "else" W_TRUE "true"
    W_FALSE "false" W_TODAY "today" W_OTHERWISE "otherwise" W_IMPLIES "implies"
    W_ABSTRACT "abstract" W_ACCEPT "accept" W_ACYCLIC "acyclic" W_ADD "add" W_AFTER "after"
    W_ALONG "along" W_ALSO "also" W_ANY "any" W_APPLY "apply" W_AS "as" W_ASK "ask" W_AT "at"
    W_AUTHORED "authored" W_BECAUSE "because" W_BY "by" W_CASE "case" W_CATEGORY "category"
    W_CHOOSE "choose" W_CONTAINING "containing" W_CONTAINS "contains" W_CRITERION "criterion"
    W_DEFINE "define" W_DEPRECATED "deprecated" W_DISABLE "disable" W_EACH "each"
    W_EFFECTIVE "effective" W_ENTITY "entity" W_ENUM "enum" W_EXCEPT "except" W_EXEMPT "exempt"
    W_EXPECT "expect" W_EXTEND "extend" W_FINAL "final" W_FIX "fix" W_FOR "for"
    W_FORMERLY "formerly" W_FROM "from" W_GIVEN "given" W_HIT "hit" W_INTERSECT "intersect"
    W_INVERSE "inverse" W_LEAST "least" W_LET "let" W_MAPS "maps" W_MATCHES "matches"
    W_MATCHING "matching" W_MATRIX "matrix" W_MEASURE "measure" W_MEETS "meets"
    W_MISSING "missing" W_MOST "most" W_NOTHING "nothing" W_OF "of" W_ON "on" W_OPEN "open"
    W_OPTIONAL "optional" W_PARAM "param" W_PAST "past" W_PATTERN "pattern" W_PHASE "phase"
    W_PRESENT "present" W_PRIVATE "private" W_RATIONALE "rationale" W_READS "reads"
    W_REJECT "reject" W_REPLACE "replace" W_REPLACEABLE "replaceable" W_REPLACING "replacing"
    W_REQUIRE "require" W_RULE "rule" W_SAYING "saying" W_SCALE "scale" W_SET "set"
    W_SEVERITY "severity" W_SHARED "shared" W_SOURCE "source" W_STRICTER "stricter"
    W_SUBJECTS "subjects" W_SUBSET "subset" W_SUBSTANTIVE "substantive" W_TABLE "table"
    W_TAGS "tags" W_TAILOR "tailor" W_TARGET "target" W_TEST "test" W_TO "to" W_TRACE "trace"
    W_UNDEVELOPED "undeveloped" W_UNION "union" W_UNTIL "until" W_USE "use" W_VIA "via"
    W_VIEW "view" W_WHEN "when" W_WITH "with" W_WITHIN "within"

/* In front of what is no file but one question: parse.c puts it there. */
%token QUERY "a query"

%type <struct name> name decl_word value_name via_opt policy view_word
%type <name_vec> names value_names rule_ids replacing
%type <struct dotted> dotted
%type <dotted_vec> dotted_list
%type <struct type_name> type_name parent
%type <type_name_vec> type_names follows
%type <struct docs> docs
%type <struct visibility> visibility
%type <struct item *> item decl use enum scale entity extend param_item measure rule define
    criterion matrix table pattern apply source target view tailor test replaceable
%type <struct enum_value> value
%type <enum_value_vec> enum_values scale_values
%type <struct entity_marks> entity_marks entity_mark
%type <struct text *> text stored reads by
%type <text_part_vec> text_parts
%type <field_vec> fields
%type <struct field_decl *> field
%type <field_mark_vec> field_marks param_marks
%type <struct field_mark *> field_mark
%type <struct bounds> range
%type <struct type_expr *> type base_type result
%type <type_vec> union_types
%type <struct param_decl *> param
%type <struct parameter> parameter
%type <parameter_vec> parameters parameter_list
%type <clause_vec> rule_clauses criterion_clauses
%type <struct clause *> rule_clause about subjects let_clause duty criterion_clause
%type <mapping_vec> mappings
%type <struct mapping> mapping
%type <each_vec> for_each for_each_opt each_vars in_vars
%type <struct each_var> each_var in_var
%type <struct expr *> where
%type <struct query_decl> query
%type <binding_vec> query_columns query_lets
%type <each_vec> query_vars
%type <binding_vec> let bindings
%type <struct binding> binding
%type <struct expr *> place
%type <bool> change if_any authored
%type <step_vec> steps
%type <struct trace_step> step
%type <expr_vec> paths terms
%type <struct outputs> outputs
%type <row_vec> rows
%type <struct table_row> row
%type <cell_vec> cells
%type <struct table_cell> cell
%type <cell_value_vec> cell_alternatives
%type <struct cell_value> cell_value
%type <node_vec> nodes
%type <struct pattern_node *> node
%type <node_mark_vec> node_marks
%type <struct node_mark *> node_mark
%type <struct node_body> body
%type <node_part_vec> body_parts
%type <struct setting> setting
%type <setting_vec> settings
%type <struct item_name> field_name param_name item_name
%type <statement_vec> statements
%type <struct statement *> statement
%type <entry_vec> entries
%type <struct entry *> entry
%type <struct target_key> key
%type <struct view_name> view_name
%type <view_clause_vec> view_clauses
%type <struct view_clause *> view_clause chain
%type <deviation_vec> deviations
%type <struct deviation *> deviation
%type <struct reason> reason
%type <struct str> on until
%type <test_clause_vec> test_clauses
%type <struct test_clause *> test_clause
%type <struct thing_name> at_thing subject thing_name id id_part
%type <struct test_clause *> saying
%type <thing_vec> things
%type <struct thing *> thing
%type <member_vec> members
%type <struct thing_member> member
%type <struct datum *> datum element_name role
%type <datum_vec> data
%type <struct expr *> number literal constant braced expr closed open tail quantified conditional
    factor comparison term union intersection fallback sum product unary path hop call primary
    argument set element
%type <expr_vec> constants arguments argument_list elements
%type <struct mixed_chain *> and_chain or_chain mixed
%type <enum expr_kind> compare order
%type <struct kind_test> kind
%type <struct name> member_name

/* Every value above is a number or points into ps->arena, so a symbol bison throws away during
 * recovery owns nothing and needs no %destructor. */

%%

file:
  items
| items QUERY query               { ps->ast->query = NEW(struct query_decl, $3.each, $3.lets, $3.expr,
                                                         @3); }
;

/* ---- questions: one expression, or variables as in a rule ---- */

query:
  expr                            { $$ = (struct query_decl){ .expr = $1 }; }
| query_vars query_columns         { $$ = (struct query_decl){ .each = $1, .lets = $2 }; }
| for_each query_columns            { $$ = (struct query_decl){ .each = $1, .lets = $2 }; }
;
query_vars:                       /* `for each` left out: the first variable says its type */
  NAME[n] ':' type_name[t] where[w]
                                  { struct each_var v = { .name = $n, .type = $t,
                                                          .span = span_join(@n, @t) };
                                    FIRST($$, each_where(v, $w, @$)); }
| query_vars ',' each_var where   { APPEND($$, $1, each_where($3, $4, span_join(@3, @4))); }
;
query_columns:
  %empty                          { NONE($$); }
| query_lets
;
query_lets:
  "let" binding                   { FIRST($$, $2); }
| query_lets "let" binding        { APPEND($$, $1, $3); }
| query_lets ',' binding          { APPEND($$, $1, $3); }
;

/* ---- words that are names ---- */

name: NAME | decl_word;

decl_word:                        /* contextual: also an ordinary name */
   "abstract" | "accept" | "acyclic" | "add" | "after" | "along" | "also" | "any" | "apply" | "as"
    | "ask" | "at" | "authored" | "because" | "by" | "case" | "category" | "choose" | "containing"
    | "contains" | "criterion" | "define" | "deprecated" | "disable" | "each" | "effective"
    | "entity" | "enum" | "except" | "exempt" | "expect" | "extend" | "final" | "fix" | "for"
    | "formerly" | "from" | "given" | "hit" | "intersect" | "inverse" | "least" | "let" | "maps"
    | "matches" | "matching" | "matrix" | "measure" | "meets" | "missing" | "most" | "nothing"
    | "of" | "on" | "open" | "optional" | "param" | "past" | "pattern" | "phase" | "present"
    | "private" | "rationale" | "reads" | "reject" | "replace" | "replaceable" | "replacing"
    | "require" | "rule" | "saying" | "scale" | "set" | "severity" | "shared" | "source"
    | "stricter" | "subjects" | "subset" | "substantive" | "table" | "tags" | "tailor" | "target"
    | "test" | "to" | "trace" | "undeveloped" | "union" | "until" | "use" | "via" | "view"
    | "when" | "with" | "within";

names:
  name                            { FIRST($$, $1); }
| names ',' name                  { APPEND($$, $1, $3); }
;
dotted:
  name                            { $$ = dotted_add(ps, (struct dotted){ 0 }, $1); }
| dotted '.' name                 { $$ = dotted_add(ps, $1, $3); }
;
dotted_list:
  dotted                          { FIRST($$, $1); }
| dotted_list ',' dotted          { APPEND($$, $1, $3); }
;
type_name:                        /* Goal, gsn.Goal */
  TYPE                            { $$ = (struct type_name){ .name = $1, .span = @$ }; }
| PACK '.' TYPE                   { $$ = (struct type_name){ .pack = $1, .name = $3, .span = @$ }; }
;
type_names:
  type_name                       { FIRST($$, $1); }
| type_names ',' type_name        { APPEND($$, $1, $3); }
;

/* ---- file and items ---- */

items:
  %empty
| items item                      { ast_add_item(ps, $2); }
| items error                     { ast_add_error(ps, @2); }
;
item:
  docs visibility { RESUME(); } decl
                                  { $$ = item_place(ps, $4, $1, $2, span_join(@2, @4)); }
;
docs:
  %empty                          { NONE($$); }
| docs DOC                        { $$ = docs_add(ps, $1, $2, @2); }
;
visibility:
  %empty                          { NONE($$); }
| "private"                       { $$ = (struct visibility){ .is_private = true }; }
| "deprecated" text               { $$ = (struct visibility){ .deprecated = $2 }; }
;
decl:
  use | enum | entity | extend | param_item | measure | rule | pattern | apply | source | target
| view | tailor | test
| replaceable
| "replaceable" replaceable       { $$ = item_replaceable($2); }
;
replaceable: scale | define | criterion | matrix | table;
param_item:
  param                           { $$ = ITEM(ITEM_PARAM, @1, .param = *$1); }
;
comma: %empty | ',';              /* optional between one-per-line parts */
use:
  "use" dotted                    { $$ = ITEM(ITEM_USE, @1, .use = { .module = $2 }); }
| "use" dotted "as" name          { $$ = ITEM(ITEM_USE, @1, .use = { $2, $4 }); }
;

/* ---- model ---- */

enum:
  "enum" TYPE '=' enum_values     { $$ = ITEM(ITEM_ENUM, @1, .enumeration = { $2, $4 }); }
;
enum_values:
  value                           { FIRST($$, $1); }
| enum_values '|' value           { APPEND($$, $1, $3); }
;
scale:
  "scale" TYPE '=' value '<' scale_values
                                  { $$ = ITEM(ITEM_SCALE, @1,
                                              .enumeration = { $2, values_after(ps, $4, $6) }); }
;
scale_values:
  value                           { FIRST($$, $1); }
| scale_values '<' value          { APPEND($$, $1, $3); }
;
value:
  value_name                      { $$ = (struct enum_value){ .name = $1, .span = @$ }; }
| value_name "as" text            { $$ = (struct enum_value){ .name = $1, .spelling = $3, .span = @$ }; }
| value "also" name               { $$ = enum_also(ps, $1, (struct enum_alias){ .name = $3 }, @$); }
| value "also" text               { $$ = enum_also(ps, $1, (struct enum_alias){ .text = $3 }, @$); }
;
value_name: name | "no";
entity:
  entity_marks "entity" TYPE parent stored '{' fields close
                                  { $$ = ITEM(ITEM_ENTITY, @2,
                                              .entity = { $3, $1.is_abstract, $1.is_open, $4, $5, $7 }); }
;
entity_marks:
  %empty                          { NONE($$); }
| entity_marks entity_mark        { $$ = (struct entity_marks){ $1.is_abstract || $2.is_abstract,
                                                                $1.is_open || $2.is_open }; }
;
entity_mark:
  "abstract"                      { $$ = (struct entity_marks){ .is_abstract = true }; }
| "open"                          { $$ = (struct entity_marks){ .is_open = true }; }
;
parent:
  %empty                          { NONE($$); }
| "is" type_name                  { $$ = $2; }
;
stored:
  %empty                          { $$ = NULL; }
| "from" text                     { $$ = $2; }
;
extend:
  "extend" type_name '{' fields close
                                  { $$ = ITEM(ITEM_EXTEND, @1, .extend = { $2, $4 }); }
;
fields:
  %empty                          { NONE($$); }
| fields docs field comma         { APPEND($$, $1, *field_document(ps, $3, $2)); }
| fields error field comma        { RECOVERED(); APPEND($$, $1, *$3); }
;
field:
  NAME ':' type field_marks       { $$ = NEW(struct field_decl, .name = $1, .type = *$3, .marks = $4,
                                             .span = @$); }
| NAME ':' "contains" type field_marks
                                  { $$ = NEW(struct field_decl, .name = $1, .contains = true,
                                             .type = *$4, .marks = $5, .span = @$); }
;
field_marks:
  %empty                          { NONE($$); }
| field_marks field_mark          { APPEND($$, $1, *$2); }
;
field_mark:
  "inverse" name                  { $$ = NEW(struct field_mark, MARK_INVERSE, $2, .span = @$); }
| "acyclic"                       { $$ = NEW(struct field_mark, MARK_ACYCLIC, .span = @$); }
| "past"                          { $$ = NEW(struct field_mark, MARK_PAST, .span = @$); }
| "matching" REGEX                { $$ = NEW(struct field_mark, MARK_MATCHING, .span = @$,
                                             .value = EXPR(EXPR_REGEX, @2, .literal = $2)); }
| range                           { $$ = NEW(struct field_mark, MARK_WITHIN, .range = $1, .span = @$); }
| '=' constant                    { $$ = NEW(struct field_mark, MARK_DEFAULT, .value = $2, .span = @$); }
;
range:
  "within" constant ".." constant { $$ = (struct bounds){ $2, $4, @$ }; }
;
type:
  base_type
| base_type '?'                   { $$ = type_times($1, MULT_OPTIONAL, @$); }
| base_type '*'                   { $$ = type_times($1, MULT_ANY, @$); }
| base_type '+'                   { $$ = type_times($1, MULT_SOME, @$); }
;
base_type:
  NAME                            { $$ = NEW(struct type_expr, .form = TYPE_FORM_NAME, .span = @$,
                                             .name = { .name = $1, .span = @1 }); }
| type_name                       { $$ = NEW(struct type_expr, .form = TYPE_FORM_NAME, .span = @$,
                                             .name = $1); }
| '(' union_types ')'             { $$ = NEW(struct type_expr, .form = TYPE_FORM_UNION, .span = @$,
                                             .members = $2); }
| '{' value_names '}'             { $$ = NEW(struct type_expr, .form = TYPE_FORM_ENUM, .span = @$,
                                             .values = $2); }
;
union_types:
  base_type '|' base_type         { FIRST($$, *$1); APPEND($$, $$, *$3); }
| union_types '|' base_type       { APPEND($$, $1, *$3); }
;
value_names:
  value_name                      { FIRST($$, $1); }
| value_names ',' value_name      { APPEND($$, $1, $3); }
;

/* ---- definitions ---- */

param:
  "param" parameter '=' constant param_marks
                                  { $$ = NEW(struct param_decl, $2, $4, $5); }
;
param_marks:
  %empty                          { NONE($$); }
| param_marks range               { APPEND($$, $1, (struct field_mark){ .kind = MARK_WITHIN,
                                                                        .range = $2, .span = @2 }); }
| param_marks "stricter" name     { APPEND($$, $1, (struct field_mark){
                                        .kind = MARK_STRICTER, .name = $3, .span = span_join(@2, @3) }); }
;
parameter:
  NAME ':' type                   { $$ = (struct parameter){ $1, *$3, @$ }; }
;
parameters:
  %empty                          { NONE($$); }
| parameter_list
;
parameter_list:
  parameter                       { FIRST($$, $1); }
| parameter_list ',' parameter    { APPEND($$, $1, $3); }
;
result:
  %empty                          { $$ = NULL; }
| "->" type                       { $$ = $2; }
;
reads:
  %empty                          { $$ = NULL; }
| "reads" text                    { $$ = $2; }
;
define:
  "define" name '(' parameters ')' result reads ':' expr
                                  { $$ = ITEM(ITEM_DEFINE, @1, .define = { $2, $4, $6, $7, $9 }); }
;
measure:
  "measure" name '(' parameter ')' "->" type "along" terms reads ':' expr
                                  { $$ = ITEM(ITEM_MEASURE, @1,
                                              .measure = { $2, $4, *$7, $9, $10, $12 }); }
;
terms:
  term                            { FIRST($$, $1); }
| terms ',' term                  { APPEND($$, $1, $3); }
;

/* ---- rules and criteria ---- */

rule:
  "rule" RULE_ID text '{' rule_clauses close
                                  { $$ = ITEM(ITEM_RULE, @1,
                                              .rule = { .code = $2, .title = $3, .clauses = $5 }); }
;
rule_clauses:
  %empty                          { NONE($$); }
| rule_clauses rule_clause        { APPEND($$, $1, *$2); }
| rule_clauses param              { APPEND($$, $1, *CLAUSE(CLAUSE_PARAM, @2, .param = $2)); }
| rule_clauses error rule_clause  { RECOVERED(); APPEND($$, $1, *$3); }
;
rule_clause: about | subjects | duty;
close:                            /* of an item: a lost brace costs one item */
  '}'
| error '}'                       { RECOVERED(); }
| error                           { RECOVERED(); }
;
end:                              /* of a block inside an item */
  '}'
| error '}'                       { RECOVERED(); }
;
about:
  "category" name                 { $$ = CLAUSE(CLAUSE_CATEGORY, @$, .name = $2); }
| "severity" name                 { $$ = CLAUSE(CLAUSE_SEVERITY, @$, .name = $2); }
| "phase" name                    { $$ = CLAUSE(CLAUSE_PHASE, @$, .phase = { .from = $2 }); }
| "phase" name ".." name          { $$ = CLAUSE(CLAUSE_PHASE, @$, .phase = { $2, $4 }); }
| "maps" mappings                 { $$ = CLAUSE(CLAUSE_MAPS, @$, .maps = $2); }
| "effective" "from" DATE         { $$ = CLAUSE(CLAUSE_EFFECTIVE, @$, .date = $3); }
| "after" rule_ids                { $$ = CLAUSE(CLAUSE_AFTER, @$, .codes = $2); }
| "formerly" rule_ids             { $$ = CLAUSE(CLAUSE_FORMERLY, @$, .codes = $2); }
| "tags" names                    { $$ = CLAUSE(CLAUSE_TAGS, @$, .codes = $2); }
| "rationale" text                { $$ = CLAUSE(CLAUSE_RATIONALE, @$, .text = $2); }
| "final"                         { $$ = CLAUSE(CLAUSE_FINAL, @$, .text = NULL); }
| "expect" "subjects"             { $$ = CLAUSE(CLAUSE_EXPECT_SUBJECTS, @$, .text = NULL); }
;
mappings:
  mapping                         { FIRST($$, $1); }
| mappings ',' mapping            { APPEND($$, $1, $3); }
;
mapping:
  name text                       { $$ = (struct mapping){ $1, $2 }; }
;
rule_ids:
  RULE_ID                         { FIRST($$, $1); }
| rule_ids ',' RULE_ID            { APPEND($$, $1, $3); }
;
subjects:
  for_each                        { $$ = CLAUSE(CLAUSE_FOR_EACH, @$, .each = $1); }
| let_clause
;
let_clause:
  let                             { $$ = CLAUSE(CLAUSE_LET, @$, .let = $1); }
;
for_each:
  "for" "each" each_vars          { $$ = $3; }
;
each_vars:
  each_var where                  { FIRST($$, each_where($1, $2, @$)); }
| each_vars ',' each_var where    { APPEND($$, $1, each_where($3, $4, span_join(@3, @4))); }
;
each_var:
  NAME ':' type_name              { $$ = (struct each_var){ .name = $1, .type = $3, .span = @$ }; }
| in_var
;
in_vars:
  in_var where                    { FIRST($$, each_where($1, $2, @$)); }
| in_vars ',' in_var where        { APPEND($$, $1, each_where($3, $4, span_join(@3, @4))); }
;
in_var:
  name "in" term                  { $$ = (struct each_var){ .name = $1, .set = $3, .span = @$ }; }
;
where:
  %empty                          { $$ = NULL; }
| "where" expr                    { $$ = $2; }
;
let:
  "let" bindings                  { $$ = $2; }
;
bindings:
  binding                         { FIRST($$, $1); }
| bindings ',' binding            { APPEND($$, $1, $3); }
;
binding:
  name '=' expr                   { $$ = (struct binding){ $1, $3 }; }
;
duty:
  "require" expr place "else" text
                                  { $$ = CLAUSE(CLAUSE_REQUIRE, @$, .require = { $2, $3, $5 }); }
| "require" "trace" '{' steps end { $$ = CLAUSE(CLAUSE_TRACE, @$, .trace = $4); }
| "fix" text                      { $$ = CLAUSE(CLAUSE_FIX_TEXT, @$, .text = $2); }
| "fix" change path '=' expr      { $$ = CLAUSE(CLAUSE_FIX_CHANGE, @$, .fix = { $2, $3, .value = $5 }); }
| "fix" change path "ask" text    { $$ = CLAUSE(CLAUSE_FIX_CHANGE, @$, .fix = { $2, $3, .ask = $5 }); }
;
place:
  %empty                          { $$ = NULL; }
| "at" path                       { $$ = $2; }
;
change:
  "set"                           { $$ = false; }
| "add"                           { $$ = true; }
;
steps:
  step                            { FIRST($$, $1); }
| steps step                      { APPEND($$, $1, $2); }
;
step:
  "some" path "as" name "else" text
                                  { $$ = (struct trace_step){ STEP_SOME, $2, $4, $6, @$ }; }
| "every" path "as" name "else" text
                                  { $$ = (struct trace_step){ STEP_EVERY, $2, $4, $6, @$ }; }
| expr "else" text                { $$ = (struct trace_step){ .kind = STEP_CONDITION, .expr = $1,
                                                              .message = $3, .span = @$ }; }
;
criterion:
  "criterion" name RULE_ID text '{' criterion_clauses close
                                  { $$ = ITEM(ITEM_CRITERION, @1, .rule = { $2, $3, $4, $6 }); }
;
criterion_clauses:
  %empty                          { NONE($$); }
| criterion_clauses criterion_clause
                                  { APPEND($$, $1, *$2); }
| criterion_clauses param         { APPEND($$, $1, *CLAUSE(CLAUSE_PARAM, @2, .param = $2)); }
| criterion_clauses error criterion_clause
                                  { RECOVERED(); APPEND($$, $1, *$3); }
;
criterion_clause:
  rule_clause
| "accept" "when" expr            { $$ = CLAUSE(CLAUSE_ACCEPT, @$, .accept = { .when = $3 }); }
| "accept" "when" expr "given" paths
                                  { $$ = CLAUSE(CLAUSE_ACCEPT, @$, .accept = { $3, $5 }); }
| "reject" text                   { $$ = CLAUSE(CLAUSE_REJECT, @$, .text = $2); }
;
paths:
  path                            { FIRST($$, $1); }
| paths ',' path                  { APPEND($$, $1, $3); }
;

/* ---- matrices and tables (the lexer is in row mode) ---- */

matrix:
  "matrix" name '(' parameters ')' "->" type '{' rows close
                                  { $$ = ITEM(ITEM_MATRIX, @1, .table = { .name = $2, .params = $4,
                                              .result = $7, .rows = $9 }); }
;
table:
  "table" name '(' parameters ')' "->" outputs policy '{' rows close
                                  { $$ = ITEM(ITEM_TABLE, @1,
                                              .table = { $2, $4, $7.one, $7.many, $8, $10 }); }
;
outputs:
  type                            { $$ = (struct outputs){ .one = $1 }; }
| '(' parameter_list ')'          { $$ = (struct outputs){ .many = $2 }; }
;
policy:                           /* unique (default), first, collect */
  %empty                          { NONE($$); }
| "hit" name                      { $$ = $2; }
;
rows:
  row                             { FIRST($$, $1); }
| rows row                        { APPEND($$, $1, $2); }
;
row:
  '|' cells ROW_END               { $$ = (struct table_row){ $2, @$ }; }
;
cells:
  cell                            { FIRST($$, $1); }
| cells '|' cell                  { APPEND($$, $1, $3); }
;
cell:                             /* '-': any; a \ b: a matrix's corner */
  %empty                          { $$ = (struct table_cell){ .kind = CELL_EMPTY, .span = @0 }; }
| '-'                             { $$ = (struct table_cell){ .kind = CELL_ANY, .span = @$ }; }
| name '\\' name                  { $$ = (struct table_cell){ .kind = CELL_CORNER, .row_axis = $1,
                                                              .column_axis = $3, .span = @$ }; }
| cell_alternatives               { $$ = (struct table_cell){ .kind = CELL_VALUES, .values = $1,
                                                              .span = @$ }; }
;
cell_alternatives:
  cell_value                      { FIRST($$, $1); }
| cell_alternatives ',' cell_value
                                  { APPEND($$, $1, $3); }
;
cell_value:
  constant                        { $$ = (struct cell_value){ .kind = CELL_IS, .value = $1 }; }
| constant ".." constant          { $$ = (struct cell_value){ CELL_RANGE, $1, $3 }; }
| order constant                  { $$ = cell_compare($1, $2); }
;
order:
  '<'                             { $$ = EXPR_LT; }
| '>'                             { $$ = EXPR_GT; }
| "<="                            { $$ = EXPR_LE; }
| ">="                            { $$ = EXPR_GE; }
;

/* ---- patterns ---- */

pattern:
  "pattern" TYPE '(' parameters ')' follows '{' nodes close
                                  { $$ = ITEM(ITEM_PATTERN, @1, .pattern = { $2, $4, $6, $8 }); }
;
follows:
  %empty                          { NONE($$); }
| "after" type_names              { $$ = $2; }
;
nodes:
  %empty                          { NONE($$); }
| nodes node                      { APPEND($$, $1, $2); }
;
node:
  type_name TYPE node_marks body  { $$ = NEW(struct pattern_node, .kind = NODE_ROLE, .type = $1,
                                             .role = $2, .marks = $3, .has_body = $4.written,
                                             .parts = $4.parts, .span = @$); }
| "use" type_name '(' arguments ')' node_marks
                                  { $$ = NEW(struct pattern_node, .kind = NODE_USE, .type = $2,
                                             .args = $4, .marks = $6, .span = @$); }
| "choose" INT "of" '{' nodes end { $$ = NEW(struct pattern_node, .kind = NODE_CHOOSE, .choose = $2,
                                             .has_body = true, .parts = node_parts(ps, $5),
                                             .span = @$); }
;
node_marks:
  %empty                          { NONE($$); }
| node_marks node_mark            { APPEND($$, $1, *$2); }
;
node_mark:
  text                            { $$ = NEW(struct node_mark, NODE_TEXT, .text = $1, .span = @$); }
| for_each                        { $$ = NEW(struct node_mark, NODE_FOR_EACH, .each = $1, .span = @$); }
| "at" "least" INT                { $$ = NEW(struct node_mark, NODE_AT_LEAST, .count = $3, .span = @$); }
| "at" "most" INT                 { $$ = NEW(struct node_mark, NODE_AT_MOST, .count = $3, .span = @$); }
| "shared" "by" '(' argument_list ')'
                                  { $$ = NEW(struct node_mark, NODE_SHARED, .args = $4, .span = @$); }
| "when" expr                     { $$ = NEW(struct node_mark, NODE_WHEN, .when = $2, .span = @$); }
| "optional"                      { $$ = NEW(struct node_mark, NODE_OPTIONAL, .span = @$); }
| "undeveloped"                   { $$ = NEW(struct node_mark, NODE_UNDEVELOPED, .span = @$); }
| "via" name                      { $$ = NEW(struct node_mark, NODE_VIA, .via = $2, .span = @$); }
;
body:
  %empty                          { NONE($$); }
| '{' body_parts end              { $$ = (struct node_body){ true, $2 }; }
;
body_parts:
  %empty                          { NONE($$); }
| body_parts node                 { APPEND($$, $1, (struct node_part){ .node = $2 }); }
| body_parts setting comma        { APPEND($$, $1, (struct node_part){ .setting = $2 }); }
;
setting:
  field_name ':' expr             { $$ = setting_of($1, $3, @$); }
;
field_name:                       /* owner, acme.owner */
  NAME                            { $$ = (struct item_name){ .code = $1 }; }
| NAME '.' NAME                   { $$ = (struct item_name){ .type = { .pack = $1 }, .code = $3 }; }
;
apply:
  "apply" type_name '(' arguments ')' for_each_opt "as" authored RULE_ID text '{' rule_clauses close
                                  { $$ = ITEM(ITEM_APPLY, @1,
                                              .apply = { { .code = $9, .title = $10, .clauses = $12 },
                                                         $2, $4, $6, $8 }); }
;
for_each_opt:
  %empty                          { NONE($$); }
| for_each
;
authored:
  %empty                          { $$ = false; }
| "authored"                      { $$ = true; }
;

/* ---- sources, targets, views ---- */

source:
  "source" name "from" names '{' statements close
                                  { $$ = ITEM(ITEM_SOURCE, @1, .source = { $2, $4, $6 }); }
;
statements:
  %empty                          { NONE($$); }
| statements statement            { APPEND($$, $1, $2); }
;
statement:
  "for" in_vars '{' statements end
                                  { $$ = NEW(struct statement, STATEMENT_FOR, .each = $2, .body = $4,
                                             .span = @$); }
| "for" "any" in_vars '{' statements end
                                  { $$ = NEW(struct statement, STATEMENT_FOR_ANY, .each = $3,
                                             .body = $5, .span = @$); }
| "when" expr '{' statements end  { $$ = NEW(struct statement, STATEMENT_WHEN, .condition = $2,
                                             .body = $4, .span = @$); }
| "require" expr "else" text      { $$ = NEW(struct statement, STATEMENT_REQUIRE, .condition = $2,
                                             .message = $4, .span = @$); }
| let                             { $$ = NEW(struct statement, STATEMENT_LET, .let = $1, .span = @$); }
| type_name path '{' settings end { $$ = NEW(struct statement, STATEMENT_ENTITY, .type = $1, .id = $2,
                                             .settings = $4, .span = @$); }
| "add" type_name path '{' settings end
                                  { $$ = NEW(struct statement, STATEMENT_ADD, .type = $2, .id = $3,
                                             .settings = $5, .span = @$); }
;
settings:
  %empty                          { NONE($$); }
| settings setting comma          { APPEND($$, $1, $2); }
;
target:
  "target" name "to" name '{' entries close
                                  { $$ = ITEM(ITEM_TARGET, @1, .target = { $2, $4, $6 }); }
;
entries:
  %empty                          { NONE($$); }
| entries entry                   { APPEND($$, $1, $2); }
;
entry:
  key ':' expr comma              { $$ = NEW(struct entry, ENTRY_VALUE, $1, $3, .span = span_join(@1, @3)); }
| key '{' entries end             { $$ = NEW(struct entry, ENTRY_MAPPING, $1, .body = $3, .span = @$); }
| key for_each '{' entries end    { $$ = NEW(struct entry, ENTRY_LIST, $1, .each = $2, .body = $4,
                                             .span = @$); }
| for_each '{' entries end        { $$ = NEW(struct entry, ENTRY_FOR_EACH, .each = $1, .body = $3,
                                             .span = @$); }
| "when" expr '{' entries end     { $$ = NEW(struct entry, ENTRY_WHEN, .value = $2, .body = $4,
                                             .span = @$); }
| "within" expr                   { $$ = NEW(struct entry, ENTRY_WITHIN, .value = $2, .span = @$); }
| let                             { $$ = NEW(struct entry, ENTRY_LET, .let = $1, .span = @$); }
;
key:                              /* $: the whole document */
  NAME                            { $$ = (struct target_key){ .kind = KEY_NAME, .name = $1, .span = @$ }; }
| text                            { $$ = (struct target_key){ .kind = KEY_TEXT, .text = $1, .span = @$ }; }
| '$'                             { $$ = (struct target_key){ .kind = KEY_DOCUMENT, .span = @$ }; }
;
view:
  "view" view_name '{' view_clauses close
                                  { $$ = ITEM(ITEM_VIEW, @1, .view = { $2.name, $2.type, $4 }); }
;
view_name:
  name                            { $$ = (struct view_name){ .name = $1 }; }
| type_name                       { $$ = (struct view_name){ .type = $1 }; }
;
view_clauses:
  %empty                          { NONE($$); }
| view_clauses view_clause        { APPEND($$, $1, *$2); }
;
view_clause:
  view_word dotted_list           { $$ = NEW(struct view_clause, VIEW_PATHS, $1, .paths = $2, .span = @$); }
| view_word text                  { $$ = NEW(struct view_clause, VIEW_TEXT, $1, .text = $2, .span = @$); }
| view_word '(' argument_list ')' { $$ = NEW(struct view_clause, VIEW_ARGUMENTS, $1, .args = $3, .span = @$); }
| chain
| for_each                        { $$ = NEW(struct view_clause, VIEW_FOR_EACH, .each = $1, .span = @$); }
;
view_word: NAME | "after" | "from" | "matrix" | "until";
chain:
  type_name "->" name             { $$ = NEW(struct view_clause, VIEW_CHAIN, .chain_type = $1, .span = @$);
                                    FIRST($$->chain, $3); }
| chain "->" name                 { $$ = $1; APPEND($$->chain, $1->chain, $3); $$->span = @$; }
;

/* ---- tailoring ---- */

tailor:
  "tailor" dotted '{' deviations close
                                  { $$ = ITEM(ITEM_TAILOR, @1, .tailor = { $2, $4 }); }
;
deviations:
  %empty                          { NONE($$); }
| deviations deviation reason     { APPEND($$, $1, *deviation_because($2, $3, span_join(@2, @3))); }
| deviations error deviation reason
                                  { RECOVERED();
                                    APPEND($$, $1, *deviation_because($3, $4, span_join(@3, @4))); }
;
deviation:
  "set" param_name '=' expr       { $$ = NEW(struct deviation, DEVIATION_SET, .target = $2.dotted,
                                             .code = $2.code, .value = $4); }
| "severity" RULE_ID '=' name     { $$ = NEW(struct deviation, DEVIATION_SEVERITY, .code = $2,
                                             .severity = $4); }
| "exempt" RULE_ID "where" expr   { $$ = NEW(struct deviation, DEVIATION_EXEMPT, .code = $2, .value = $4); }
| "disable" RULE_ID               { $$ = NEW(struct deviation, DEVIATION_DISABLE, .code = $2); }
| "replace" item_name "with" item_name
                                  { $$ = NEW(struct deviation, DEVIATION_REPLACE, .target = $2.dotted,
                                             .target_type = $2.type, .with = $4.dotted,
                                             .with_type = $4.type); }
;
param_name:
  dotted                          { $$ = (struct item_name){ .dotted = $1 }; }
| RULE_ID '.' name                { $$ = (struct item_name){ .code = $1 };
                                    $$.dotted = dotted_add(ps, $$.dotted, $3); }
;
item_name:
  dotted                          { $$ = (struct item_name){ .dotted = $1 }; }
| type_name                       { $$ = (struct item_name){ .type = $1 }; }
;
reason:
  replacing "because" text until by
                                  { $$ = (struct reason){ $1, $3, $4, @4, $5 }; }
;
replacing:
  %empty                          { NONE($$); }
| "replacing" names               { $$ = $2; }
;
until:
  %empty                          { NONE($$); }
| "until" DATE                    { $$ = $2; }
;
by:
  %empty                          { $$ = NULL; }
| "by" text                       { $$ = $2; }
;

/* ---- tests ---- */

test:
  "test" text on '{' test_clauses close
                                  { $$ = ITEM(ITEM_TEST, @1, .test = { $2, $3, $5 }); }
;
on:
  %empty                          { NONE($$); }
| "on" DATE                       { $$ = $2; }
;
test_clauses:
  %empty                          { NONE($$); }
| test_clauses test_clause        { APPEND($$, $1, *$2); }
| test_clauses error test_clause  { RECOVERED(); APPEND($$, $1, *$3); }
;
test_clause:
  "given" '{' things end          { $$ = NEW(struct test_clause, TEST_GIVEN, .given = $3, .span = @$); }
| "given" "case" text             { $$ = NEW(struct test_clause, TEST_GIVEN_CASE, .folder = $3, .span = @$); }
| "expect" RULE_ID at_thing saying
                                  { $$ = expectation($4, TEST_EXPECT, $2, $3, @$); }
| "expect" "no" RULE_ID at_thing  { $$ = expectation(NEW(struct test_clause, TEST_ERROR),
                                                     TEST_EXPECT_NOT, $3, $4, @$); }
| "expect" NAME RULE_ID at_thing saying
                                  { $$ = expectation($5, TEST_EXPECT_INDETERMINATE, $3, $4, @$);
                                    $$->word = $2; }
| "expect" NAME subject "by" dotted
                                  { $$ = NEW(struct test_clause, TEST_EXPECT_DECISION, .word = $2,
                                             .at = $3, .has_at = true, .by = $5, .span = @$); }
| "expect" "nothing" "else"       { $$ = NEW(struct test_clause, TEST_EXPECT_NOTHING_ELSE, .span = @$); }
;
at_thing:
  %empty                          { NONE($$); }
| "at" subject                    { $$ = $2; }
;
subject:
  thing_name
| element_name                    { $$ = (struct thing_name){ .element = $1, .span = @$ }; }
;
saying:
  %empty                          { $$ = NEW(struct test_clause, TEST_ERROR); }
| "saying" text                   { $$ = NEW(struct test_clause, TEST_ERROR, .saying = $2); }
| "saying" "containing" text      { $$ = NEW(struct test_clause, TEST_ERROR, .saying = $3,
                                             .containing = true); }
;
things:
  %empty                          { NONE($$); }
| things thing                    { APPEND($$, $1, $2); }
;
thing:
  type_name id via_opt '{' members end
                                  { $$ = NEW(struct thing, $1, $2, $3, $5, @$); }
;
via_opt:
  %empty                          { NONE($$); }
| "via" name                      { $$ = $2; }
;
members:
  %empty                          { NONE($$); }
| members member comma            { APPEND($$, $1, $2); }
;
member:
  field_name ':' datum            { $$ = (struct thing_member){ .pack = $1.type.pack, .field = $1.code,
                                                                .value = $3, .span = @$ }; }
| thing                           { $$ = (struct thing_member){ .thing = $1, .span = @$ }; }
;
datum:
  literal                         { $$ = NEW(struct datum, DATUM_LITERAL, .literal = $1, .span = @$); }
| '-' number                      { $$ = NEW(struct datum, DATUM_LITERAL, .span = @$,
                                             .literal = EXPR(EXPR_NEGATE, @$, .unary = $2)); }
| thing_name                      { $$ = NEW(struct datum, DATUM_THING, .thing = $1, .span = @$); }
| element_name
| '[' ']'                         { $$ = NEW(struct datum, DATUM_LIST, .span = @$); }
| '[' data ']'                    { $$ = NEW(struct datum, DATUM_LIST, .items = $2, .span = @$); }
;
data:
  datum                           { FIRST($$, $1); }
| data ',' datum                  { APPEND($$, $1, $3); }
;
element_name:                     /* P.Role(A, B) */
  role '(' ')'                    { $$ = $1; $$->span = @$; }
| role '(' data ')'               { $$ = $1; $$->items = $3; $$->span = @$; }
;
role:
  type_name '.' TYPE              { $$ = NEW(struct datum, DATUM_ROLE, .pattern = $1, .role = $3); }
;
thing_name:                       /* X-1, Threat:X-1 */
  id
| type_name ':' id                { $$ = $3; $$.type = $1; $$.span = @$; }
;
id:
  id_part
| id '/' id_part                  { $$ = id_join(ps, $1, $3, @$); }
;
id_part:
  name                            { $$ = id_of_name(ps, $1); }
| "no"                            { $$ = id_of_name(ps, $1); }
| "one"                           { $$ = id_of_name(ps, $1); }
| "some"                          { $$ = id_of_name(ps, $1); }
| "every"                         { $$ = id_of_name(ps, $1); }
| "today"                         { $$ = id_of_name(ps, $1); }
| TYPE                            { $$ = id_of_name(ps, $1); }
| RULE_ID                         { $$ = id_of_name(ps, $1); }
| text                            { $$ = id_of_text(ps, $1); }
;

/* ---- constants and texts ---- */

number:
  INT                             { $$ = EXPR(EXPR_INT, @$, .literal = $1); }
| DECIMAL                         { $$ = EXPR(EXPR_DECIMAL, @$, .literal = $1); }
;
literal:
  number
| DATE                            { $$ = EXPR(EXPR_DATE, @$, .literal = $1); }
| DURATION                        { $$ = EXPR(EXPR_DURATION, @$, .literal = $1); }
| CLOCK                           { $$ = EXPR(EXPR_CLOCK, @$, .literal = $1); }
| VERSION                         { $$ = EXPR(EXPR_VERSION, @$, .literal = $1); }
| "true"                          { $$ = EXPR(EXPR_TRUE, @$, .unary = NULL); }
| "false"                         { $$ = EXPR(EXPR_FALSE, @$, .unary = NULL); }
;
constant:
  literal
| '-' number                      { $$ = EXPR(EXPR_NEGATE, @$, .unary = $2); }
| name                            { $$ = EXPR(EXPR_NAME, @$, .name = $1); }
| "no"                            { $$ = EXPR(EXPR_NO_VALUE, @$, .name = $1); }
| type_name '.' name              { $$ = EXPR(EXPR_HOP, @$, .hop = { EXPR(EXPR_TYPE, @1, .type = $1),
                                                                     HOP_FIELD, $3 }); }
| type_name ENTITY                { $$ = EXPR(EXPR_ENTITY, @$, .entity = { $1, $2.id, @2, $2.quoted }); }
| text                            { $$ = EXPR(EXPR_TEXT, @$, .text = $1); }
| '{' constants '}'               { $$ = EXPR(EXPR_SET, @$, .list = $2); }
;
constants:
  constant                        { FIRST($$, $1); }
| constants ',' constant          { APPEND($$, $1, $3); }
;
text:
  TEXT_BEGIN text_parts TEXT_END  { $$ = text_new(ps, $1, $2, @$); }
;
text_parts:
  %empty                          { NONE($$); }
| text_parts TEXT_PART            { APPEND($$, $1, (struct text_part){ .literal = $2, .span = @2 }); }
| text_parts INTERP_BEGIN braced INTERP_END
                                  { APPEND($$, $1, (struct text_part){ .expr = $3,
                                                                       .span = span_join(@2, @4) }); }
| text_parts INTERP_BEGIN error INTERP_END
                                  { APPEND($$, $1, (struct text_part){ .expr = expr_error(ps, @3),
                                                                       .span = span_join(@2, @4) }); }
;
braced:
  term
| conditional
| in_var where                    { $$ = EXPR(EXPR_FILTER, @$, .comprehension = {
                                        NULL, one_each(ps, each_where($1, $2, @$)) }); }
| term "for" in_vars              { $$ = EXPR(EXPR_MAP, @$, .comprehension = { $1, $3 }); }
;

/* ---- expressions: no precedence declarations, one level per rule ---- */

expr:
  closed
| open
| closed "implies" closed         { $$ = EXPR(EXPR_IMPLIES, @$, .binary = { $1, $3, @2 }); }
| closed "implies" open           { $$ = EXPR(EXPR_IMPLIES, @$, .binary = { $1, $3, @2 }); }
;
closed:
  factor
| and_chain factor                { $$ = chain_end(ps, EXPR_AND, $1, $2, @$); }
| or_chain factor                 { $$ = chain_end(ps, EXPR_OR, $1, $2, @$); }
| mixed factor                    { $$ = chain_end(ps, EXPR_MIXED, $1, $2, @$); }
;
open:                             /* its end swallows what follows */
  tail
| and_chain tail                  { $$ = chain_end(ps, EXPR_AND, $1, $2, @$); }
| or_chain tail                   { $$ = chain_end(ps, EXPR_OR, $1, $2, @$); }
| mixed tail                      { $$ = chain_end(ps, EXPR_MIXED, $1, $2, @$); }
;
and_chain:
  factor "and"                    { $$ = chain_new(ps, $1, @2, false); }
| and_chain factor "and"          { $$ = chain_add(ps, $1, $2, @3, false); }
;
or_chain:
  factor "or"                     { $$ = chain_new(ps, $1, @2, true); }
| or_chain factor "or"            { $$ = chain_add(ps, $1, $2, @3, true); }
;
mixed:                            /* accepted here, refused by check */
  and_chain factor "or"           { $$ = chain_add(ps, $1, $2, @3, true); }
| or_chain factor "and"           { $$ = chain_add(ps, $1, $2, @3, false); }
| mixed factor "and"              { $$ = chain_add(ps, $1, $2, @3, false); }
| mixed factor "or"               { $$ = chain_add(ps, $1, $2, @3, true); }
;
tail:
  "not" tail                      { $$ = EXPR(EXPR_NOT, @$, .unary = $2); }
| quantified
| conditional
;
quantified:
  "some" in_var where "has" expr  { $$ = EXPR(EXPR_SOME, @$,
                                              .quant = { each_where($2, $3, span_join(@2, @3)), false, $5 }); }
| "every" in_var where if_any "has" expr
                                  { $$ = EXPR(EXPR_EVERY, @$,
                                              .quant = { each_where($2, $3, span_join(@2, @3)), $4, $6 }); }
| "no" in_var where "has" expr    { $$ = EXPR(EXPR_NONE, @$,
                                              .quant = { each_where($2, $3, span_join(@2, @3)), false, $5 }); }
| "one" in_var where "has" expr   { $$ = EXPR(EXPR_ONE, @$,
                                              .quant = { each_where($2, $3, span_join(@2, @3)), false, $5 }); }
;
if_any:
  %empty                          { $$ = false; }
| ',' "if" "any" ','              { $$ = true; }
;
conditional:
  "if" expr "then" expr "else" expr
                                  { $$ = EXPR(EXPR_IF, @$, .cond = { $2, $4, $6 }); }
;
factor:
  "not" factor                    { $$ = EXPR(EXPR_NOT, @$, .unary = $2); }
| comparison
;
comparison:                       /* does not chain */
  term
| term compare term               { $$ = EXPR($2, @$, .binary = { $1, $3, @2 }); }
| term '=' "no"                   { $$ = EXPR(EXPR_EQ, @$, .binary = {
                                        $1, EXPR(EXPR_NO_VALUE, @3, .name = $3), @2 }); }
| term "!=" "no"                  { $$ = EXPR(EXPR_NE, @$, .binary = {
                                        $1, EXPR(EXPR_NO_VALUE, @3, .name = $3), @2 }); }
| term "is" kind                  { $$ = EXPR(EXPR_IS, @$, .is = { $1, $3.kind, false, $3.type }); }
| term "is" "not" kind            { $$ = EXPR(EXPR_IS, @$, .is = { $1, $4.kind, true, $4.type }); }
| term "matches" REGEX            { $$ = EXPR(EXPR_MATCHES, @$, .binary = {
                                        $1, EXPR(EXPR_REGEX, @3, .literal = $3), @2 }); }
| term "meets" dotted             { $$ = EXPR(EXPR_MEETS, @$, .meets = { $1, $3 }); }
;
compare:
  '='                             { $$ = EXPR_EQ; }
| "!="                            { $$ = EXPR_NE; }
| order
| "in"                            { $$ = EXPR_IN; }
| "not" "in"                      { $$ = EXPR_NOT_IN; }
| "subset"                        { $$ = EXPR_SUBSET; }
;
kind:
  "present"                       { $$ = (struct kind_test){ .kind = IS_PRESENT }; }
| "missing"                       { $$ = (struct kind_test){ .kind = IS_MISSING }; }
| "substantive"                   { $$ = (struct kind_test){ .kind = IS_SUBSTANTIVE }; }
| type_name                       { $$ = (struct kind_test){ IS_TYPE, $1 }; }
;
term:                             /* these four do not mix */
  sum
| union
| intersection
| sum "except" sum                { $$ = EXPR(EXPR_EXCEPT, @$, .binary = { $1, $3, @2 }); }
| fallback
;
union:
  sum "union" sum                 { $$ = EXPR(EXPR_UNION, @$, .binary = { $1, $3, @2 }); }
| union "union" sum               { $$ = EXPR(EXPR_UNION, @$, .binary = { $1, $3, @2 }); }
;
intersection:
  sum "intersect" sum             { $$ = EXPR(EXPR_INTERSECT, @$, .binary = { $1, $3, @2 }); }
| intersection "intersect" sum    { $$ = EXPR(EXPR_INTERSECT, @$, .binary = { $1, $3, @2 }); }
;
fallback:
  unary "otherwise" unary         { $$ = EXPR(EXPR_OTHERWISE, @$, .binary = { $1, $3, @2 }); }
| fallback "otherwise" unary      { $$ = EXPR(EXPR_OTHERWISE, @$, .binary = { $1, $3, @2 }); }
;
sum:
  product
| sum '+' product                 { $$ = EXPR(EXPR_ADD, @$, .binary = { $1, $3, @2 }); }
| sum '-' product                 { $$ = EXPR(EXPR_SUBTRACT, @$, .binary = { $1, $3, @2 }); }
;
product:
  unary
| product '*' unary               { $$ = EXPR(EXPR_MULTIPLY, @$, .binary = { $1, $3, @2 }); }
| product '/' unary               { $$ = EXPR(EXPR_DIVIDE, @$, .binary = { $1, $3, @2 }); }
;
unary:
  path
| '-' unary                       { $$ = EXPR(EXPR_NEGATE, @$, .unary = $2); }
;
path:
  primary
| path hop                        { $$ = expr_hop(ps, $1, $2, @$); }
| path hop '?'                    { $$ = EXPR(EXPR_OPEN, @$,
                                              .unary = expr_hop(ps, $1, $2, span_join(@1, @2))); }
| path '[' expr ']'               { $$ = EXPR(EXPR_INDEX, @$, .binary = { $1, $3, span_join(@2, @4) }); }
| path '.' call                   { $$ = expr_call_of(ps, $1, $3, @$); }
| path '.' TYPE ENTITY            { $$ = expr_entity_of(ps, $1, $3, $4, @4, @$); }
;
hop:
  '.' member_name                 { $$ = EXPR(EXPR_HOP, @$, .hop = { .kind = HOP_FIELD, .name = $2 }); }
| ".." member_name                { $$ = EXPR(EXPR_HOP, @$, .hop = { .kind = HOP_DESCENDANT, .name = $2 }); }
| ".@" member_name                { $$ = EXPR(EXPR_HOP, @$, .hop = { .kind = HOP_ATTRIBUTE, .name = $2 }); }
| '.' text                        { $$ = EXPR(EXPR_HOP, @$, .hop = { .kind = HOP_FIELD, .key = $2 }); }
| ".." text                       { $$ = EXPR(EXPR_HOP, @$, .hop = { .kind = HOP_DESCENDANT, .key = $2 }); }
| ".@" text                       { $$ = EXPR(EXPR_HOP, @$, .hop = { .kind = HOP_ATTRIBUTE, .key = $2 }); }
| ".+" name                       { $$ = EXPR(EXPR_HOP, @$, .hop = { .kind = HOP_PLUS, .name = $2 }); }
| ".*" name                       { $$ = EXPR(EXPR_HOP, @$, .hop = { .kind = HOP_STAR, .name = $2 }); }
| ".~" name                       { $$ = EXPR(EXPR_HOP, @$, .hop = { .kind = HOP_INVERSE, .name = $2 }); }
;
member_name: name | TYPE;         /* TYPE, and texts above: keys of foreign files */
call:
  name '(' arguments ')'          { $$ = EXPR(EXPR_CALL, @$, .call = { .name = $1, .args = $3 }); }
| TYPE '(' arguments ')'          { $$ = EXPR(EXPR_CALL, @$, .call = { .name = $1, .args = $3 }); }
;
primary:
  literal
| text                            { $$ = EXPR(EXPR_TEXT, @$, .text = $1); }
| TYPE                            { $$ = EXPR(EXPR_TYPE, @$, .type = { .name = $1, .span = @1 }); }
| TYPE ENTITY                     { $$ = EXPR(EXPR_ENTITY, @$, .entity = {
                                        { .name = $1, .span = @1 }, $2.id, @2, $2.quoted }); }
| name                            { $$ = EXPR(EXPR_NAME, @$, .name = $1); }
| PACK                            { $$ = EXPR(EXPR_PACK, @$, .name = $1); }
| "today"                         { $$ = EXPR(EXPR_TODAY, @$, .name = $1); }
| '$'                             { $$ = EXPR(EXPR_DOCUMENT, @$, .unary = NULL); }
| name '(' arguments ')'          { $$ = EXPR(EXPR_CALL, @$, .call = { .name = $1, .args = $3 }); }
| name '(' term "for" in_vars ')' { $$ = EXPR(EXPR_CALL, @$, .call = { .name = $1, .each = $5,
                                                                       .args = one_expr(ps, $3) }); }
| set
| '(' expr ')'                    { $$ = EXPR(EXPR_PAREN, @$, .unary = $2); }
| '(' error ')'                   { $$ = expr_error(ps, @$); }
;
arguments:
  %empty                          { NONE($$); }
| argument_list
;
argument_list:
  argument                        { FIRST($$, $1); }
| argument_list ',' argument      { APPEND($$, $1, $3); }
;
argument:
  expr
| REGEX                           { $$ = EXPR(EXPR_REGEX, @$, .literal = $1); }
;
set:
  '{' '}'                         { $$ = EXPR(EXPR_SET, @$, .list = { 0 }); }
| '{' elements '}'                { $$ = EXPR(EXPR_SET, @$, .list = $2); }
| '{' in_var where '}'            { $$ = EXPR(EXPR_FILTER, @$, .comprehension = {
                                        NULL, one_each(ps, each_where($2, $3, span_join(@2, @3))) }); }
| '{' term "for" in_vars '}'      { $$ = EXPR(EXPR_MAP, @$, .comprehension = { $2, $4 }); }
;
elements:
  element                         { FIRST($$, $1); }
| elements ',' element            { APPEND($$, $1, $3); }
;
element:
  term
| "no"                            { $$ = EXPR(EXPR_NO_VALUE, @$, .name = $1); }
;

%%

static int
yylex(GRAM_STYPE *value, struct span *at, struct parser *ps)
{
    return parse_next(ps, value, at);
}

/* Called by bison itself only when its stack is full. */
static void
yyerror(const struct span *at, struct parser *ps, const char *message)
{
    (void)message;
    parse_too_deep(ps, *at);
}

static int
yyreport_syntax_error(const yypcontext_t *context, struct parser *ps)
{
    yysymbol_kind_t kinds[YYNTOKENS];
    int n = yypcontext_expected_tokens(context, kinds, YYNTOKENS);
    if (n < 0)
        return n;                 /* the look-ahead stack is full: yyerror was called */
    const char *names[YYNTOKENS];
    uint32_t count = 0;
    for (int i = 0; i < n; i++)
        if (kinds[i] != YYSYMBOL_QUERY) /* nobody writes that one */
            names[count++] = yysymbol_name(kinds[i]);
    parse_unexpected(ps, &(struct unexpected){ .token = yysymbol_name(yypcontext_token(context)),
                                               .span = *yypcontext_location(context),
                                               .expected = names,
                                               .expected_count = count });
    return 0;
}
