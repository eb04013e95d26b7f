"""Interface texts out of Chameleon templates, for Babel.

No extractor that keeps ``i18n:context`` was to be found. This one walks the nodes that
Chameleon's own compiler works from, so that the msgid it finds is the msgid the running template
asks for, and it refuses what could never be found at run time or never be translated without
markup. Calls in expressions, as ``${_.ngettext('…', '…', n)}``, are found as well.
"""

import ast
import html
import re
from collections.abc import Collection, Iterator, Mapping
from typing import IO, Any

import chameleon.nodes
from chameleon.astutil import Node
from chameleon.tokenize import Token
from chameleon.zpt import program

# Chameleon's nodes declare their fields at run time only.
nodes: Any = chameleon.nodes
macro_program: Any = program.MacroProgram

_SPACE = re.compile(r"\s+")
_PREFIX = re.compile(r"\s*(?:(?:python|structure|not|exists):\s*)*")

Message = tuple[int, str | None, str | tuple[str | None, ...], list[str]]
"""What Babel wants: line, function, arguments, comments."""


class TemplateError(ValueError):
    """A template whose texts cannot be translated as they stand; the text names the line."""


def extract(
    fileobj: IO[bytes],
    keywords: Collection[str],
    comment_tags: Collection[str],
    options: dict[str, Any],
) -> Iterator[Message]:
    """Extract the messages of a Chameleon template.

    Args:
        fileobj: the template, in UTF-8.
        keywords: names of functions whose calls in expressions are messages.
        comment_tags: not used; templates have no comments for translators.
        options: of the section in ``babel.cfg``; none is known.

    Returns:
        What ``i18n:translate`` and ``i18n:attributes`` mark, with its ``i18n:context``.

    Raises:
        TemplateError: for a message with markup, with a value that is not an ``i18n:name``, or
            with an id of its own: here the English text is the msgid.
    """
    source = fileobj.read().decode("utf-8")
    parsed = macro_program(source, "xml", getattr(fileobj, "name", None))
    macros = {macro.name: macro.body for macro in parsed.macros}
    for name, body in macros.items():
        yield from _Walker(keywords, macros, {name}).walk(body, None)


class _Walker:
    """One way through a template; ``inside`` are the macros it is in, so that none recurs."""

    def __init__(
        self, keywords: Collection[str], macros: Mapping[str | None, Any], inside: set[str | None]
    ) -> None:
        self.keywords = keywords
        self.macros = macros
        self.inside = inside
        self.line = 1

    def walk(self, node: Any, context: str | None) -> Iterator[Message]:
        """The messages of a node and of all below it."""
        if isinstance(node, Token):
            self.line = node.location[0]
        if isinstance(node, (list, tuple)):
            for item in node:
                yield from self.walk(item, context)
        elif isinstance(node, (nodes.Value, nodes.Substitution)):
            yield from self.calls(node)
        elif isinstance(node, Node):
            if isinstance(node, nodes.TxContext):
                context = str(node.name)
            elif isinstance(node, nodes.Translate):
                yield from self.message(node, context)
            elif isinstance(node, nodes.UseInternalMacro):
                yield from self.macro(str(node.name), context)
            for name in node._fields:
                yield from self.walk(getattr(node, name, None), context)

    def macro(self, name: str, context: str | None) -> Iterator[Message]:
        """A macro where it is used: it takes on the context of the place."""
        if name not in self.inside:
            walker = _Walker(self.keywords, self.macros, self.inside | {name})
            yield from walker.walk(self.macros[name], context)

    def message(self, node: Any, context: str | None) -> Iterator[Message]:
        if isinstance(node.node, nodes.Substitution):
            return  # tal:attributes: the value is known only when the page is made
        text = self.text(node.node)
        if not isinstance(node.node, ast.Constant):
            text = _SPACE.sub(" ", text).strip()
        if node.msgid and node.msgid != text:
            raise self.error("a message with an id of its own; its English text is its id")
        if not text:
            return
        if "<" in text or "&" in text:
            raise self.error("markup or an entity in a message; write the character itself")
        if context:
            yield self.line, "pgettext", (context, text), []
        else:
            yield self.line, None, text, []

    def text(self, node: Any) -> str:
        """The text Chameleon makes the msgid of, before it joins white space."""
        match node:
            case nodes.Sequence(items=items):
                return "".join(map(self.text, items))
            case None:  # a comment <!--! for the reader of the template
                return ""
            case nodes.Name(name=name):
                return f"${{{name}}}"
            case nodes.Text(value=value) | ast.Constant(value=value):
                if isinstance(value, Token):
                    self.line = value.location[0]
                return str(value)
        raise self.error("an element or a value in a message; give it an i18n:name")

    def calls(self, node: Any) -> Iterator[Message]:
        """Messages in the Python of a template."""
        text = html.unescape(str(node.value))
        if isinstance(node.value, Token):
            self.line = node.value.location[0]
        for tree in _expressions(text):
            for call in ast.walk(tree):
                if isinstance(call, ast.Call) and (name := _name(call)) in self.keywords:
                    yield self.line, name, tuple(map(_constant, call.args)), []

    def error(self, reason: str) -> TemplateError:
        return TemplateError(f"line {self.line}: {reason}")


def _expressions(text: str) -> Iterator[ast.AST]:
    """The Python expressions of a TALES expression, or those a text has in ``${…}``."""
    if tree := _parsed(text):
        yield tree
    start = text.find("${")
    while start >= 0:
        # A dictionary, or a placeholder in a string, has braces of its own: the first end that
        # makes Python is the expression's.
        end = text.find("}", start)
        while end >= 0 and not (tree := _parsed(text[start + 2 : end])):
            end = text.find("}", end + 1)
        if end >= 0 and tree:
            yield tree
        start = text.find("${", max(start + 2, end))


def _parsed(text: str) -> ast.AST | None:
    try:
        return ast.parse(_PREFIX.sub("", text, count=1).strip(), mode="eval")
    except SyntaxError:
        return None


def _name(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _constant(argument: ast.expr) -> str | None:
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return argument.value
    return None
