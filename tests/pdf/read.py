#!/usr/bin/env python3
"""Reads PDFs without knowing how they were made, and prints what is wrong with them and what is in them, as JSON.

    tests/pdf/read.py FILE...

Looks at what PDF/UA-1 and PDF/A-3a ask for that can be seen in the file itself: the tree of tags and what of the pages it
holds, the language, the title, the fonts, the links, the bookmarks, the attachments. Needs pikepdf.
"""

import hashlib
import json
import sys

import pikepdf

HEADINGS = {f"H{level}": level for level in range(1, 7)}
# What shows something; all of it must be tagged, or be marked as decoration.
SHOWS = {"Tj", "TJ", "'", '"', "f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "Do", "INLINE IMAGE"}
MAY_HOLD = {
    "Table": {"TR", "THead", "TBody", "TFoot", "Caption"},
    "THead": {"TR"},
    "TBody": {"TR"},
    "TFoot": {"TR"},
    "TR": {"TH", "TD"},
    "L": {"LI", "L", "Caption"},
    "LI": {"Lbl", "LBody"},
    "TOC": {"TOCI", "TOC", "Caption"},
}
STANDARD = set(MAY_HOLD) | set(HEADINGS) | {
    "Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Caption", "TOCI", "Index", "NonStruct", "Private", "P", "H",
    "Lbl", "LBody", "TH", "TD", "Span", "Quote", "Note", "Reference", "BibEntry", "Code", "Link", "Annot", "Figure",
    "Formula", "Form", "WP",
}  # fmt: skip


class Pen:
    """Where text is shown, and how large: what of a page's operators moves it."""

    def __init__(self):
        self.kept = []
        self.paper = (1, 0, 0, 1, 0, 0)
        self.text = (1, 0, 0, 1, 0, 0)
        self.size = 0

    @staticmethod
    def times(a, b):
        return (
            a[0] * b[0] + a[1] * b[2], a[0] * b[1] + a[1] * b[3],
            a[2] * b[0] + a[3] * b[2], a[2] * b[1] + a[3] * b[3],
            a[4] * b[0] + a[5] * b[2] + b[4], a[4] * b[1] + a[5] * b[3] + b[5],
        )  # fmt: skip

    def follow(self, name, operands):
        if name == "q":
            self.kept.append((self.paper, self.size))
        elif name == "Q":
            self.paper, self.size = self.kept.pop()
        elif name == "cm":
            self.paper = self.times([float(number) for number in operands], self.paper)
        elif name == "Tm":
            self.text = [float(number) for number in operands]
        elif name == "Tf":
            self.size = float(operands[1])

    def place(self):
        """The height on the page at which the text stands, and the size of its type."""
        _, _, c, d, _, y = self.times(self.text, self.paper)
        return y, self.size * (c * c + d * d) ** 0.5


def look(shown, box):
    """How far down a page is filled, what stands at its head and foot, and the smallest type in its tables."""
    top, foot = box[3] - 2.5 * 72 / 2.54, box[1] + 2.5 * 72 / 2.54
    # Footnotes stand at the foot, however little there is above.
    body = [one for one in shown if foot - 1 < one[0] < top + 1 and "Note" not in one[2]]
    tag = lambda one: next((tag for tag in reversed(one[2]) if tag not in ("Span", "Link", "Lbl")), "")
    lowest, highest = min(body, default=None, key=lambda one: one[0]), max(body, default=None, key=lambda one: one[0])
    cells = [size for _, size, tags in shown if "TD" in tags or "TH" in tags]
    return {
        "filled": (top - lowest[0]) / (top - foot) if lowest else 0,
        "head": tag(highest) if highest else "",
        "foot": tag(lowest) if lowest else "",
        "smallest in tables": min(cells, default=None),
    }


class Reading:
    """One PDF, what is wrong with it and what was counted in it."""

    def __init__(self, path):
        self.pdf = pikepdf.open(path)
        self.errors = []
        self.pages = {page.obj.objgen: number for number, page in enumerate(self.pdf.pages, 1)}
        self.counts = {}
        self.headings = []
        self.alts = []
        # What of each page stands in the tree, and which annotations.
        self.tagged = {}
        self.annotations = set()
        # How each page looks.
        self.layout = []

    def wrong(self, what):
        if len(self.errors) < 50:
            self.errors.append(what)

    def read(self):
        root = self.pdf.Root
        info = self.metadata()
        self.check_catalog(root)
        if "/StructTreeRoot" in root:
            self.walk(root.StructTreeRoot.get("/K"), None, [], None)
            self.check_headings()
        fonts = set()
        links = {"inside": 0, "outside": 0}
        for number, page in enumerate(self.pdf.pages, 1):
            self.check_content(number, page)
            fonts |= self.fonts_of(page.obj.get("/Resources", {}), number, set())
            self.check_links(number, page, links)
        bookmarks = self.bookmarks()
        return {
            **info,
            "pages": len(self.pages),
            "errors": self.errors,
            "tags": dict(sorted(self.counts.items())),
            "layout": self.layout,
            "headings": self.headings,
            "bookmarks": bookmarks,
            "links": links,
            "alts": self.alts,
            "fonts": sorted(fonts),
            "attachments": self.attachments(root),
        }

    def metadata(self):
        metadata = self.pdf.open_metadata()
        title = metadata.get("dc:title")
        if title != str(self.pdf.docinfo.get("/Title", "")):
            self.wrong("the two titles of the document differ")
        return {
            "title": title,
            "authors": metadata.get("dc:creator"),
            "language": str(self.pdf.Root.get("/Lang", "")),
            "part": metadata.get("pdfaid:part"),
            "conformance": metadata.get("pdfaid:conformance"),
            "ua": metadata.get("{http://www.aiim.org/pdfua/ns/id/}part"),
        }

    def check_catalog(self, root):
        if not root.get("/MarkInfo", {}).get("/Marked", False):
            self.wrong("the document does not say that it is tagged")
        if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False):
            self.wrong("viewers would show the file's name in place of the title")
        if "/OutputIntents" not in root:
            self.wrong("there is no output intent")
        if "/AcroForm" in root or "/OpenAction" in root or "/AA" in root:
            self.wrong("the document does something of its own")

    # The tree of tags

    def walk(self, kids, parent, above, page):
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if kid is None:
                continue
            if isinstance(kid, int):
                self.hold(page, kid, above)
            elif kid.get("/Type") == "/MCR":
                self.hold(kid.get("/Pg", page), int(kid.MCID), above)
            elif kid.get("/Type") == "/OBJR":
                self.annotations.add(kid.Obj.objgen)
                if parent not in ("Link", "Annot", "Form"):
                    self.wrong(f"an annotation is tagged as {parent}")
            else:
                self.element(kid, parent, above, kid.get("/Pg", page))

    def hold(self, page, number, above):
        key = (self.pages[page.objgen], number)
        if key in self.tagged:
            self.wrong(f"page {key[0]}: the same words are tagged twice")
        self.tagged[key] = above
        if not above or above[-1] in MAY_HOLD or above[-1] == "Document":
            self.wrong(f"page {key[0]}: words stand in {above[-1:]} without a tag of their own")

    def element(self, element, parent, above, page):
        tag = str(element.S)[1:]
        roles = self.pdf.Root.StructTreeRoot.get("/RoleMap", {})
        tag = str(roles.get(f"/{tag}", f"/{tag}"))[1:]
        self.counts[tag] = self.counts.get(tag, 0) + 1
        if tag not in STANDARD:
            self.wrong(f"{tag} is no tag")
        if parent in MAY_HOLD and tag not in MAY_HOLD[parent] | {"NonStruct"}:
            self.wrong(f"{parent} holds {tag}")
        for child, parents in [
            ("TR", {"Table", "THead", "TBody", "TFoot"}), ("TH", {"TR"}), ("TD", {"TR"}), ("LI", {"L"}),
            ("LBody", {"LI"}), ("TOCI", {"TOC"}), ("THead", {"Table"}), ("TBody", {"Table"}),
        ]:  # fmt: skip
            if tag == child and parent not in parents:
                self.wrong(f"{tag} stands in {parent}")
        if tag in HEADINGS:
            self.headings.append([HEADINGS[tag], str(element.get("/T", ""))])
            if any(outer in ("Table", "L", "Note") for outer in above):
                self.wrong(f"a heading stands in {above}")
        if tag == "Figure" and not str(element.get("/Alt", "")).strip():
            self.wrong("a figure has no words for those who cannot see it")
        if tag == "Figure":
            self.alts.append(str(element.get("/Alt", "")))
            if not any("/BBox" in attributes for attributes in self.attributes(element)):
                self.wrong("a figure does not say where it is")
        if tag == "Note" and "/ID" not in element:
            self.wrong("a note has no name")
        if tag == "TH" and not any("/Scope" in attributes for attributes in self.attributes(element)):
            self.wrong("the head of a table does not say of what")
        if tag == "Table":
            self.check_table(element)
        self.walk(element.get("/K"), tag, [*above, tag], page)

    @staticmethod
    def attributes(element):
        attributes = element.get("/A", [])
        attributes = attributes if isinstance(attributes, pikepdf.Array) else [attributes]
        return [one for one in attributes if isinstance(one, pikepdf.Dictionary)]

    def elements(self, element):
        kids = element.get("/K", [])
        kids = kids if isinstance(kids, pikepdf.Array) else [kids]
        return [kid for kid in kids if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]

    def check_table(self, table):
        """Each row has as many cells as the others, and some cell is a head."""
        rows = []
        for part in self.elements(table):
            rows += [part] if part.S == "/TR" else [row for row in self.elements(part) if row.S == "/TR"]
        heads = 0
        # How many rows a cell from above still takes, by column.
        taken = []
        widths = set()
        for row in rows:
            width = sum(1 for rest in taken if rest > 0)
            taken = [rest - 1 for rest in taken]
            for cell in self.elements(row):
                heads += cell.S == "/TH"
                spans = {"/ColSpan": 1, "/RowSpan": 1}
                for attributes in self.attributes(cell):
                    spans.update({name: int(attributes[name]) for name in spans if name in attributes})
                width += spans["/ColSpan"]
                taken += [spans["/RowSpan"] - 1] * spans["/ColSpan"]
            widths.add(width)
        if len(widths) > 1:
            self.wrong(f"a table's rows are {sorted(widths)} cells wide")
        if rows and not heads:
            self.counts["tables without heads"] = self.counts.get("tables without heads", 0) + 1

    def check_headings(self):
        level = 0
        for next_level, title in self.headings:
            if next_level > level + 1:
                self.wrong(f"a heading of level {next_level} follows one of level {level}: {title}")
            level = next_level

    # The pages

    def check_content(self, number, page):
        """What is shown is tagged once, or decoration."""
        open_marks = []
        met = set()
        pen = Pen()
        shown = []
        for operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            pen.follow(name, operands)
            if name in ("Tj", "TJ") and open_marks and isinstance(open_marks[-1], int):
                shown.append((*pen.place(), self.tagged.get((number, open_marks[-1]), [])))
            if name in ("BDC", "BMC"):
                properties = operands[1] if name == "BDC" else {}
                if isinstance(properties, pikepdf.Name):
                    properties = page.obj.Resources.Properties[properties]
                mark = properties.get("/MCID") if isinstance(properties, pikepdf.Dictionary) else None
                if mark is not None:
                    met.add(int(mark))
                    if any(other != "span" for other in open_marks):
                        self.wrong(f"page {number}: what is tagged stands within something else")
                artifact = operands[0] == "/Artifact"
                open_marks.append("artifact" if artifact else "span" if mark is None else int(mark))
            elif name == "EMC":
                open_marks.pop()
            elif name in SHOWS and all(mark == "span" for mark in open_marks):
                self.wrong(f"page {number}: {name} is neither tagged nor decoration")
        self.layout.append(look(shown, [float(side) for side in page.mediabox]))
        for mark in met:
            if (number, mark) not in self.tagged:
                self.wrong(f"page {number}: what is marked {mark} is not in the tree")
        for page_number, mark in self.tagged:
            if page_number == number and mark not in met:
                self.wrong(f"page {number}: the tree has {mark}, the page has not")

    def fonts_of(self, resources, number, seen):
        fonts = set()
        for font in dict(resources.get("/Font", {})).values():
            name = str(font.get("/BaseFont", font.get("/Name", "")))[1:]
            fonts.add(name.partition("+")[2] or name)
            inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
            descriptor = inner.get("/FontDescriptor", {})
            embedded = any(f"/FontFile{kind}" in descriptor for kind in ("", "2", "3"))
            if not embedded and font.get("/Subtype") != "/Type3":
                self.wrong(f"page {number}: the font {name} is not in the file")
            if "/ToUnicode" not in font:
                self.wrong(f"page {number}: the font {name} does not say which letters it draws")
        for name, form in dict(resources.get("/XObject", {})).items():
            if form.objgen not in seen and form.get("/Subtype") == "/Form":
                seen.add(form.objgen)
                fonts |= self.fonts_of(form.get("/Resources", {}), number, seen)
        return fonts

    def check_links(self, number, page, links):
        for link in page.obj.get("/Annots", []):
            if link.get("/Subtype") != "/Link":
                self.wrong(f"page {number}: {link.get('/Subtype')} is no link")
                continue
            if link.objgen not in self.annotations:
                self.wrong(f"page {number}: a link is not tagged")
            if not str(link.get("/Contents", "")).strip():
                self.wrong(f"page {number}: a link does not say where it leads")
            action = link.get("/A", {})
            if action.get("/S") == "/URI":
                links["outside"] += 1
                if not str(action.URI).startswith(("http://", "https://", "mailto:", "tel:")):
                    self.wrong(f"page {number}: a link leads to {action.URI}")
            elif self.leads_to(link.get("/Dest", action.get("/D"))) is None:
                self.wrong(f"page {number}: a link leads nowhere")
            else:
                links["inside"] += 1

    def leads_to(self, destination):
        """The number of the page that a destination is on."""
        if isinstance(destination, (pikepdf.Name, pikepdf.String)):
            names = pikepdf.NameTree(self.pdf.Root.Names.Dests)
            destination = names[str(destination)] if str(destination) in names else None
        if isinstance(destination, pikepdf.Dictionary):
            destination = destination.get("/D")
        return None if destination is None else self.pages.get(destination[0].objgen)

    def bookmarks(self):
        found = []

        def follow(item, depth):
            while item is not None:
                action = item.get("/A", {})
                page = self.leads_to(item.get("/Dest", action.get("/D")))
                if page is None:
                    self.wrong(f"the bookmark {item.Title} leads nowhere")
                found.append([depth, str(item.Title), page])
                follow(item.get("/First"), depth + 1)
                item = item.get("/Next")

        follow(self.pdf.Root.get("/Outlines", {}).get("/First"), 1)
        return found

    def attachments(self, root):
        found = {}
        if "/Names" not in root or "/EmbeddedFiles" not in root.Names:
            return found
        associated = {file.objgen for file in root.get("/AF", [])}
        for name, file in pikepdf.NameTree(root.Names.EmbeddedFiles).items():
            stream = file.EF.F
            if file.objgen not in associated or "/AFRelationship" not in file:
                self.wrong(f"the attachment {name} is not said to belong to the document")
            if "/Subtype" not in stream:
                self.wrong(f"the attachment {name} does not say what it is")
            found[name] = {
                "relationship": str(file.get("/AFRelationship", ""))[1:],
                "type": str(stream.get("/Subtype", ""))[1:],
                "description": str(file.get("/Desc", "")),
                "sha256": hashlib.sha256(stream.read_bytes()).hexdigest(),
            }
        return found


print(json.dumps([Reading(path).read() for path in sys.argv[1:]], ensure_ascii=False))
