"""Every file that a test of a source reads, fixtures and samples alike, as an input of fuzz_source: the name of the source and of the
file in the first line. A source of the library without any is a mistake.
Usage: seeds.py <repository root> <samples, unless ONUS_SAMPLES says where> <output folder>"""
import os
import pathlib
import re
import shutil
import sys

import yaml

root, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[3])
samples = pathlib.Path(os.environ.get("ONUS_SAMPLES") or sys.argv[2])
shutil.rmtree(out, ignore_errors=True)
out.mkdir(parents=True)
seen, count = set(), 0


def files_of(folder, patterns):
    for pattern in [patterns] if isinstance(patterns, str) else patterns:
        base, rest = (samples, pattern.removeprefix("samples/")) if pattern.startswith("samples/") else (folder, pattern)
        yield from (f for f in sorted(base.glob(rest)) if f.is_file())


for project in sorted(root.glob("tests/real/sources/*/onus.yaml")):
    for entry in yaml.safe_load(project.read_text()).get("data") or []:
        if not isinstance(entry, dict):
            continue
        for file in files_of(project.parent, entry["files"]):
            seen.add(entry["source"])
            count += 1
            head = f"{entry['source']} {file.name.replace(' ', '_')}\n".encode()
            (out / f"{count:04}-{entry['source']}").write_bytes(head + file.read_bytes())

declared = {name for module in root.glob("stdlib/ingest/*.onus")
            for name in re.findall(r"^source (\w+) from", module.read_text(), re.M)}
missing = sorted(declared - seen)
print(f"{count} files for {len(seen)} sources" + (f"; none for {', '.join(missing)}" if missing else ""))
sys.exit(1 if missing or not count else 0)
