// Unsaved work goes to the person's draft by itself, and nothing typed is lost: until the server
// has said that it has a text, a copy of it lies on this device, and a copy left by an earlier
// visit is offered, never put in unasked. The words are the template's: it has one element for each
// state of affairs (`data-state`), of which one is shown. Other scripts of a page hear of it by
// events of the form: "kept" carries the server's answer, "leave" asks for a last attempt.

const QUIET = 1_500; // after the last key, unless the form says otherwise
const LATEST = 10_000; // while typing goes on
const PATIENCE = 20_000; // for one answer
const FIRST_RETRY = 2_000;
const LAST_RETRY = 60_000;
const PARTING = 60_000; // bytes; browsers send 64 KiB for a page that is gone (Fetch, keepalive)
const BEGUN = performance.now();
const PASSING = [408, 425, 429];

function keep(form, signal) {
  const field = fieldOf(form);
  const copies = copiesOf(form);
  const quiet = Number(form.dataset.quiet ?? QUIET);
  let held = field.defaultValue; // what the server has
  let sending = null;
  let timer = 0;
  let since = 0; // when the first key was pressed that the server has not heard of
  let failures = 0;
  let submitting = false;

  const unsaved = () => field.value !== held;

  function plan(delay) {
    clearTimeout(timer);
    if (!signal.aborted) timer = setTimeout(save, delay);
  }

  function save() {
    clearTimeout(timer);
    sending ??= attempt().finally(() => { sending = null; });
    return sending;
  }

  async function attempt() {
    if (!unsaved()) return;
    const text = field.value;
    const copied = copies.put(text);
    since = 0;
    const answer = await send(form, text);
    if (answer.state === "failed" && !copied) answer.state = "at-risk";
    tell(form, answer);
    if (answer.state === "saved") {
      held = text;
      form.dispatchEvent(new CustomEvent("kept", { bubbles: true, detail: answer.said }));
    }
    if (!unsaved()) copies.clear();
    if (answer.state === "saved" || answer.state === "refused") {
      failures = 0;
      if (field.value !== text) plan(quiet);
    } else {
      plan(Math.min(LAST_RETRY, FIRST_RETRY * 2 ** failures));
      failures += 1;
    }
  }

  field.addEventListener("input", () => {
    submitting = false;
    since ||= Date.now();
    // While the server is not to be had, trying again has a rhythm of its own.
    if (failures === 0) plan(Math.min(quiet, Math.max(0, since + LATEST - Date.now())));
  });
  // Also when somebody comes back from signing in elsewhere.
  document.addEventListener("visibilitychange", save, { signal });
  addEventListener("focus", save, { signal });
  addEventListener("online", save, { signal });
  addEventListener("beforeunload", (event) => {
    if (submitting || !unsaved()) return;
    event.preventDefault();
    save();
  }, { signal });
  addEventListener("pagehide", () => {
    if (submitting || !unsaved()) return;
    // No answer will be heard: the copy stays, and the next visit compares.
    copies.put(field.value);
    if (new Blob([field.value]).size < PARTING) post(form, field.value, { keepalive: true }).catch(() => {});
  }, { signal });
  signal.addEventListener("abort", () => clearTimeout(timer));

  // Once what is under way has come back, for it may be an earlier text.
  const settle = async () => { await sending; await save(); };
  const stay = () => { submitting = false; };
  addEventListener("pageshow", stay, { signal });
  form.addEventListener("stay", stay);
  form.addEventListener("leave", ({ detail }) => detail.push(settle().then(() => !unsaved())));
  form.addEventListener("submit", async (event) => {
    if (!submitting && unsaved()) {
      // Into the draft first, so that nothing hangs on how the form itself fares.
      event.preventDefault();
      submitting = true;
      await settle();
      form.requestSubmit(event.submitter);
    }
    submitting = true;
  });
  offer(form, copies, save);
}

const fieldOf = (form) => form.querySelector("textarea");

// --- To the server

function post(form, text, options) {
  const body = new FormData();
  for (const { name, value } of form.querySelectorAll("input[type=hidden]")) body.set(name, value);
  body.set(fieldOf(form).name, text);
  // By the server's clock: when it made the page, and what has passed since. What was sent earlier
  // and comes later must not replace what was typed later.
  body.set("made_at", form.dataset.madeAt ?? "");
  body.set("passed", Math.round(performance.now() - BEGUN));
  return fetch(form.dataset.autosave, { method: "POST", body, redirect: "manual", ...options });
}

