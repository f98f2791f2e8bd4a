"""Every report that a golden test expects is what docs/reference/report.schema.json says. Usage: validate_reports.py <repository root>"""
import json
import pathlib
import sys

import jsonschema

root = pathlib.Path(sys.argv[1])
schema = json.loads((root / "docs/reference/report.schema.json").read_text())
validator = jsonschema.Draft202012Validator(schema)
validator.check_schema(schema)
reports = [p for p in sorted(root.glob("tests/**/*.json")) if p.name in ("report.json", "stdout.json")]
bad = 0
for path in reports:
    for error in validator.iter_errors(json.loads(path.read_text())):
        print(f"{path}: {error.json_path}: {error.message}")
        bad = 1
if not reports:
    print("no report to check")
    bad = 1
sys.exit(bad)
