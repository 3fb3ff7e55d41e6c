/* Times: the reader's own zone in the tooltip. The words on the page stay the desk's. */
"use strict";
(() => {
  const own = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "long" });
  addEventListener("mouseover", (event) => {
    const time = event.target instanceof Element && event.target.closest("time[datetime]");
    if (!time || time.dataset.own) return;
    const at = new Date(time.dateTime);
    if (isNaN(at)) return;
    time.dataset.own = "1";
    time.title = own.format(at);
  }, { passive: true });
})();
