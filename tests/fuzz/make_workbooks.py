"""Writes the workbooks that tests read: the same bytes each time. Usage: make_workbooks.py <repository root>

Each is what a spreadsheet program writes, as far as the reader looks at it; most are stored and not packed, so that a fuzzer
gets at what is inside."""
import pathlib
import sys
import zipfile
from xml.sax.saxutils import escape

root = pathlib.Path(sys.argv[1])
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATIONS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def relationships(targets):
    rows = "".join(f'<Relationship Id="rId{i}" Type="{KIND}/{kind}" Target="{target}"/>' for i, (kind, target) in enumerate(targets, 1))
    return f"{HEAD}<Relationships {RELATIONS}>{rows}</Relationships>"


def cell(reference, value="", kind="", style=0, formula=None):
    """One <c>; the value of an inline text is given in plain, other values as XML has them."""
    attributes = f' r="{reference}"' + (f' s="{style}"' if style else "") + (f' t="{kind}"' if kind else "")
    if kind == "inlineStr":
        return f"<c{attributes}><is><t>{escape(value)}</t></is></c>"
    inner = f"<f>{formula}</f>" if formula is not None else ""
    return f"<c{attributes}>{inner}" + (f"<v>{value}</v>" if value != "" else "") + "</c>"


def text(reference, value):
    return cell(reference, value, "inlineStr")


def rows(*lines):
    """(number, cells …) of each row."""
    return "".join(f'<row r="{number}">{"".join(cells)}</row>' for number, *cells in lines)


def table(*lines, first=1):
    """Rows of inline texts, from column A on."""
    return rows(*((number, *(text(f"{chr(65 + i)}{number}", t) for i, t in enumerate(line) if t)) for number, line in enumerate(lines, first)))


STYLES = f"""{HEAD}<styleSheet {MAIN}><numFmts count="4"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>
<numFmt numFmtId="165" formatCode="0.00&quot; days&quot;"/><numFmt numFmtId="166" formatCode="[Red]dd/mm/yy\\ hh:mm;@"/><numFmt numFmtId="167" formatCode="[h]:mm"/></numFmts>
<cellXfs count="8"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="167"/><xf numFmtId="20"/><xf numFmtId="49"/></cellXfs></styleSheet>"""


