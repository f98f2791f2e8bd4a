#!/bin/sh
# A case with planted gaps and its mended twin are comparable: the same rules in the same order, numbers of
# entities within 12 % (what a gap keeps a pattern from is not derived), and in the mended one every rule is satisfied by at least one subject, but for what the notation
# offers and the cases do not use (modules, patterns, challenges …).
# Usage: twins.sh <onus program> <case with gaps> <mended case>
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$1" check "$2" --as-of 2026-06-01 --format json >"$work/gaps.json" && { echo "$2 has no gap"; exit 1; }
"$1" check "$3" --as-of 2026-06-01 --format json >"$work/mended.json" || { echo "$3 has gaps"; exit 1; }
jq -e -n --slurpfile g "$work/gaps.json" --slurpfile m "$work/mended.json" '
  $g[0] as $g | $m[0] as $m
  | ($m.rules | length) as $rules
  | ($g.summary.entities / $m.summary.entities) as $ratio
  | ($m.rules | map(select(.satisfied == 0) | .rule | select(test("^GSN-[A-Z]+-") | not))) as $unsatisfied
  | ([$g.findings[] | .rule] | unique | length) as $kinds
  | "rules: \($rules), entities: \($g.summary.entities) and \($m.summary.entities), satisfied by nobody: \($unsatisfied), kinds of findings: \($kinds)" | debug
  | ($rules > 0) and ([$g.rules[].rule] == [$m.rules[].rule]) and ($ratio > 0.88) and ($ratio < 1.12)
    and ($unsatisfied == []) and ($kinds >= 10)'
