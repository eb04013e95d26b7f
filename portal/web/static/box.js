// Putting things into the box of a segment: marks, the source, terms, and texts of the memory. What
// is put in goes where the caret is, in one step that undo takes back, and the caret stays with it.
// Without this file a text of the memory comes by its link, and the rest is typed.

// What a translation has to keep of its source: note marks, addresses, code, links, emphasis.
const MARK = new RegExp([
  /(?<sign>\[\^[^\]\s]+\]|<[a-z]+:[^>\s]+>|(?<!`)(?<ticks>`+)(?!`).+?(?<!`)\k<ticks>(?!`))/,
  /\[(?<words>[^\]]*)\](?<address>\([^)\s]*\))/,
  /(?<![\\*])(?<stars>\*{1,3})(?![\s*])(?<starred>(?:.*?[^\s*])?)\k<stars>(?!\*)/,
].map(({ source }) => source).join("|"), "gs");

const boxOf = () => document.querySelector("form.box textarea");

// The command is deprecated, but nothing else changes a text area so that the browser's undo can
// take it back.
function replace(field, from, to, text) {
  field.setSelectionRange(from, to);
  if (document.execCommand(text ? "insertText" : "delete", false, text)) return;
  field.setRangeText(text, from, to, "end");
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

// A pair goes around what is selected, which stays selected; blanks at its ends stay outside.
function wrap(field, open, close = "") {
  const { value, selectionStart: from, selectionEnd: to } = field;
  const [, before, words, behind] = /^(\s*)(.*?)(\s*)$/s.exec(value.slice(from, to));
  if (!close) return replace(field, from, to, open);
  replace(field, from, to, before + open + words + close + behind);
  const start = from + before.length + open.length;
  return field.setSelectionRange(start, start + words.length);
}

// --- The marks of the source

// Each with what is the same in a translation as its key. A pair goes around words, its own at first.
function marksIn(text) {
  return [...text.matchAll(MARK)].flatMap(({ groups: { sign, words, address, stars, starred } }) => {
    if (sign) return [{ key: sign, sign }];
    if (address) return [{ key: address, open: "[", words, close: `]${address}` }];
    return [{ key: stars, open: stars, words: "", close: stars }, ...marksIn(starred)];
  });
}

// Those of the source that the text has not, or not as often.
function missing(source, text) {
  const there = marksIn(text).map(({ key }) => key);
  return marksIn(source).filter(({ key }) => {
    const place = there.indexOf(key);
    if (place >= 0) there.splice(place, 1);
    return place < 0;
  });
}

// What was put in last. The same again at once puts in the mark after it instead, for a translation
// may need them in another order.
let last = null;

function next(field, source) {
  const { value, selectionStart: from, selectionEnd: to } = field;
  const again = last?.field === field && last.after === value && last.caret === from;
  const turn = again ? last : { before: value, from, chosen: value.slice(from, to), end: to, number: -1 };
  const marks = missing(source, turn.before);
  if (!marks.length) return;
  const number = (turn.number + 1) % marks.length;
  const { sign, open, words, close } = marks[number];
  const inner = turn.chosen || words || "";
  const text = sign ? turn.chosen + sign : open + inner + close;
  replace(field, turn.from, turn.end, text);
  const caret = turn.from + (sign ? text.length : open.length);
  field.setSelectionRange(caret, caret + (sign ? 0 : inner.length));
  last = { ...turn, field, number, caret, end: turn.from + text.length, after: field.value };
}

// --- The buttons

const sourceText = () => document.querySelector("[data-source]").textContent;
const deeds = {
  copy: (field) => replace(field, 0, field.value.length, sourceText()),
  next: (field) => next(field, sourceText()),
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do], [data-mark], [data-word], [data-use]");
  const field = boxOf();
  if (!button || !field || field.readOnly) return;
  event.preventDefault();
  field.focus();
  const { do: deed, mark, close, word, use } = button.dataset;
  if (deed) deeds[deed](field);
  else if (use !== undefined) replace(field, 0, field.value.length, use);
  else wrap(field, mark ?? word, close);
});

// The text area keeps its focus, and a telephone its keyboard.
document.addEventListener("mousedown", (event) => {
  if (event.target.closest("[role=toolbar], [data-word]")) event.preventDefault();
});

// One stop for the Tab key, and arrows within that go where they point (ARIA Authoring Practices,
// Toolbar).
document.addEventListener("keydown", (event) => {
  const toolbar = event.target.closest("[role=toolbar]");
  if (!toolbar) return;
  const buttons = [...toolbar.querySelectorAll("button")];
  const forward = getComputedStyle(toolbar).direction === "rtl" ? -1 : 1;
  const at = buttons.indexOf(event.target);
  const goals = { ArrowRight: at + forward, ArrowLeft: at - forward, Home: 0, End: -1 };
  if (!(event.key in goals)) return;
  event.preventDefault();
  stopAt(buttons, buttons.at(goals[event.key] % buttons.length)).focus();
});

function stopAt(buttons, stop) {
  for (const button of buttons) button.tabIndex = button === stop ? 0 : -1;
  return stop;
}

function show() {
  for (const toolbar of document.querySelectorAll(".box [role=toolbar]")) {
    toolbar.hidden = false;
    const buttons = [...toolbar.querySelectorAll("button")];
    stopAt(buttons, buttons[0]);
  }
}

document.addEventListener("shown", show);
show();
