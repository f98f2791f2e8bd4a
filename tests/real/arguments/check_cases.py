"""Each check that gsn2x documents has a finding of ours: a small argument that breaks it is reported under the code that checks.tsv names, in its file.

The arguments are our own; each stands beside a sound one in files of the same case. Usage: check_cases.py <onus>"""
import json
import pathlib
import re
import sys
import tempfile

from arguments import Case

SOUND = "G0: { text: The pump is secure, supportedBy: Sn0 }\nSn0: { text: Test report 17, url: report17.pdf }\n"
# Check of gsn2x: a file that breaks it. What gsn2x says with an option only (V08, V11) is left out.
CASES = {
    "V01": "X1: { text: Of no kind }\n",
    "V02": "G1: { text: Access is controlled }\n",
    "V03": "G1: { text: Access is controlled, undeveloped: true, supportedBy: Sn1 }\nSn1: { text: Report, url: r.pdf }\n",
    "V04": "G1: { text: Access is controlled, supportedBy: J1 }\nJ1: { text: Because }\n",
    "V05": "G1: { text: Access is controlled, supportedBy: [Sn1, Sn1] }\nSn1: { text: Report, url: r.pdf }\n",
    "V06": "G1: { text: Access is controlled, supportedBy: G1 }\n",
    "V07": "module: { name: M, extends: [{ module: N, develops: { G0: C1 } }] }\nC1: { text: A ward }\n",
    "V09": "G1: { text: Access is controlled, undeveloped: true, acp: { ACP1: Sn0 } }\n",
    "V10": "G1: { text: Access is controlled, undeveloped: true, defeated: true }\n",
    "V12": "S1: { text: Over threats, undeveloped: true, challenges: G0 }\n",
    "V13": "G1: { text: Access is controlled, undeveloped: true, defeatedRelation: Sn0 }\n",
    "C01": "G1: { text: Access is controlled, undeveloped: true }\n",
    "C02": "S1: { text: Over threats, undeveloped: true }\n",
    "C03": "G1: { text: Access is controlled, supportedBy: G9 }\n",
    "C04": "G1: { text: Access is controlled, supportedBy: G2 }\nG2: { text: It is locked, supportedBy: G1 }\n",
    "C06": "module: { name: M }\nG1: { text: Access is controlled, undeveloped: true }\n",
    "C07": "G0: { text: Access is controlled, undeveloped: true }\n",
    "C08": "G1: { text: Access is controlled, supportedBy: G2 }\nG2: { text: It is locked, supportedBy: G1 }\n",
    "C09": "module: { name: M, extends: [{ module: N, develops: { G0: Sn1 } }] }\nSn1: { text: Report, url: r.pdf }\n",
    "C10": "module: { name: M, brief: One, extends: [{ module: Sound, develops: { G0: Sn1 } }] }\nSn1: { text: Report, url: r.pdf }\n",
    "C11": "G1: { text: Access is controlled, supportedBy: 'Sn0, G2' }\nG2: { text: It is locked, undeveloped: true }\n",
    "C12": "CG1: { text: The PIN is printed, undeveloped: true, challenges: G0 -> G9 }\n",
    "C13": "CG1: { text: The PIN is printed, undeveloped: true, challenges: CG1 }\n",
    "C14": "CG1: { text: The PIN is printed, undeveloped: true, challenges: G9 }\n",
    "C15": "CG1: { text: The PIN is printed, undeveloped: true, challenges: G0 -> G0 }\n",
    "C16": "CG1: { text: The PIN is printed, undeveloped: true, challenges: G1 -> Sn0 }\nG1: { text: Open, undeveloped: true }\n",
}
# A second file, where the mistake lies between two.
OTHER = {"C06": "module: { name: M }\nG2: { text: It is locked, undeveloped: true }\n"}


def codes(check, checks):
    return [(row["code"], row["words"]) for row in checks if row["tool"] == "gsn2x" and row["check"] == check]


def main():
    lines = [line for line in (pathlib.Path(__file__).parent / "checks.tsv").read_text().splitlines() if not line.startswith("#")]
    checks = [dict(zip(("tool", "check", "code", "words"), (line + "\t\t").split("\t"))) for line in lines[1:]]
    bad = []
    for check, text in CASES.items():
        files = {"a.yaml": SOUND, "b.yaml": text}
        if check in OTHER:
            files["c.yaml"] = OTHER[check]
        if check == "C10":
            files["a.yaml"] = "module: { name: Sound, brief: The pump }\n" + SOUND
        with tempfile.TemporaryDirectory() as temporary:
            case = Case(sys.argv[1], temporary, "gsn2x", files)
            report = json.loads(case.run("check", "--format", "json").stdout)
        said = [f for f in report["findings"] if f["severity"] != "info"]
        if not any(f["rule"] == code and re.search(words, f["message"]) for f in said for code, words in codes(check, checks)):
            bad.append(f"{check}: not reported as {codes(check, checks)}; what is: "
                       + "; ".join(f"{f['rule']} {f['file']}:{f['line']} {f['message']}" for f in said))
    print("\n".join(bad) or f"{len(CASES)} checks have their finding")
    sys.exit(1 if bad else 0)


main()
