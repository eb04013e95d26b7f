// The page as readers will see it, beside the text while it is being written. The server renders
// it, with the reader's own renderer and gate: two renderers would be two truths. It answers with
// the inside of the page; each segment's `data-segment` begins with the number of its first line
// in the source, so that the page can follow the caret.

const QUIET = 400;

function beside(form) {
  const field = form.querySelector("textarea");
  const preview = form.querySelector(".preview");
  const failed = form.querySelector(".preview-failed");
  let asked = new AbortController();
  let timer = 0;
  let took = 0;
  let shown = null;

  async function ask() {
    asked.abort();
    asked = new AbortController();
    const { signal } = asked;
    const began = performance.now();
    try {
      const html = await rendered(form, field.value, signal);
      if (html !== shown) show(preview, html);
      shown = html;
      failed.hidden = true;
    } catch {
      // Only the latest question counts, and how it went.
      if (signal.aborted) return;
      failed.hidden = false;
    }
    took = performance.now() - began;
    follow(field, preview);
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    // A long text is not asked for more often than the server can answer.
    timer = setTimeout(ask, Math.max(QUIET, 2 * took));
  });
  for (const move of ["keyup", "click", "focus"]) {
    field.addEventListener(move, () => follow(field, preview));
  }
  preview.hidden = false;
  ask();
}

async function rendered(form, source, signal) {
  const body = new FormData();
  body.set("csrf_token", form.elements.csrf_token.value);
  body.set("source", source);
  const response = await fetch(form.dataset.preview, { method: "POST", body, signal, redirect: "error" });
  if (!response.ok) throw new Error(response.status);
  return response.text();
}

function show(preview, html) {
  const page = new DOMParser().parseFromString(html, "text/html").body;
  // Ids are the document's, not this page's; what it links to opens beside the unfinished work.
  for (const element of page.querySelectorAll("[id]")) element.id = `preview-${element.id}`;
  for (const label of ["aria-labelledby", "aria-describedby"]) {
    for (const element of page.querySelectorAll(`[${label}]`)) {
      element.setAttribute(label, `preview-${element.getAttribute(label)}`);
    }
  }
  for (const link of page.querySelectorAll("a[href]")) {
    const address = link.getAttribute("href");
    if (address.startsWith("#")) link.setAttribute("href", `#preview-${address.slice(1)}`);
    else Object.assign(link, { target: "_blank", rel: "noopener" });
  }
  const { scrollTop } = preview;
  preview.replaceChildren(...page.childNodes);
  preview.scrollTop = scrollTop;
}

function follow(field, preview) {
  const line = field.value.slice(0, field.selectionStart).split("\n").length;
  let here = null;
  // Notes stand at the end of a page, wherever they stand in the source: the nearest line wins.
  for (const element of preview.querySelectorAll("[data-segment]")) {
    const first = parseInt(element.dataset.segment, 10);
    if (first <= line && !(first < here?.first)) here = { element, first };
  }
  const before = preview.querySelector(".here");
  if (before === (here?.element ?? null)) return;
  before?.classList.remove("here");
  if (!here) return;
  here.element.classList.add("here");
  reveal(here.element, preview);
}

// Not `scrollIntoView`, which would move the whole page away from under the writer's hands.
function reveal(element, box) {
  const inner = element.getBoundingClientRect();
  const outer = box.getBoundingClientRect();
  if (inner.top >= outer.top && inner.bottom <= outer.bottom) return;
  box.scrollTop += inner.top - outer.top - outer.height / 4;
}

for (const form of document.querySelectorAll("form.editor[data-preview]")) beside(form);
