#!/bin/sh
# What a person meets on the command line: each folder of cases/ holds `command` (shell words behind `onus`, run in that
# folder) and what it must print: stdout.txt, stderr.txt, exit.txt. Missing files stand for nothing and exit code 0.
# UPDATE_GOLDEN=1 writes them. Usage: run.sh <onus binary>
onus=$1
cd "$(dirname "$0")/cases" || exit 2
unset NO_COLOR FORCE_COLOR CLICOLOR_FORCE COLUMNS
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
seen=0 bad=0
for folder in */; do
    name=${folder%/}
    seen=$((seen + 1))
    rm -rf "$work/case"
    cp -R "$name" "$work/case"
    (cd "$work/case" && eval "'$onus' $(cat command)") >"$work/stdout.txt" 2>"$work/stderr.txt" </dev/null
    echo $? >"$work/exit.txt"
    grep -qx 0 "$work/exit.txt" && : >"$work/exit.txt"
    for file in stdout.txt stderr.txt exit.txt; do
        if [ -n "$UPDATE_GOLDEN" ]; then
            if [ -s "$work/$file" ]; then cp "$work/$file" "$name/$file"; else rm -f "$name/$file"; fi
        fi
        want=$name/$file
        [ -e "$want" ] || want=/dev/null
        diff -u "$want" "$work/$file" || { echo "$name: $file differs"; bad=1; }
    done
done
[ "$seen" -gt 0 ] || { echo "no case was run"; bad=1; }
exit $bad
