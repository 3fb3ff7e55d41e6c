/* Single keys. Ignored in fields, while text is composed, with modifiers, and when switched off on the help page. */
"use strict";
(() => {
  const find = (selector) => document.querySelector(selector);
  const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.checkVisibility());
  const pane = find("[data-pane-body]");
  let current = null;
  let chord = 0;

  const off = () => { try { return localStorage.getItem("keys") === "off"; } catch { return false; } };

  const box = find("[data-keys-switch]");
  if (box) {
    box.hidden = false;
    const input = box.querySelector("input");
    input.checked = !off();
    input.addEventListener("change", () => {
      try { localStorage.setItem("keys", input.checked ? "on" : "off"); } catch { /* nothing to keep it in */ }
    });
  }

  function show(row) {
    const context = row.querySelector(".ctx > div");
    if (!pane || !context) return;
    const open = row.querySelector("a[data-open]").cloneNode(false);
    open.className = "btn";
    open.removeAttribute("data-open");
    const key = document.createElement("kbd");
    key.textContent = "o";
    open.replaceChildren("Open ", key);
    const acts = document.createElement("div");
    acts.className = "acts";
    acts.append(open);
    pane.replaceChildren(...context.cloneNode(true).childNodes, acts);
  }

  function choose(row, scroll) {
    if (!row) return;
    if (current) current.removeAttribute("aria-current");
    current = row;
    row.setAttribute("aria-current", "true");
    show(row);
    if (scroll) {
      row.focus({ preventScroll: true });
      row.scrollIntoView({ block: "nearest" });
    }
  }

  function step(by) {
    const all = rows();
    const at = all.indexOf(current);
    choose(all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1)], true);
  }

  const follow = (selector) => { const link = find(selector); if (link) link.click(); return Boolean(link); };
  const go = { l: "/live", s: "/search?in=statements", a: "/alerts", r: "/sources" };
  const acts = {
    "/": () => { const field = find("#q"); field.focus(); field.select(); },
    j: () => step(1),
    k: () => step(-1),
    o: () => { const link = current && current.querySelector("a[data-open]"); if (link) link.click(); },
    ".": () => follow("[data-show]:not([hidden])"),
    "?": () => { location.href = "/help"; },
    u: () => { if (!follow("[data-back]")) history.back(); },
    n: () => follow("[data-key=n]") || follow("[data-next]"),
    p: () => follow("[data-key=p]") || follow("[data-pause]:not([hidden])"),
    t: () => follow("[data-key=t]"),
    e: () => follow("[data-key=e]"),
    r: () => follow("[data-key=r]"),
    g: () => { chord = Date.now(); },
  };

  addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    const target = event.target;
    if (target instanceof Element && target.closest("input, textarea, select, [contenteditable]")) {
      if (event.key === "Escape") target.blur();
      return;
    }
    if (event.key === "Enter" && current && target === current) { acts.o(); return; }
    if (off()) return;
    if (Date.now() - chord < 1500 && Object.hasOwn(go, event.key)) {
      chord = 0;
      location.href = go[event.key];
    } else if (Object.hasOwn(acts, event.key)) {
      event.preventDefault();
      acts[event.key]();
    }
  });

  addEventListener("click", (event) => {
    const row = event.target instanceof Element && event.target.closest("[data-row]");
    if (row) choose(row, false);
  });

  document.documentElement.classList.add("js");
  if (pane && pane.checkVisibility()) choose(rows()[0], false);
})();
