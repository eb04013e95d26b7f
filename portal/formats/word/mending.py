"""What pandoc loses of a Word document without a word, put where it finds it.

A paragraph on which a text box hangs, the page a field shows, the cells beyond the columns that
a table declares: nobody who uploads a file would think that such words could be missing.
"""

from xml.etree.ElementTree import Element, SubElement

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"

# What a field shows (a date, "Table 2"), what is written the other way, what is filled into forms.
_WRAPPERS = (f"{W}fldSimple", f"{W}dir", f"{W}bdo", f"{W}customXml")
# Word makes no more.
MOST_COLUMNS = 63


def mend(tree: Element) -> None:
    """Change the main part of a document so that pandoc reads all its words.

    Args:
        tree: the root of the part.
    """
    _drop_contents(tree)
    _unwrap(tree)
    _lift_boxes(tree)
    for table in tree.iter(f"{W}tbl"):
        _declare_columns(table)


def _drop_contents(tree: Element) -> None:
    """Drop Word's table of contents: a page makes its own."""
    inside = f"{W}sdtPr/{W}docPartObj/{W}docPartGallery"
    for parent in list(tree.iter()):
        for child in [each for each in parent if each.tag == f"{W}sdt"]:
            gallery = child.find(inside)
            if gallery is not None and gallery.get(f"{W}val") == "Table of Contents":
                parent.remove(child)


def _unwrap(tree: Element) -> None:
    for parent in list(tree.iter()):
        while (wrapper := _wrapper(parent)) is not None:
            place = list(parent).index(wrapper)
            parent[place : place + 1] = list(wrapper)


def _wrapper(parent: Element) -> Element | None:
    return next((each for each in parent if each.tag in _WRAPPERS), None)


def _lift_boxes(tree: Element) -> None:
    parents = {child: parent for parent in tree.iter() for child in parent}
    # The last first: a box in a box is lifted into the outer one, and order is kept.
    for box in reversed(list(tree.iter(f"{W}txbxContent"))):
        above = [box]
        while above[-1].tag != f"{W}p" and above[-1] in parents:
            above.append(parents[above[-1]])
        paragraph = above[-1]
        if paragraph not in parents:
            continue
        around = parents[paragraph]
        place = list(around).index(paragraph) + 1
        if not any(element.tag == FALLBACK for element in above):
            around[place:place] = list(box)
            parents.update((child, around) for child in box)
        holder = next(each for each in above if parents[each].tag in (f"{W}r", f"{W}p"))
        if holder in list(parents[holder]):
            parents[holder].remove(holder)


def _declare_columns(table: Element) -> None:
    declared = table.find(f"{W}tblGrid")
    if declared is None:
        declared = Element(f"{W}tblGrid")
        table.insert(0, declared)
    for _ in range(len(declared), max(map(_width, table.findall(f"{W}tr")), default=0)):
        SubElement(declared, f"{W}gridCol")
    for column in declared:
        # A column without a width is none to pandoc.
        column.set(f"{W}w", column.get(f"{W}w", "1000"))


def _width(row: Element) -> int:
    return sum(_bounded(cell.find(f"{W}tcPr/{W}gridSpan")) for cell in row.findall(f"{W}tc"))


def _bounded(span: Element | None) -> int:
    if span is None:
        return 1
    columns = span.get(f"{W}val", "")
    number = int(columns) if columns.isascii() and columns.isdigit() else 1
    number = min(max(number, 1), MOST_COLUMNS)
    span.set(f"{W}val", str(number))
    return number
