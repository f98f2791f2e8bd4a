"""What `onus import` writes of a tool's files reads back to the same facts: adopting a tool is replaying its data.

The folders are those of run.py. Every file that the project names with a source is imported by itself; a case that has what was
written, as plain data, must come to the same facts, entity by entity. Files that are not read without a mistake are left out: what is
unknown of them is not written. Usage: replay.py <folder> <onus> <samples, unless ONUS_SAMPLES says where>"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import yaml

folder, onus = (pathlib.Path(p).resolve() for p in sys.argv[1:3])
samples = pathlib.Path(os.environ.get("ONUS_SAMPLES") or sys.argv[3]).resolve()
environment = {**os.environ, "NO_COLOR": "1", "LC_ALL": "C.UTF-8"}
MOST = 40  # files of one folder


def run(case, *words):
    done = subprocess.run([onus, *words, "--as-of", "2026-06-01"], cwd=case, capture_output=True, text=True, env=environment)
    if done.returncode < 0 or done.returncode == 70:
        sys.exit(f"onus {' '.join(words)} failed: {done.returncode}\n{done.stderr}")
    return done


def facts(case, project, data):
    """Lines of the store; members of a set in any order."""
    (case / "onus.yaml").write_text(yaml.safe_dump({**project, "data": data}))
    lines = run(case, "check", "--dump", "store").stdout.splitlines()
    return [key + ": " + ", ".join(sorted(values.split(", "))) for key, _, values in (line.partition(": ") for line in lines)]


def files_of(case, entry):
    patterns = entry["files"] if isinstance(entry["files"], list) else [entry["files"]]
    return sorted({f.relative_to(case).as_posix() for p in patterns for f in case.glob(p) if f.is_file()})


def main():
    plan = yaml.safe_load((folder / "test.yaml").read_text()) or {}
    if plan.get("samples") and not samples.is_dir():
        print(f"no samples in {samples}")
        sys.exit(1 if os.environ.get("CI") == "true" else 77)
    bad, seen = [], 0
    with tempfile.TemporaryDirectory() as temporary:
        case = pathlib.Path(temporary) / "case"
        shutil.copytree(folder, case)
        for pattern in plan.get("samples") or []:
            for file in samples.glob(pattern):
                to = case / "samples" / file.relative_to(samples)
                to.parent.mkdir(parents=True, exist_ok=True)
                if file.is_file():
                    shutil.copy(file, to)
        project = yaml.safe_load((case / "onus.yaml").read_text())
        (case / "nothing.yaml").write_text("persons: []\n")
        for entry in project["data"]:
            if not isinstance(entry, dict) or set(entry) != {"source", "files"}:
                continue
            for file in files_of(case, entry)[:MOST]:
                facts(case, project, ["nothing.yaml"])
                if run(case, "import", entry["source"], file, "--output", "written.yaml").returncode != 0:
                    continue
                seen += 1
                read = facts(case, project, [{"source": entry["source"], "files": file}])
                if read != facts(case, project, ["written.yaml"]):
                    bad.append(f"{entry['source']}: what is written of {file} says something else")
    print("\n".join(bad) or (f"{seen} files read back" if seen else "no file is read without a mistake"))
    sys.exit(1 if bad else 0 if seen else 77)


main()
