// Keys for whatever says by `aria-keyshortcuts` that it has some: a button or a link is clicked,
// anything else is given the focus. There is no other table of keys, so what assistive technology
// announces, what the list shows and what works are the same.

const APPLE = /^(Mac|iP)/.test(navigator.platform);
const SHOWN = {
  Control: "Ctrl", Meta: "⌘", Alt: APPLE ? "⌥" : "Alt", ArrowUp: "↑", ArrowDown: "↓", Escape: "Esc",
};
const ASKING = /^[?؟？]$/; // one key asks in every script
const WRITTEN_IN = "input:not([type=checkbox], [type=radio]), select, textarea";

// The keys in WAI-ARIA's words ("Control+Alt+2"), or null where they belong to someone else: an
// input method that is composing, AltGr, which writes characters, and on Apple's systems Control
// and Alt, which are the text system's and VoiceOver's. Letters of other scripts count by their
// place on the keyboard.
function pressed(event) {
  const { key, code, metaKey, ctrlKey, altKey, shiftKey } = event;
  // Safari ends a composition before the key that ended it.
  if (event.isComposing || event.keyCode === 229 || event.getModifierState("AltGraph")) return null;
  if (APPLE ? ctrlKey || (altKey && !metaKey) : metaKey) return null;
  if (ASKING.test(key) && !ctrlKey && !altKey && !metaKey) return "?";
  const name = /^[a-z]$/i.test(key) ? key.toUpperCase() : /^(?:Key|Digit)(.)$/.exec(code)?.[1] ?? key;
  return [metaKey && "Meta", ctrlKey && "Control", altKey && "Alt", shiftKey && "Shift", name]
    .filter(Boolean).join("+");
}

const keysOf = (element) => element.getAttribute("aria-keyshortcuts").split(" ");

// What has keys and can be used now, in the order of the page.
const equipped = () => [...document.querySelectorAll("[aria-keyshortcuts]")]
  .filter((element) => !element.disabled && element.getClientRects().length);

function act(element) {
  if (element.matches("a, button")) element.click();
  else element.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
  const keys = pressed(event);
  // A key that writes is a command only where nothing is written, and only within the page's
  // main part (WCAG 2.1.4): what is said to a computer arrives as keys, too.
  if (keys?.length === 1 && (event.target.matches(WRITTEN_IN) || !event.target.closest("main"))) return;
  const element = keys && equipped().find((one) => keysOf(one).includes(keys));
  if (!element) return;
  event.preventDefault();
  if (!event.repeat) act(element);
});

// --- Telling them

const ours = (keys) => keys.startsWith("Meta+") === APPLE || !keys.includes("+");
const readable = (keys) => keys.split("+").map((key) => SHOWN[key] ?? key).join("+");
const shownOf = (element) => keysOf(element).filter(ours).map(readable);

function called(element) {
  const name = element.getAttribute("aria-label") ?? (element.labels?.[0] ?? element).textContent;
  return name.replace(/\s+/g, " ").trim();
}

// What is called the same is one line: the first five matches of the memory.
function list(dialog) {
  const lines = new Map();
  for (const element of equipped()) {
    const name = called(element);
    lines.set(name, [...lines.get(name) ?? [], ...shownOf(element)]);
  }
  dialog.querySelector("dl").replaceChildren(...[...lines].flatMap(([name, keys]) => {
    const [term, words] = [document.createElement("dt"), document.createElement("dd")];
    for (const each of keys) {
      const key = document.createElement("kbd");
      Object.assign(key, { textContent: each, dir: "ltr" });
      term.append(key, " ");
    }
    words.textContent = name;
    return [term, words];
  }));
}

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-keys]")) return;
  const dialog = document.querySelector("dialog.keys");
  list(dialog);
  dialog.showModal();
});

function show() {
  for (const button of document.querySelectorAll("[data-keys]")) button.hidden = false;
  for (const element of document.querySelectorAll(":is(a, button)[aria-keyshortcuts]")) {
    element.title = shownOf(element).join(", ");
  }
}

document.addEventListener("shown", show);
show();