def parts(sheets, shared=None, properties="", more=(), styles=STYLES):
    """The parts of a workbook by name. sheets: {name: rows}; a name in `more` has a chart instead of cells."""
    names = [*sheets, *more]
    targets = [("worksheet", f"worksheets/sheet{i}.xml") for i in range(1, len(sheets) + 1)]
    targets += [("chartsheet", f"chartsheets/sheet{i}.xml") for i in range(1, len(more) + 1)]
    targets += [("styles", "styles.xml")] + ([("sharedStrings", "/xl/sharedStrings.xml")] if shared else [])
    listed = "".join(f'<sheet name="{escape(n)}" sheetId="{i}" r:id="rId{i}"/>' for i, n in enumerate(names, 1))
    out = {
        "_rels/.rels": relationships([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'{HEAD}<workbook {MAIN} xmlns:r="{KIND}">{properties}<sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relationships(targets),
        "xl/styles.xml": styles,
    }
    if shared:
        out["xl/sharedStrings.xml"] = f"{HEAD}<sst {MAIN}>{shared}</sst>"
    for i, data in enumerate(sheets.values(), 1):
        out[f"xl/worksheets/sheet{i}.xml"] = f"{HEAD}<worksheet {MAIN}><sheetData>{data}</sheetData></worksheet>"
    return out


def write(path, contents, packed=False):
    path = root / path
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in contents.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
            archive.writestr(info, content, compresslevel=9)


HEADINGS = ("id", "title", "level", "owner", "seen")
SHARED = (
    "<si><t>id</t></si><si><t>title</t></si><si><t>level</t></si><si><t>owner</t></si><si><t>seen</t></si>"
    '<si><r><t>Locks</t></r><r><rPr><b/></rPr><t xml:space="preserve"> </t></r><r><t>and keys</t></r><rPh sb="0" eb="1"><t>no</t></rPh></si>'
    '<si><t xml:space="preserve">Two_x000D_\nlines of _x005F_x</t></si><si/>'
)


def shared(reference, number):
    return cell(reference, str(number), "s")


GOOD = rows(
    (2, *(shared(f"{c}2", i) for i, c in enumerate("ABCDE"))),
    (4, text("A4", "C-1"), shared("B4", 5), cell("C4", "1E1"), text("D4", "QA"), cell("E4", "46174", style=1)),
    (5, text("A5", "C-2"), shared("B5", 6), cell("C5", "7.2000000000000002"), cell("D5", "1", "b"), cell("E5", "46174.354166666664", style=4)),
    (6, shared("A6", 7), cell("B6", style=3)),
    (7, text("A7", "C-3"), cell("B7", "sum", "str", formula="A1"), cell("C7", "3", style=3, formula="1+2"), text("E7", "soon")),
)
OTHER = table(HEADINGS, ("C-4", "Fences", "1", "QA", ""))


def golden():
    load = "tests/golden/load/"
    write(load + "xlsx/a.xlsx", parts({"Cover": table(("Acme",)), "All controls": GOOD}, SHARED), packed=True)
    write(load + "xlsx/b.xlsx", parts({"Controls": rows((3, *(text(f"{c}3", h) for c, h in zip("BCDEF", HEADINGS))), (4, text("B4", "C-5"), text("C4", "Dogs"), cell("D4", "2"), text("E4", "IT"), cell("F4", "44712", style=2)))},
                                      properties='<workbookPr date1904="1"/>'))
    write(load + "xlsx_sheet/a.xlsx", parts({"Controls": OTHER, "Old controls": OTHER}, more=("Chart",)))
    write(load + "xlsx_cells/a.xlsx", parts({"Controls": rows(
        (1, *(text(f"{c}1", h) for c, h in zip("ABCDE", HEADINGS))),
        (2, text("A2", "C-1"), cell("B2", "#N/A", "e"), cell("C2", "1"), text("D2", "QA")),
        (3, text("A3", "C-2"), text("B3", "Keys"), cell("C3", formula="A1+1"), text("D3", "QA")),
        (4, text("A4", "C-3"), shared("B4", 99), cell("C4", "1"), cell("D4", "#REF!", "e", formula="A1")),
        (5, text("A5", "C-4"), text("B5", "Walls"), cell("C5", "1"), text("D5", "QA"), cell("E5", "60", style=1)),
        (6, text("A6", "C-5"), text("B6", "Dogs"), cell("C6", "many", "str")),
    )}))
    write(load + "xlsx_limit/a.xlsx", parts({"Controls": OTHER + rows((9, text("A9", "C-9"), text("FBA9", "far away")))}))
    write(load + "xlsx_limit/b.xlsx", {**parts({"Controls": OTHER}), "xl/worksheets/sheet1.xml": HEAD + f"<worksheet {MAIN}><sheetData>" + " " * (65 << 20) + "</sheetData></worksheet>"}, packed=True)
    write(load + "xlsx_limit/c.xlsx", parts({"Controls": OTHER + rows((1048577, text("A1048577", "C-9")))}))
    damaged = load + "xlsx_damaged/"
    good = parts({"Controls": OTHER})
    write(damaged + "cut.xlsx", good)
    whole = (root / (damaged + "cut.xlsx")).read_bytes()
    (root / (damaged + "cut.xlsx")).write_bytes(whole[: len(whole) // 2])
    (root / (damaged + "old.xlsx")).write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
    (root / (damaged + "text.xlsx")).write_bytes(b"id,title\nC-1,Locks\n")
    write(damaged + "other.xlsx", {"mimetype": "application/epub+zip"})
    write(damaged + "part.xlsx", {k: v for k, v in good.items() if k != "xl/worksheets/sheet1.xml"})
    write(damaged + "xml.xlsx", {**good, "xl/worksheets/sheet1.xml": HEAD + f"<worksheet {MAIN}><sheetData></row></worksheet>"})
    write(damaged + "doctype.xlsx", {**good, "xl/workbook.xml": '<!DOCTYPE workbook [<!ENTITY a "b">]><workbook/>'})
    write(damaged + "order.xlsx", parts({"Controls": rows((1, text("B1", "title"), text("A1", "id")))}))
    write(damaged + "charts.xlsx", parts({}, more=("Chart",)))
    changed = bytearray(whole)
    at = changed.index(b"<sheetData>")
    changed[at + 1] ^= 0x20
    (root / (damaged + "checksum.xlsx")).write_bytes(changed)


def corpus():
    folder = "tests/fuzz/corpus/xlsx/"
    write(folder + "good", parts({"All controls": GOOD}, SHARED))
    write(folder + "packed", parts({"All controls": GOOD}, SHARED), packed=True)
    write(folder + "implicit", parts({"S": "<row><c><v>1</v></c><c/><c t='b'><v>0</v></c></row><row/><row><c t='d'><v>2026-06-01</v></c></row>"}))
    write(folder + "references", parts({"S": rows((3, cell("XFD3", "1")), (4, cell("AB4", "2"))), "T": rows((2, cell("A1", "1")))}))
    write(folder + "numbers", parts({"S": rows(*((n, cell(f"A{n}", v, style=n % 8)) for n, v in enumerate(
        ("h", "1e-5", "-1.5E+20", "1e300", "0.1000000000000000055", "2958466", "-1", "1e", "", "0", "0.99999999", "60", "1.5"), 1)))}))
    for name in ("cut", "old", "text", "other", "part", "xml", "doctype", "order", "charts", "checksum"):
        source = root / f"tests/golden/load/xlsx_damaged/{name}.xlsx"
        (root / (folder + name)).write_bytes(source.read_bytes())
    write(folder + "cells", parts({"S": rows((1, cell("A1", "#N/A", "e"), cell("B1", formula="A1"), cell("C1", "7", "s"), cell("D1", "60", style=1)))}))


def forms():
    """A disclosure form in our own words: text above the table, a formula, a day, a second sheet."""
    form = rows(
        (1, text("A1", "Disclosure of a pump")),
        (4, text("A4", "Question ID"), text("B4", "Question"), text("D4", "See note"), text("E4", "Reference")),
        (5, text("A5", "DOC-1"), text("B5", "Who makes it?"), text("C5", "Acme Devices")),
        (6, text("A6", "DOC-3"), text("B6", "Which model is it?"), cell("C6", "LX-200", "str", formula="Cover!A1")),
        (7, text("A7", "DOC-7"), text("B7", "When was this form released?"), cell("C7", "46174", style=1)),
        (9, text("A9", "NAUT"), text("B9", "Nodes")),
        (10, text("A10", " NAUT-1 "), text("B10", "Does it know its peers?"), text("C10", "Yes "), text("E10", "SC-23")),
        (11, text("A11", "NAUT-1.1"), text("B11", "By certificates?"), text("C11", "See Note"), text("D11", "Of our own authority")),
        (12, text("A12", "PLOK-1"), text("B12", "How many ports are open?"), cell("C12", "2")),
        (13, text("A13", "PLOK-2"), text("B13", "Can they be locked?"), cell("C13", "#REF!", "e", formula="Gone!A1")),
    )
    write("tests/real/sources/mds2/files/pump.xlsx", parts({"Cover": table(("LX-200",)), "Worksheet": form}), packed=True)


golden()
corpus()
forms()