async function send(form, text, first = true) {
  try {
    const response = await post(form, text, { signal: AbortSignal.timeout(PATIENCE) });
    const { ok, status, type } = response;
    if (ok) return { state: "saved", said: status === 204 ? null : await response.json() };
    if (first && (type === "opaqueredirect" || status === 401 || status === 403)) {
      return await renewed(form) ? send(form, text, false) : { state: "signed-out" };
    }
    if (status < 400 || status > 499 || PASSING.includes(status)) return { state: "failed" };
    const plain = response.headers.get("Content-Type")?.startsWith("text/plain");
    return { state: "refused", reason: plain ? await response.text() : "" };
  } catch {
    return { state: "failed" };
  }
}

// A session that began since this page came has another token. Whoever has signed in meanwhile,
// the text is only theirs if they are the one who typed it.
async function renewed(form) {
  const response = await fetch(location.href, { signal: AbortSignal.timeout(PATIENCE) });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.querySelector("form[data-autosave]");
  if (fresh?.dataset.person !== form.dataset.person) return false;
  const token = fresh.querySelector("[name=csrf_token]").getAttribute("value");
  for (const input of document.querySelectorAll("[name=csrf_token]")) input.value = token;
  return true;
}

// --- On this device: one copy for each visit, so that two windows do not take each other's

function copiesOf(form) {
  // The same document, whatever the language of the page.
  const place = form.dataset.autosave.replace(/^\/[^/]+/, "");
  const prefix = `draft ${form.dataset.person} ${place} `;
  const own = prefix + Date.now();
  // Storage may be full, or forbidden.
  const tried = (deed, otherwise) => { try { return deed() ?? true; } catch { return otherwise; } };
  const read = (key) => ({ key, ...JSON.parse(localStorage.getItem(key)) });
  return {
    put: (text) => tried(() => localStorage.setItem(own, JSON.stringify({ text, time: Date.now() })), false),
    clear: (key = own) => tried(() => localStorage.removeItem(key), false),
    left: () => tried(() => Object.keys(localStorage)
      .filter((key) => key.startsWith(prefix) && key !== own).sort().reverse().map(read), []),
  };
}

// The server brings texts into its own form (blanks at the end of lines, composed letters).
const loosely = (text) => text.normalize("NFC").replace(/[ \t]+$/gm, "").trimEnd();

function offer(form, copies, save) {
  const field = fieldOf(form);
  const box = form.querySelector(".found");
  const kept = loosely(field.value);
  for (const { key, text } of copies.left()) if (loosely(text) === kept) copies.clear(key);
  const [copy] = copies.left();
  box.hidden = !copy;
  if (!copy) return;
  stamp(box.querySelector(".time"), copy.time, { dateStyle: "medium", timeStyle: "short" });
  box.querySelector(".copy").textContent = copy.text;
  const settled = () => {
    copies.clear(copy.key);
    offer(form, copies, save);
  };
  box.querySelector("[data-take]").onclick = () => {
    copies.put(copy.text);
    put(field, copy.text);
    settled();
    save();
  };
  box.querySelector("[data-discard]").onclick = settled;
}

// Only what differs is replaced, by the command that undo takes back: it is slow on long texts.
function put(field, text) {
  const { value } = field;
  const shorter = Math.min(value.length, text.length);
  let start = 0;
  while (start < shorter && value[start] === text[start]) start += 1;
  let end = 0;
  while (end < shorter - start && value.at(-1 - end) === text.at(-1 - end)) end += 1;
  const words = text.slice(start, text.length - end);
  field.focus();
  field.setSelectionRange(start, value.length - end);
  if (document.execCommand(words ? "insertText" : "delete", false, words)) return;
  field.value = text;
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

// --- To the person

function tell(form, { state, reason }) {
  for (const one of form.querySelectorAll("[data-state]")) {
    one.hidden = one.dataset.state !== state;
    if (one.hidden) continue;
    const time = one.querySelector(".time");
    if (time) stamp(time, Date.now(), { timeStyle: "short" });
    if (reason !== undefined) one.querySelector(".reason").textContent = reason;
  }
}

// Written only when it reads differently: a screen reader speaks what is written.
function stamp(element, time, style) {
  const { lang } = document.documentElement;
  // The portal's dates are British in English, and its figures the same in all languages.
  const locale = `${lang === "en" ? "en-GB" : lang}-u-hc-h23-nu-latn`;
  const words = new Intl.DateTimeFormat(locale, style).format(time);
  if (element.textContent === words) return;
  element.textContent = words;
}

// A page may bring another form into itself: it says so by "shown", and the one before is let go.
let shown = new AbortController();

function begin() {
  shown.abort();
  shown = new AbortController();
  for (const form of document.querySelectorAll("form[data-autosave]")) keep(form, shown.signal);
}

document.addEventListener("shown", begin);
begin();
