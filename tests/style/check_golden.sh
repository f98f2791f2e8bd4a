#!/bin/sh
# How many diagnostics the golden cases assert: each code once for each case that shows it. There are to be 200.
# Usage: check_golden.sh <repository root>
cd "$1" || exit 2
count=$(for file in $(find tests/golden -name diag.txt -o -name syntax.txt -o -name report.txt -o -name tests.txt); do
    grep -aoE '\[[EW][0-9]{4}\]' "$file" | sort -u | sed "s|^|$(dirname "$file") |"
done | sort -u | wc -l)
codes=$(grep -rahoE '\[[EW][0-9]{4}\]' tests/golden --include=diag.txt --include=syntax.txt --include=report.txt --include=tests.txt | sort -u | wc -l)
echo "$count golden diagnostics of $codes codes"
[ "$count" -ge 200 ] && [ "$codes" -ge 100 ]
