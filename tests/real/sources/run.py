"""A source of the library reads real files as an independent count of them says, with the findings that they really have.

A folder here is a case with `onus.yaml`, rule files, and
    test.yaml      samples: [GLOB …]   files below the sample folder, copied to samples/ of the case
                   compare: [{with: TSV below the sample folder, key: its column of file names, folder: of those names,
                              where: column that must not be empty, query: QUESTION, except: {file: reason}}]
                                       each column of the answer that the table has too must say the same, row by row; the first
                                       column of the answer is the file
                   alike: [{in: [ENDING …], query: QUESTION}]  rows on x/yaml/a.yaml and x/json/a.json, or x/a.yaml and x/a.json, must say the same
                   differ: [NAME …]    such files, without ending, that say different things
    findings.txt   errors and warnings of `onus check`, one a line        UPDATE_GOLDEN=1 writes these:
    answers.txt    lines `> QUESTION`, each followed by its answer in CSV  read them before committing
    unread.txt     keys that no clause reads, as `onus import --unmapped` lists them; no file: not compared
Without samples a folder holds fixtures of its own in files/. Usage: run.py <folder> <onus> <samples, unless ONUS_SAMPLES says where>"""
import csv
import io
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import yaml

folder, onus = (pathlib.Path(p).resolve() for p in sys.argv[1:3])
samples = pathlib.Path(os.environ.get("ONUS_SAMPLES") or sys.argv[3]).resolve()
update = os.environ.get("UPDATE_GOLDEN")
environment = {**os.environ, "NO_COLOR": "1", "LC_ALL": "C.UTF-8"}
AS_OF = "2026-06-01"
bad, seen = [], 0


def run(*words):
    done = subprocess.run([onus, *words, "--as-of", AS_OF], capture_output=True, text=True, env=environment)
    if done.returncode < 0 or done.returncode == 70:
        sys.exit(f"onus {' '.join(words)} failed: {done.returncode}\n{done.stderr}")
    return done


def ask(case, question):
    done = run("query", question, str(case), "--format", "csv")
    if not done.stdout:
        sys.exit(f"no answer to {question}\n{done.stderr}")
    return done.stdout


def golden(name, got):
    global seen
    path = folder / name
    seen += 1
    if update:
        path.write_text(got)
    elif not path.exists() or path.read_text() != got:
        import difflib
        want = path.read_text() if path.exists() else ""
        lines = list(difflib.unified_diff(want.splitlines(), got.splitlines(), name, "got", lineterm="", n=1))
        bad.append("\n".join(lines[:60] + (["…"] if len(lines) > 60 else [])))


def findings(case):
    report = json.loads(run("check", str(case), "--format", "json").stdout)
    rows = [f for f in report["findings"] if f["severity"] != "info"]
    return "".join(f"{f['severity']}[{f['rule']}] {f.get('file') or '-'}:{f.get('line') or 0}:{f.get('column') or 0}: "
                   f"{f['message']}\n" for f in rows)


def answers(case, path):
    out = []
    for line in path.read_text().splitlines():
        if line.startswith("> "):
            out.append(f"{line}\n{ask(case, line[2:])}\n")
    return "\n".join(s.rstrip("\n") + "\n" for s in out)


def unread(case):
    lines = run("import", "--unmapped", str(case)).stdout.splitlines()
    return "".join(line.rsplit(", first at ", 1)[0] + "\n" for line in lines)


def table(path):
    lines = [line for line in path.read_text().splitlines() if line and not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def compare(case, c):
    global seen
    rows = list(csv.DictReader(io.StringIO(ask(case, c["query"]))))
    first = next(iter(rows[0])) if rows else "file"
    got = {row[first]: row for row in rows}
    excused, matched = c.get("except") or {}, set()
    for want in table(samples / c["with"]):
        if c.get("where") and not (want.get(c["where"]) or "").strip():
            continue
        name = "samples/" + c.get("folder", "") + want[c["key"]]
        row = got.get(name)
        if row is None:
            if want[c["key"]] not in excused:
                bad.append(f"{c['with']}: nothing was read of {name}")
            continue
        matched.add(name)
        differs = []
        for column, value in row.items():
            if column in want and column != first:
                seen += 1
                if (value or "0") != (want[column].strip() or "0"):
                    differs.append(f"{column} is {value or 0}, expected {want[column] or 0}")
        if differs and want[c["key"]] not in excused:
            bad.append(f"{name}: {'; '.join(differs)}")
        if not differs and want[c["key"]] in excused:
            bad.append(f"{name}: is as expected, and need not be excused")
    for name in sorted(set(got) - matched):
        if name.removeprefix("samples/" + c.get("folder", "")) not in excused and not c.get("more"):
            bad.append(f"{c['with']}: does not know {name}")


def alike(case, endings, question, differ, differing):
    """What is said of a file, in words that leave its syntax out, where the file is there in each syntax."""
    global seen
    lines = ask(case, question).splitlines()[1:]
    said, held = {}, []
    for ending in endings:
        held.append({f.with_suffix("").relative_to(case).as_posix().replace(f"/{ending}/", "/…/")
                     for f in case.rglob(f"*.{ending}")})
    for ending in endings:
        said[ending] = []
        for line in lines:
            for name in set.intersection(*held):
                if line.startswith((file := name.replace("/…/", f"/{ending}/") + "." + ending)):
                    said[ending].append(line.replace(file, name))
    first = endings[0]
    if not said[first]:
        bad.append(f"nothing in {first} answers {question}")
    for ending in endings[1:]:
        seen += len(said[ending])
        for one, other in ((first, ending), (ending, first)):
            for line in said[one]:
                name = next((n for n in differ if line.startswith(f"samples/{n},")), None)
                if line not in said[other] and name is None:
                    bad.append(f"only in {one}: {line}")
                elif line not in said[other]:
                    differing.add(name)


def main():
    plan = yaml.safe_load((folder / "test.yaml").read_text()) or {}
    if plan.get("samples") and not samples.is_dir():
        print(f"no samples in {samples}")
        sys.exit(1 if os.environ.get("CI") == "true" else 77)
    with tempfile.TemporaryDirectory() as temporary:
        case = pathlib.Path(temporary) / "case"
        shutil.copytree(folder, case)
        for pattern in plan.get("samples") or []:
            files = [f for f in sorted(samples.glob(pattern)) if f.is_file()]
            if not files:
                bad.append(f"no sample is called {pattern}")
            for file in files:
                to = case / "samples" / file.relative_to(samples)
                to.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(file, to)
        golden("findings.txt", findings(case))
        if (folder / "answers.txt").exists():
            golden("answers.txt", answers(case, folder / "answers.txt"))
        if (folder / "unread.txt").exists():
            golden("unread.txt", unread(case))
        differ, differing = plan.get("differ") or [], set()
        for c in plan.get("alike") or []:
            alike(case, c["in"], c["query"], differ, differing)
        bad.extend(f"{name} says the same in each syntax" for name in sorted(set(differ) - differing))
        for c in plan.get("compare") or []:
            before = seen
            compare(case, c)
            if seen == before:
                bad.append(f"{c['with']}: nothing was compared")
    print("\n".join(bad) or f"{seen} as expected")
    sys.exit(1 if bad or not seen else 0)


main()
