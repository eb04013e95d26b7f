// From segment to segment without a page in between, and what is typed shown at once where readers
// will see it. Every link and form of the page works without this file; with it the same address
// is asked for, and what comes is put in the place of what was there, so that the hands stay on the
// keyboard and the eye in the preview. Where anything is not as expected, the browser goes the
// plain way.

const PATIENCE = 20_000;
const TALLEST = 16; // lines

const bench = document.querySelector("[data-bench]");
const part = (selector) => bench.querySelector(selector);
const boxOf = () => part("form.box");
const fieldOf = () => part("form.box textarea");
const here = () => location.pathname + location.search;

let busy = false;
let plain = false; // what is sent now is the browser's business
let at = here();

// --- Going

// Go where a link or a form leads, one step at a time: `plainly` is how the browser would, `from` the
// form, `fields` what it posts.
async function go(step) {
  if (busy) return;
  busy = true;
  const field = fieldOf();
  // What is typed from now on would be typed into a text that is about to go.
  field.readOnly = true;
  bench.setAttribute("aria-busy", true);
  try {
    await take(step);
  } finally {
    busy = false;
    field.readOnly = false;
    bench.removeAttribute("aria-busy");
  }
}

async function take({ address, plainly, from, fields, change = "pushState" }) {
  const form = boxOf();
  const left = from !== form && unsaved() && at;
  // A save keeps the text by itself.
  if (from !== form && !(await kept(form))) return plainly();
  const answer = await ask(address, fields);
  if (!answer) return fields ? stay(form) : plainly();
  const { page, url, redirected } = answer;
  if (!isBench(page)) return redirected ? location.assign(url) : plainly();
  show(page);
  // The answer to a form that was not taken has an address that only forms are sent to.
  if (!fields || redirected) settle(new URL(url), change);
  return arrive(left);
}

async function ask(address, fields) {
  const body = fields && new URLSearchParams(fields);
  const method = fields ? "POST" : "GET";
  try {
    const response = await fetch(address, { method, body, signal: AbortSignal.timeout(PATIENCE) });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    return { page, url: response.url, redirected: response.redirected };
  } catch {
    return null;
  }
}

// Not to the browser's own page of what went wrong, which has no text in it.
function stay(form) {
  part("[data-unsent]").hidden = false;
  form.dispatchEvent(new CustomEvent("stay"));
}

const unsaved = () => Boolean(part("[data-unsaved]")) || fieldOf().value !== fieldOf().defaultValue;

// Whether the server has what is in the box. Who may only suggest has nobody who keeps it.
async function kept(form) {
  const answers = [];
  form.dispatchEvent(new CustomEvent("leave", { detail: answers }));
  return answers.length ? (await Promise.all(answers)).every(Boolean) : !unsaved();
}

// The same page for another segment, made for the same person by the same release.
function isBench(page) {
  const scripts = (one) => [...one.querySelectorAll("script[src]")].map((each) => each.getAttribute("src")).join();
  const form = page.querySelector("[data-bench] form.box");
  return form?.dataset.person === boxOf().dataset.person && scripts(page) === scripts(document);
}

function show(page) {
  const fresh = page.querySelector("[data-bench]");
  const { scrollTop } = part(".preview");
  Object.assign(bench.dataset, fresh.dataset);
  bench.replaceChildren(...fresh.childNodes);
  part(".preview").scrollTop = scrollTop;
  document.querySelector(".languages").replaceWith(page.querySelector(".languages"));
  document.title = page.title;
}

// What was just done is not done again by going back to the page that says so.
function settle(address, change) {
  address.searchParams.delete("said");
  history[address.href === location.href ? "replaceState" : change](null, "", address);
  at = here();
}

function arrive(left) {
  document.dispatchEvent(new CustomEvent("shown"));
  const note = part("[data-left]");
  note.hidden = !left || left === at;
  if (left) note.querySelector("a").href = left;
  begin();
  const told = [...bench.querySelectorAll("h1, .steps-nav .pill, .said, [data-left]:not([hidden])")];
  document.querySelector("[data-live]").textContent = told.map((one) => one.textContent.trim()).join(". ");
}

function begin() {
  const field = fieldOf();
  grow(field);
  field.focus({ preventScroll: true });
  field.setSelectionRange(field.value.length, field.value.length);
  for (const one of [part(".now"), field]) one.scrollIntoView({ block: "nearest" });
  open();
}

// The whole text is seen while it is written.
function grow(field) {
  while (field.scrollHeight > field.clientHeight && field.rows < TALLEST) field.rows += 1;
}

