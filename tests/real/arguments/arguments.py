"""What the tests of arguments share: a case around some files, what `onus` makes of it, and its graph without regard to order."""
import os
import pathlib
import subprocess
import sys

import yaml

ENVIRONMENT = {**os.environ, "NO_COLOR": "1", "LC_ALL": "C.UTF-8"}
AS_OF = "2026-06-01"


class Case:
    """A folder with the files of an argument, read by one source; or plain case files, if there is none."""

    def __init__(self, onus, folder, source, files, rules=""):
        self.onus, self.folder, self.source = pathlib.Path(onus).resolve(), pathlib.Path(folder), source
        self.folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        self.files = sorted(files)
        data = [{"source": source, "files": name} for name in self.files] if source else self.files
        project = {"onus": 1, "case": "An argument", "packs": ["arguments"], "phase": "development", "data": data}
        if rules:
            (self.folder / "house.onus").write_text(rules)
            project["rules"] = ["house.onus"]
        (self.folder / "onus.yaml").write_text(yaml.safe_dump(project, sort_keys=False))

    def run(self, *words):
        done = subprocess.run([self.onus, *words, "--as-of", AS_OF], cwd=self.folder, capture_output=True, text=True,
                              env=ENVIRONMENT)
        if done.returncode < 0 or done.returncode == 70:
            sys.exit(f"onus {' '.join(words)} failed: {done.returncode}\n{done.stderr}")
        return done

    def facts(self):
        """{(collection, id): {field: value}}; None: the files are not read without a mistake. Sets are sorted."""
        if self.source is None:
            return entities("\n".join((self.folder / name).read_text() for name in self.files))
        done = self.run("import", self.source, *self.files)
        return entities(done.stdout) if done.returncode == 0 else None

    def export(self, target, rules=""):
        if rules:
            (self.folder / "house.onus").write_text(rules)
        done = self.run("export", target)
        if done.returncode != 0:
            sys.exit(f"export {target} of {self.files}: {done.returncode}\n{done.stderr}")
        return done.stdout


def entities(text):
    out = {}
    for collection, rows in (yaml.load(text, yaml.BaseLoader) or {}).items():
        for row in rows:
            out[collection, row["id"]] = {k: sorted(v) if isinstance(v, list) else v for k, v in row.items() if k != "id"}
    return out


# Fields that say the same when they are not written.
DEFAULTS = {"undeveloped": "false", "defeated": "false", "counter": "false", "supported_by": [], "in_context_of": [], "classes": [],
            "challenges": [], "options": [], "argued_by": [], "developed_by": [], "extends": []}


def plain(facts, without=(), of=lambda collection: True):
    """Facts without collections and fields that are not compared, and without defaults."""
    return {key: {f: v for f, v in row.items() if f not in without and v != DEFAULTS.get(f)}
            for key, row in facts.items() if key[0] not in without and of(key[0])}


def differences(name, want, got):
    out = []
    for key in sorted(set(want) | set(got)):
        if want.get(key) != got.get(key):
            out.append(f"{name}: {' '.join(key)} was {want.get(key)}, is {got.get(key)}")
    return out
