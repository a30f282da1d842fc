"""Cells of a workbook that hold no value: errors, and formulas that no program has computed.

The reader of workbooks gives both as blank cells, and a blank often means something; so they are
looked up in the file itself, which is a zip of XML.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from posixpath import join, normpath

from ikmpool.tables.cells.parsing import BrokenCell

_SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^>]*>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_CELL = re.compile(rb"<c\b([^>]*[^/>])>(.*?)</c>", re.DOTALL)
_VALUE = re.compile(rb"<v[^>]*>([^<]+)</v>")
_FORMULA = re.compile(rb"<f\b[^>]*?(?:/>|>([^<]*)</f>)")
_PLACE = re.compile(r"([A-Z]+)(\d+)")

Cells = dict[tuple[int, int], BrokenCell]


def unvalued_cells(path: Path, sheet: str) -> Cells:
    """Return the cells of a sheet that hold an error or an uncomputed formula.

    Returns
    -------
    dict of (row, column) to BrokenCell
        Positions start at 0; the cell's text is the error or the formula.
    """
    with zipfile.ZipFile(path) as archive:
        part = _part_of(archive, sheet)
        if part not in archive.namelist():
            return {}
        xml = archive.read(part)
    if b't="e"' not in xml and b"<f" not in xml:
        return {}
    return {_position(a): broken for a, b in _CELL.findall(xml) if (broken := _broken(a, b))}


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """Return the name of the part of the archive that holds a sheet."""
    relation = ""
    for tag in _SHEET.findall(archive.read("xl/workbook.xml")):
        if _attribute(tag, "name") == sheet:
            relation = _attribute(tag, r"\w+:id")
    for tag in _RELATION.findall(archive.read("xl/_rels/workbook.xml.rels")):
        if relation and _attribute(tag, "Id") == relation:
            return normpath(join("xl", _attribute(tag, "Target"))).lstrip("/")
    return ""


def _attribute(tag: bytes, name: str) -> str:
    found = re.search(rf"\s{name}=(?:\"([^\"]*)\"|'([^']*)')", tag.decode("utf-8"))
    from html import unescape

    return unescape(found[1] or found[2] or "") if found else ""


def _broken(attributes: bytes, inner: bytes) -> BrokenCell | None:
    kind = _attribute(b" " + attributes, "t")
    value = _VALUE.search(inner)
    if kind == "e" and value:
        return BrokenCell(value[1].decode("utf-8"))
    formula = _FORMULA.search(inner)
    if formula and not value and kind != "str":
        from html import unescape

        return BrokenCell("=" + unescape((formula[1] or b"").decode("utf-8")))
    return None


def _position(attributes: bytes) -> tuple[int, int]:
    place = _PLACE.fullmatch(_attribute(b" " + attributes, "r"))
    letters, digits = (place[1], place[2]) if place else ("A", "1")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(digits) - 1, column - 1
