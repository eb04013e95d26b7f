// What a text has in it that cannot be seen: spaces of every kind, line ends, joiners, and the
// characters that turn the direction of writing. They are shown on demand in a copy of the text
// below the box, in the order in which they are stored; the text itself is never touched.

const NAMES = {
  "\t": "TAB", "\u00a0": "NBSP", "\u00ad": "SHY", "\u061c": "ALM", "\u2007": "FSP", "\u2009": "THSP",
  "\u200b": "ZWSP", "\u200c": "ZWNJ", "\u200d": "ZWJ", "\u200e": "LRM", "\u200f": "RLM",
  "\u202a": "LRE", "\u202b": "RLE", "\u202c": "PDF", "\u202d": "LRO", "\u202e": "RLO",
  "\u202f": "NNBSP", "\u2060": "WJ", "\u2066": "LRI", "\u2067": "RLI", "\u2068": "FSI",
  "\u2069": "PDI", "\u3000": "IDSP", "\ufeff": "BOM",
};
const UNSEEN = /([\p{Z}\p{Cc}\p{Cf}])/u;
const FORMAT = /^\p{Cf}$/u;
const CLOSING = "\u2069";

let on = false;

function nameOf(sign) {
  return NAMES[sign] ?? `U+${sign.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
}

// Each in an isolate of its own, so that its name does not move its neighbours.
function box(name, kind) {
  const sign = document.createElement("bdi");
  Object.assign(sign, { className: kind, dir: "ltr", textContent: name });
  return sign;
}

function shown(piece) {
  if (piece === "\n") return [box("¶", "dot"), "\n"];
  // A line may still end at it.
  if (piece === " ") return [box("·", "dot"), document.createElement("wbr")];
  if (!UNSEEN.test(piece)) return [piece];
  const sign = box(nameOf(piece), "sign");
  // What turns or joins letters goes on doing so, with its name outside of what it turns.
  if (FORMAT.test(piece)) return piece === CLOSING ? [piece, sign] : [sign, piece];
  return [sign];
}

function mirror() {
  const field = document.querySelector("form.box textarea");
  const copy = document.querySelector(".signs");
  if (!field || !copy) return;
  document.querySelector("[data-signs]").setAttribute("aria-pressed", on);
  copy.hidden = !on;
  if (on) copy.replaceChildren(...field.value.split(UNSEEN).flatMap(shown));
}

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-signs]")) return;
  on = !on;
  mirror();
});
document.addEventListener("input", (event) => {
  if (on && event.target.matches("form.box textarea")) mirror();
});
document.addEventListener("shown", mirror);
