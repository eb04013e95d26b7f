// Writing CommonMark in a plain text area: a toolbar and keys that put its marks in and take them
// out. The browser keeps what it does best (spelling, input methods, both directions of writing,
// speech, undo), and without this file the same text area is there, only the toolbar is not. All
// words are the template's: a button says in `data-do` what it does and in `aria-keyshortcuts` by
// which keys. Why this is no editor component: docs/decisions/0005-a-text-area-with-a-toolbar.md.

const APPLE = /^(Mac|iP)/.test(navigator.platform);
// What stands before the words of a line and stays there: list, quotation, heading, note.
const LEAD = /^\s*(?:(?:#{1,6}|[-+*]|\d{1,9}[.)]|>|\[\^[^\]\s]+\]:)\s+)*/;
const ITEM = /^(\s*)(?:([-+*])|(\d{1,9})[.)])(?:\s+|$)/;
const STARRED = /(?<![\\*])(\*{1,3})(?![\s*])(?:.*?[^\s*])?\1(?!\*)/g;
const LINK = /\[([^\]]*)\]\([^)\s]*\)/g;

const deeds = {
  "heading-2": (field) => onLines(field, (lines) => headings(lines, "## ")),
  "heading-3": (field) => onLines(field, (lines) => headings(lines, "### ")),
  strong: (field) => emphasise(field, 2),
  emphasis: (field) => emphasise(field, 1),
  list: (field) => onLines(field, (lines) => items(lines, false)),
  numbered: (field) => onLines(field, (lines) => items(lines, true)),
  quote: (field) => onLines(field, quotation),
  link,
  note,
  // The browser's own, for telephones, which have no keys for them.
  undo: () => document.execCommand("undo"),
  redo: () => document.execCommand("redo"),
};

// --- The toolbar and its keys

function equip(toolbar, field) {
  const buttons = [...toolbar.querySelectorAll("button[data-do]")];
  const act = (button) => {
    field.focus();
    deeds[button.dataset.do](field);
  };
  // The text area keeps its focus, and a telephone its keyboard.
  toolbar.addEventListener("mousedown", (event) => event.preventDefault());
  toolbar.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-do]");
    if (button) act(button);
  });
  field.addEventListener("keydown", (event) => {
    const keys = pressed(event);
    const listens = (button) => button.getAttribute("aria-keyshortcuts")?.split(" ").includes(keys);
    const button = keys && buttons.find(listens);
    if (!button) return;
    event.preventDefault();
    act(button);
  });
  rove(toolbar, buttons);
  toolbar.hidden = false;
}

// The keys in WAI-ARIA's words ("Control+Alt+2"), or null where they belong to someone else: AltGr
// writes characters, "#" among them, and on Apple's systems Control is the text system's and
// VoiceOver's. Letters of other scripts count by their place on the keyboard.
function pressed(event) {
  const { key, code, metaKey, ctrlKey, altKey, shiftKey } = event;
  const ours = APPLE ? metaKey && !ctrlKey : ctrlKey && !metaKey;
  if (event.isComposing || event.getModifierState("AltGraph") || !ours) return null;
  const name = /^[a-z]$/i.test(key) ? key.toUpperCase() : code.replace(/^(Key|Digit)/, "");
  return [metaKey && "Meta", ctrlKey && "Control", altKey && "Alt", shiftKey && "Shift", name]
    .filter(Boolean).join("+");
}

// One stop for the Tab key, and arrows within that go where they point (ARIA Authoring Practices,
// Toolbar).
function rove(toolbar, buttons) {
  const stopAt = (stop) => buttons.forEach((button) => { button.tabIndex = button === stop ? 0 : -1; });
  toolbar.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(event.target);
    const forward = getComputedStyle(toolbar).direction === "rtl" ? -1 : 1;
    const goals = { ArrowRight: at + forward, ArrowLeft: at - forward, Home: 0, End: -1 };
    if (at < 0 || !(event.key in goals)) return;
    event.preventDefault();
    buttons.at(goals[event.key] % buttons.length).focus();
  });
  toolbar.addEventListener("focusin", (event) => stopAt(event.target));
  stopAt(buttons[0]);
}

