/* Live: word that something came is counted in a slot that is always there; what came is put above when asked for, and
   the line under the eye stays where it is. */
"use strict";
(() => {
  const root = document.querySelector("[data-live]");
  if (!root || !window.EventSource) return;
  const news = root.querySelector("[data-news]");
  const button = root.querySelector("[data-show]");
  const pause = root.querySelector("[data-pause]");
  const items = root.querySelector("[data-items]");
  const title = document.title;
  const query = new URLSearchParams(location.search).get("q");
  const MOST = 200;
  let stream = null, paused = false, waiting = 0, timer = 0, asked = 0, said = 0, moved = false;

  const clock = () => new Date().toTimeString().slice(0, 8);

  function tell(words) {
    if (news.textContent !== words) news.textContent = words;
  }

  function mark() { /* the line where the last visit ended, put in before anything is painted */
    const key = `seen ${query || ""}`;
    let last = null;
    try { last = localStorage.getItem(key); } catch { return; }
    const place = last && [...items.children].findIndex((item) => item.dataset.doc === last);
    if (place > 0) {
      const line = document.createElement("p");
      line.className = "here";
      line.textContent = "you were here";
      items.children[place].before(line);
    }
    addEventListener("pagehide", () => {
      const first = items.querySelector("[data-doc]");
      try { if (first) localStorage.setItem(key, first.dataset.doc); } catch { /* nothing to keep it in */ }
    });
  }

  function show(count) {
    waiting = count;
    button.hidden = count === 0;
    document.title = count ? `(${count}) ${title}` : title;
    if (!count) { said = 0; tell("Up to date."); return; }
    const words = count > MOST ? `${MOST}+ new` : `${count} new`;
    button.firstChild.data = `Show ${words} `;
    const wait = said ? Math.max(0, said + 10000 - Date.now()) : 0; /* a screen reader hears of it every 10 s at most */
    if (!wait) { said = Date.now(); tell(`${words} since ${clock()}.`); }
  }

  async function count() {
    timer = 0;
    if (paused || document.hidden) { moved = true; return; }
    asked = Date.now();
    moved = false;
    const address = new URLSearchParams({ mark: root.dataset.mark });
    if (query) address.set("q", query);
    try {
      const answer = await fetch(`/live/count?${address}`);
      if (answer.ok) show((await answer.json()).count);
    } catch { /* the stream's own error tells it */ }
  }

  function soon() {
    if (!timer) timer = setTimeout(count, Math.max(0, asked + 2000 - Date.now()));
  }

  function listen() {
    if (stream) return;
    stream = new EventSource("/events");
    stream.onmessage = soon;
    stream.onopen = () => { if (root.dataset.lost) { delete root.dataset.lost; show(waiting); soon(); } };
    stream.onerror = () => {
      if (root.dataset.lost) return;
      root.dataset.lost = "1";
      tell(`Connection lost at ${clock()}. Trying again. What you see is complete up to then.`);
    };
  }

  function leave() {
    if (stream) stream.close();
    stream = null;
  }

  function fetchPage() {
    return new Promise((done, fail) => {
      const request = new XMLHttpRequest();
      request.open("GET", location.href);
      request.responseType = "document";
      request.onload = () => (request.status === 200 && request.response ? done(request.response) : fail(request));
      request.onerror = fail;
      request.send();
    });
  }

  function anchor() {
    return [...items.querySelectorAll("[data-doc]")].find((item) => item.getBoundingClientRect().bottom > 120);
  }

  async function insert() {
    let page;
    try { page = await fetchPage(); } catch { tell("That did not work. Reload the page."); return; }
    const fresh = page.querySelector("[data-live]");
    const there = new Map([...items.querySelectorAll("[data-doc]")].map((item) => [item.dataset.doc, item]));
    const added = [...fresh.querySelector("[data-items]").children].filter((item) => !there.has(item.dataset.doc));
    if (there.size && added.length === fresh.querySelector("[data-items]").children.length) {
      location.reload(); /* more came than one page holds: nothing would join what is here */
      return;
    }
    const held = anchor();
    const before = held ? held.getBoundingClientRect().top : 0;
    const reading = held && items.firstElementChild.getBoundingClientRect().top < 60;
    items.prepend(...added.map((item) => { item.classList.add("fresh-in"); return document.adoptNode(item); }));
    if (reading) window.scrollBy({ top: held.getBoundingClientRect().top - before, behavior: "instant" });
    root.dataset.mark = fresh.dataset.mark;
    show(0);
    tell(`Up to date. ${added.length} added at ${clock()}.`);
  }

  button.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    insert();
  });

  pause.hidden = false;
  root.querySelector("[data-reload]").hidden = true;
  pause.addEventListener("click", () => {
    paused = !paused;
    pause.setAttribute("aria-pressed", String(paused));
    pause.firstChild.data = paused ? "Resume " : "Pause ";
    if (paused) tell(`Paused at ${clock()}.`); else { tell("Up to date."); count(); }
  });

  mark();
  document.addEventListener("visibilitychange", () => { if (document.hidden) leave(); else { listen(); soon(); } });
  addEventListener("pagehide", leave);
  addEventListener("pageshow", (event) => { if (event.persisted) { listen(); soon(); } });
  if (!document.hidden) listen();
})();
