"""Every report is what docs/reference/report.schema.json says, of all cases of the golden tests and the examples; every explanation what
docs/reference/explanation.schema.json says, of the targets of tests/golden/explain; and so are impacts, cut sets and differences.
Usage: validate_reports.py <repository root> <onus binary>"""
import json
import pathlib
import subprocess
import sys

import jsonschema

root, onus = pathlib.Path(sys.argv[1]), sys.argv[2]
schema = json.loads((root / "docs/reference/report.schema.json").read_text())
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
cases = sorted(p.parent for folder in ("tests/golden", "examples") for p in root.glob(f"{folder}/**/onus.yaml"))
bad = 0
for case in cases:
    command = [onus, "check", str(case), "--format", "json", "--as-of", "2026-06-01"]
    output = subprocess.run(command, capture_output=True, check=False).stdout
    for error in validator.iter_errors(json.loads(output)):
        print(f"{case}: {error.json_path}: {error.message}")
        bad = 1
explanations = json.loads((root / "docs/reference/explanation.schema.json").read_text())
jsonschema.Draft202012Validator.check_schema(explanations)
validator = jsonschema.Draft202012Validator(explanations)
for targets in sorted((root / "tests/golden/explain").glob("*/targets.txt")):
    named = targets.parent / "case.txt"
    case = root / named.read_text().strip() if named.exists() else targets.parent
    for line in targets.read_text().splitlines():
        if "@" not in line or "--format" in line:
            continue
        command = [onus, "explain", *line.split(), str(case), "--format", "json", "--as-of", "2026-06-01"]
        output = subprocess.run(command, capture_output=True, check=False).stdout
        for error in validator.iter_errors(json.loads(output)) if output else []:
            print(f"{case}: {line}: {error.json_path}: {error.message}")
            bad = 1
small = root / "tests/cli/cases"
pump = root / "examples/infusion-pump"
for name, words in (("impact", ["impact", "R-3", small / "impact"]), ("impact", ["impact", "R-3", small / "impact", "--if", "changed"]),
                    ("impact", ["impact", "R-3", small / "impact", "--if", "expired"]), ("impact", ["impact", "LX-200", pump]),
                    ("cutsets", ["impact", "--cut-sets", small / "impact_cut_sets"]),
                    ("diff", ["diff", small / "diff/before", small / "diff/after"]), ("diff", ["diff", pump, root / "examples/infusion-pump-mended"])):
    schema = json.loads((root / f"docs/reference/{name}.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    command = [onus, *map(str, words), "--format", "json", "--as-of", "2026-06-01"]
    output = subprocess.run(command, capture_output=True, check=False).stdout
    for error in jsonschema.Draft202012Validator(schema).iter_errors(json.loads(output)):
        print(f"{' '.join(command)}: {error.json_path}: {error.message}")
        bad = 1
if not cases:
    print("no case to check")
    bad = 1
sys.exit(bad)