// --- The text: where things are, and the one way to change it

// The command is deprecated, but nothing else changes a text area so that the browser's undo can
// take it back.
function replace(field, from, to, text) {
  field.setSelectionRange(from, to);
  if (document.execCommand(text ? "insertText" : "delete", false, text)) return;
  field.setRangeText(text, from, to, "end");
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

const lineStart = (value, place) => value.slice(0, place).lastIndexOf("\n") + 1;
const lineEnd = (value, place) => (value + "\n").indexOf("\n", place);

// What matches the pattern on the caret's line and has the whole selection in it, or undefined.
function around({ value, selectionStart, selectionEnd }, pattern, fits = () => true) {
  const start = lineStart(value, selectionStart);
  return [...value.slice(start, lineEnd(value, start)).matchAll(pattern)]
    .map((match) => ({ match, from: start + match.index, to: start + match.index + match[0].length }))
    .find(({ match, from, to }) => from <= selectionStart && selectionEnd <= to && fits(match));
}

// Change the whole lines of the selection. A caret stays at its word; a selection grows to what was
// changed, so that the same key again takes it back.
function onLines(field, change) {
  const { value, selectionStart, selectionEnd } = field;
  const from = lineStart(value, selectionStart);
  const bare = selectionStart === selectionEnd;
  // A selection that ends behind a line feed does not mean the line that begins there.
  const to = lineEnd(value, bare || value[selectionEnd - 1] !== "\n" ? selectionEnd : selectionEnd - 1);
  const lines = value.slice(from, to).split("\n");
  const changed = change(lines);
  const text = changed.join("\n");
  replace(field, from, to, text);
  const caret = Math.max(from, selectionStart + changed[0].length - lines[0].length);
  if (bare) field.setSelectionRange(caret, caret);
  else field.setSelectionRange(from, from + text.length);
}

// --- Blocks

// Blank lines between are left alone; one alone is where somebody is about to write.
const counts = (lines) => (line) => lines.length === 1 || line.trim() !== "";

function headings(lines, mark) {
  const off = lines.filter(counts(lines)).every((line) => line.startsWith(mark));
  return lines.map((line) => {
    if (!counts(lines)(line)) return line;
    const words = line.replace(/^ {0,3}#{1,6}(?: +|$)/, "");
    return off ? words : mark + words;
  });
}

function items(lines, numbered) {
  const kind = numbered ? 3 : 2;
  const off = lines.filter(counts(lines)).every((line) => ITEM.exec(line)?.[kind]);
  let number = 0;
  return lines.map((line) => {
    if (!counts(lines)(line)) return line;
    number += 1;
    const [, indent, words] = /^(\s*)(.*)$/.exec(line.replace(ITEM, "$1"));
    return indent + (off ? "" : numbered ? `${number}. ` : "- ") + words;
  });
}

function quotation(lines) {
  const off = lines.every((line) => line.startsWith(">"));
  return lines.map((line) => (off ? line.replace(/^> ?/, "") : `> ${line}`));
}

// --- Sentences

// One star on each side is emphasis, two are strong, three are both. Not underscores, which mean
// nothing between letters (CommonMark 6.2): no word of Chinese could be emphasised.
function emphasise(field, stars) {
  const { value, selectionStart, selectionEnd } = field;
  const bare = selectionStart === selectionEnd;
  let { from, to } = bare ? starredOrWord(field, stars) : { from: selectionStart, to: selectionEnd };
  while (from > 0 && value[from - 1] === "*" && value[to] === "*") { from -= 1; to += 1; }
  const parts = value.slice(from, to).split("\n")
    .map((line, index) => dissect(line, index > 0 || from === lineStart(value, from)));
  const meant = parts.filter(({ words }) => words || parts.length === 1);
  const off = meant.every(({ depth }) => depth & stars);
  const before = from + parts[0].lead.length + parts[0].depth;
  for (const part of meant) part.depth = off ? part.depth - stars : part.depth | stars;
  const text = parts.map(({ lead, depth, words, tail }) =>
    lead + "*".repeat(depth) + words + "*".repeat(depth) + tail).join("\n");
  replace(field, from, to, text);
  const start = from + parts[0].lead.length + parts[0].depth;
  const last = parts.at(-1);
  const end = from + text.length - last.tail.length - (parts.length > 1 ? 0 : last.depth);
  const caret = Math.min(Math.max(start, start + selectionStart - before), end);
  if (bare) field.setSelectionRange(caret, caret);
  else field.setSelectionRange(parts.length > 1 ? from : start, end);
}

// A line, or a piece of one, in four: what stays before, how many stars, the words, blanks behind.
function dissect(line, whole) {
  const mark = whole ? LEAD.exec(line)[0] : "";
  const [, blank, body, tail] = /^(\s*)(.*?)(\s*)$/.exec(line.slice(mark.length));
  const lead = mark + blank;
  const run = /^\*+$/.test(body) ? body.length >> 1
    : Math.min(/^\**/.exec(body)[0].length, /\**$/.exec(body)[0].length);
  const depth = Math.min(run, 3);
  const words = body.slice(depth, body.length - depth);
  // Stars at both ends that do not belong together: **one** and **two**.
  const same = new RegExp(`(?<!\\*)\\*{${depth}}(?!\\*)`, "g");
  if (depth && same.test(words)) return { lead, depth: 0, words: words.replace(same, ""), tail };
  return { lead, depth, words, tail };
}

function starredOrWord(field, stars) {
  const starred = around(field, STARRED, (match) => match[1].length & stars);
  if (starred) return starred;
  const { value, selectionStart: caret } = field;
  const start = lineStart(value, caret);
  const none = { from: caret, to: caret };
  if (!Intl.Segmenter) return none;
  const segments = new Intl.Segmenter(field.lang || undefined, { granularity: "word" })
    .segment(value.slice(start, lineEnd(value, start)));
  const word = [caret - start, caret - start - 1]
    .map((place) => segments.containing(place)).find((segment) => segment?.isWordLike);
  return word ? { from: start + word.index, to: start + word.index + word.segment.length } : none;
}

// Afterwards what is still to be written is selected: the address, or the words.
function link(field) {
  const old = around(field, LINK);
  if (old) {
    replace(field, old.from, old.to, old.match[1]);
    return field.setSelectionRange(old.from, old.from + old.match[1].length);
  }
  const { value, selectionStart: from, selectionEnd: to } = field;
  const chosen = value.slice(from, to);
  const isAddress = /^(?:https?:\/\/|mailto:)\S+$/.test(chosen);
  const [words, address] = isAddress ? ["", chosen] : [chosen, "https://"];
  replace(field, from, to, `[${words}](${address})`);
  const place = from + 1 + (words ? words.length + 2 : 0);
  return field.setSelectionRange(place, place + (words ? address.length : 0));
}

// A new note, with the caret in its text; from the text of a note, back to its mark.
function note(field) {
  const inside = around(field, /^\[\^([^\]\s]+)\]:.*$/g);
  if (inside) return toMark(field, inside.match[1]);
  const numbers = [...field.value.matchAll(/\[\^(\d+)\]/g)].map((match) => Number(match[1]));
  const label = `[^${Math.max(0, ...numbers) + 1}]`;
  replace(field, field.selectionEnd, field.selectionEnd, label);
  const { value } = field;
  const end = value.trimEnd().length;
  const among = value.startsWith("[^", lineStart(value, end));
  return replace(field, end, end, `${among ? "\n" : "\n\n"}${label}: `);
}

function toMark(field, label) {
  const mark = `[^${label}]`;
  let place = field.value.indexOf(mark);
  while (place >= 0 && field.value[place + mark.length] === ":") place = field.value.indexOf(mark, place + 1);
  if (place < 0) return;
  field.setSelectionRange(place + mark.length, place + mark.length);
  // Browsers scroll to the caret when a field gets its focus.
  field.blur();
  field.focus();
}

for (const form of document.querySelectorAll("form.editor")) {
  equip(form.querySelector("[role=toolbar]"), form.querySelector("textarea"));
}
