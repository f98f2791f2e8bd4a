"""The rules of GSN, and the readers, report of real arguments what the tests of the tools that they come from assert, case by case.

    checks.tsv    which of our findings say what a check of another tool says: tool, check, code, words of the message (a regular expression)
    excuses.tsv   where we differ, and why: tool, files (* for any), what (a check that we do not report, or a code that they do not), reason

A difference without an excuse fails, and so does an excuse that nothing needs. Findings that only say that something cannot be judged follow
from others, and are not compared. Usage: expected.py <onus> <samples, unless ONUS_SAMPLES says where>"""
import csv
import json
import os
import pathlib
import re
import sys
import tempfile

from arguments import Case

here = pathlib.Path(__file__).resolve().parent
onus = sys.argv[1]
samples = pathlib.Path(os.environ.get("ONUS_SAMPLES") or sys.argv[2]).resolve()


def table(path):
    lines = [line for line in path.read_text().splitlines() if line and not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def with_used(root, names):
    """The files of a row and those that they say they use."""
    todo, out = list(names), {}
    while todo:
        name = todo.pop()
        if name in out:
            continue
        out[name] = (root / name).read_bytes()
        for used in re.findall(rb"^\s*uses:\s*\[(.*)\]", out[name], re.M):
            todo += [str(pathlib.PurePosixPath(name).parent / u.strip().strip("\"'")) for u in used.decode().split(",")]
    return out


def expected_gsn2x(row):
    """{check: elements that it is said of}"""
    said = row["derived"] if re.search(r"errors:|warnings:", row["derived"] or "") else row["asserted_rules"]
    out = {}
    for check, elements in re.findall(r"\b([CV]\d\d)(?:\(([^)]*)\))?", said or ""):
        out.setdefault(check, set()).update(e for e in elements.split(",") if e and e != "w")
    return out or ({"input": set()} if row["exit"] == "fail" else {})


def rows():
    for row in table(samples / "gsn" / "EXPECTED.tsv"):
        yield "gsn2x", row["files"], [f.strip() for f in row["files"].split("+")], samples / "gsn", expected_gsn2x(row)
    for row in table(samples / "security-cases" / "EXPECTED-ltac.tsv"):
        said = re.findall(r'"([^"]*)"', row["detail"]) if row["expectation"] != "ok" else []
        yield "ltac", row["file"], [row["file"]], samples / "security-cases", {check: set() for check in said}


def findings(tool, files):
    with tempfile.TemporaryDirectory() as temporary:
        case = Case(onus, temporary, tool, files)
        report = json.loads(case.run("check", "--format", "json").stdout)
    return [f for f in report["findings"] if f["severity"] != "info" and "cannot be judged" not in f["message"]]


def main():
    if not samples.is_dir():
        print(f"no samples in {samples}")
        sys.exit(1 if os.environ.get("CI") == "true" else 77)
    checks, excuses = table(here / "checks.tsv"), table(here / "excuses.tsv")
    needed, bad, agreed = set(), [], 0

    def differ(tool, files, what, words):
        for k, e in enumerate(excuses):
            if e["tool"] == tool and e["files"] in ("*", files) and e["what"] == what:
                needed.add(k)
                return
        bad.append(f"{files}: {words}")

    for tool, label, names, root, want in rows():
        got = {}
        for f in findings(tool, with_used(root, names)):
            said = [c["check"] for c in checks
                    if c["tool"] == tool and c["code"] == f["rule"] and re.search(c["words"] or "", f["message"])]
            asserted = [check for check in said if check in want]
            if not asserted:
                what = said[0] if said else f["rule"]
                differ(tool, label, what, f"{what} is not asserted: {f['file']}:{f['line']}: {f['message']}")
            for check in asserted:
                got.setdefault(check, []).append(f["message"])
        for check, elements in want.items():
            lacking = [e for e in elements if not any(re.search(rf"(?<!\w){re.escape(e)}(?!\w)", m) for m in got.get(check, []))]
            if check not in got or lacking:
                differ(tool, label, check, f"{check} {' '.join(sorted(lacking))} is asserted, and not reported")
            else:
                agreed += 1
        agreed += not want
    for k, e in enumerate(excuses):
        if k not in needed:
            bad.append(f"nothing needs the excuse for {e['what']} in {e['files']}")
    print("\n".join(bad) or f"{agreed} as asserted, {len(excuses)} excuses")
    sys.exit(1 if bad or not agreed else 0)


main()
