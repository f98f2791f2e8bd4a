#!/bin/sh
# Every diagnostic code has an explanation of substance and a golden case, or one of the command line, whose expected output shows it
# (or, where the input would be too large for a folder, a unit test that names it).
# Usage: check_codes.sh <repository root> <onus binary>
cd "$1" || exit 2
bad=0 seen=0
for code in $(sed -n 's/^DIAG(\([EWI][0-9]\{4\}\),.*/\1/p' lang/base/codes_*.def); do
    seen=$((seen + 1))
    grep -rqF "$code" tests/golden --include='diag.txt' --include='syntax.txt' --include='report.txt' --include='report.json' --include='tests.txt' ||
        grep -rqF "[$code]" tests/cli/cases --include='stdout.txt' --include='stderr.txt' ||
        { echo "$code: no golden case shows it"; bad=1; }
    [ "$("$2" explain "$code" | wc -w)" -ge 25 ] || { echo "$code: its explanation says too little"; bad=1; }
done
[ "$seen" -gt 0 ] || { echo "no code was checked"; bad=1; }
exit $bad