document.addEventListener("input", ({ target }) => {
  if (target === fieldOf()) grow(target);
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  const segment = !link && getSelection().isCollapsed && event.target.closest(".preview [data-segment]:not(.here)");
  const { home, query } = bench.dataset;
  const address = link?.href ?? (segment && `${home}/segment/${segment.dataset.segment}${query}`);
  if (!address || !bench.contains(event.target) || event.defaultPrevented || link?.target) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const { origin, pathname, hash } = new URL(address, location);
  if (origin !== location.origin || hash || !pathname.startsWith(`${home}/segment/`)) return;
  event.preventDefault();
  go({ address, plainly: () => location.assign(address) });
});

document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (event.defaultPrevented || plain || form.method === "dialog" || !bench.contains(form)) return;
  event.preventDefault();
  const fields = new FormData(form);
  if (submitter?.name) fields.append(submitter.name, submitter.value);
  const address = new URL(submitter?.hasAttribute("formaction") ? submitter.formAction : form.action);
  if (form.method === "get") address.search = new URLSearchParams(fields);
  const plainly = () => { plain = true; form.requestSubmit(submitter); };
  go({ address, plainly, from: form, fields: form.method === "get" ? null : fields });
});

addEventListener("popstate", () => {
  if (here() === at) return; // a note of the preview
  const plainly = () => location.reload();
  if (busy) plainly();
  else go({ address: location.href, plainly, change: "replaceState" });
});

addEventListener("beforeunload", (event) => {
  if (!plain && !boxOf().dataset.autosave && unsaved()) event.preventDefault();
});

// --- What the server thinks of what is being typed

document.addEventListener("kept", ({ detail }) => {
  find(detail.problems);
  read(detail.html);
});

// Each problem that is there already stays, with whatever is being written in it.
function find(problems) {
  const list = part("[data-problems]");
  const known = [...list.children];
  const items = problems.map((problem) => known.find(({ dataset }) =>
    dataset.kind === problem.kind && dataset.detail === problem.detail) ?? made(problem));
  for (const item of known) if (!items.includes(item)) item.remove();
  items.forEach((item, place) => {
    if (list.children[place] !== item) list.insertBefore(item, list.children[place] ?? null);
  });
}

function made({ kind, detail, severity, called, waived }) {
  const item = part("template[data-problem]").content.firstElementChild.cloneNode(true);
  Object.assign(item, { className: severity, hidden: Boolean(waived) });
  Object.assign(item.dataset, { kind, detail });
  item.querySelector("[data-called]").textContent = called;
  item.querySelector(".detail").textContent = detail;
  if (severity !== "error") item.querySelector("[data-error]").remove();
  return item;
}

// --- The preview

const segmentOf = (preview) => preview.querySelector(`[data-segment="${CSS.escape(bench.dataset.uid)}"]`);

function open() {
  const preview = part(".preview");
  const element = segmentOf(preview);
  for (const words of [preview, part(".original")]) guard(words);
  if (!element) return;
  element.classList.add("here");
  reveal(element, preview);
}

// An empty box shows readers the source.
function read(html) {
  const preview = part(".preview");
  const element = segmentOf(preview);
  if (!element) return;
  const source = part("[data-reads]");
  const { lang, dir } = html ? preview : source;
  const words = new DOMParser().parseFromString(html || source.innerHTML, "text/html").body;
  for (const named of words.querySelectorAll("[id]")) named.removeAttribute("id");
  // A note's way back to the text is not in its text.
  const back = element.querySelector(":scope > [role=doc-backlink]");
  element.replaceChildren(...words.childNodes, ...(back ? [" ", back] : []));
  Object.assign(element, { lang, dir });
  guard(element);
  reveal(element, preview);
}

// What the text links to opens beside the unfinished work.
function guard(words) {
  for (const link of words.querySelectorAll("a[href]:not([href^='#'])")) {
    Object.assign(link, { target: "_blank", rel: "noopener" });
  }
}

// Not `scrollIntoView`, which would move the whole page away from under the writer's hands.
function reveal(element, box) {
  const inner = element.getBoundingClientRect();
  const outer = box.getBoundingClientRect();
  // What can be seen of the box, or the whole of it while it is out of sight.
  const seen = [Math.max(outer.top, 0), Math.min(outer.bottom, innerHeight)];
  const [top, bottom] = seen[0] < seen[1] ? seen : [outer.top, outer.bottom];
  if (inner.top >= top && inner.bottom <= bottom) return;
  box.scrollTop += inner.top - top - (bottom - top) / 4;
}

// On a telephone the focus would bring a keyboard over half of the page.
if (matchMedia("(pointer: coarse)").matches) open();
else begin();
