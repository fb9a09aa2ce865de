// Groups that may be repeated: added from the template beside them, numbered, removed.
"use strict";

(() => {
  let copies = 0;
  const REFERRING = ["for", "aria-describedby", "aria-labelledby", "list", "name"];

  gongkai.itemsOf = (part) => [...part.querySelector("[data-items]").children];

  // A copy of the template's item; its ids are its own, and so are the references to them.
  gongkai.copy = (part) => {
    copies += 1;
    const item = part.querySelector("template").content.cloneNode(true).firstElementChild;
    const known = new Set([...item.querySelectorAll("[id]")].map((each) => each.id));
    const renamed = (id) => (known.has(id) ? `${id}-${copies}` : id);
    for (const each of item.querySelectorAll("*")) {
      for (const name of REFERRING) {
        const value = each.getAttribute(name);
        if (value === null) continue;
        const ids = value.split(" ").map(renamed).join(" ");
        each.setAttribute(name, name === "name" ? `${value}-${copies}` : ids);
      }
    }
    for (const each of item.querySelectorAll("[id]")) each.id = renamed(each.id);
    return item;
  };

  gongkai.numberRows = (part) => {
    gongkai.itemsOf(part).forEach((item, index) => {
      const title = gongkai.say("row", { number: index + 1 });
      item.setAttribute("aria-label", title);
      if (part.dataset.rows) item.querySelector(".gk-row-title").textContent = title;
    });
  };

  const changed = (part) => {
    gongkai.numberRows(part);
    part.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const add = (part) => {
    const item = gongkai.copy(part);
    part.querySelector("[data-items]").append(item);
    gongkai.start(item);
    gongkai.numberRows(part);
    return item;
  };

  // A row for each of the known set (units assessed, the unit's villages) that has none yet.
  const addAll = (part, field) => {
    const selectIn = (item) => gongkai.named(item, field).querySelector("select");
    const blank = gongkai.itemsOf(part).filter((item) => gongkai.isBlank(gongkai.rawOf(item)));
    for (const item of blank) item.remove();
    const taken = new Set(gongkai.itemsOf(part).map((item) => selectIn(item).value));
    const first = add(part);
    const isKnown = (option) => !option.closest("optgroup") || option.closest("[data-whole]");
    const known = [...selectIn(first).options].filter((option) => option.value && isKnown(option));
    const wanted = known.map((option) => option.value).filter((value) => !taken.has(value));
    first.remove();
    for (const value of wanted) selectIn(add(part)).value = value;
  };

  const least = (part) => (gongkai.isRequired(part) ? Math.max(Number(part.dataset.least), 1) : 0);

  gongkai.startRows = (part) => {
    while (gongkai.itemsOf(part).length < least(part)) add(part);
    const isOwn = (each) => each.closest("[data-rows]") === part;
    const adding = [...part.querySelectorAll("[data-add]")].find(isOwn);
    adding.addEventListener("click", () => {
      const item = add(part);
      changed(part);
      gongkai.tell("row-added", { number: gongkai.itemsOf(part).length });
      item.querySelector("input,select,textarea").focus();
    });
    const listing = adding.parentElement.querySelector("[data-add-all]");
    if (listing) {
      listing.addEventListener("click", () => {
        addAll(part, listing.dataset.addAll);
        changed(part);
        gongkai.tell("row-added", { number: gongkai.itemsOf(part).length });
      });
    }
    part.addEventListener("click", (event) => {
      const button = event.target.closest("[data-remove]");
      if (!button || !isOwn(button)) return;
      const item = button.closest(".gk-row");
      const number = gongkai.itemsOf(part).indexOf(item) + 1;
      item.remove();
      changed(part);
      gongkai.tell("row-removed", { number });
      adding.focus();
    });
  };

  gongkai.ways.rows = {
    raw: (part) => gongkai.itemsOf(part).map(gongkai.rawOf),
    fill: (part, raw) => {
      for (const item of gongkai.itemsOf(part).slice(raw.length)) item.remove();
      while (gongkai.itemsOf(part).length < raw.length) add(part);
      gongkai.itemsOf(part).forEach((item, index) => gongkai.fill(item, raw[index]));
    },
    value: (part, problems) => {
      const items = gongkai.itemsOf(part);
      if (!items.length && !gongkai.isRequired(part)) return undefined;
      const { least: fewest, most } = part.dataset;
      const got = items.length;
      if (got < Number(fewest)) {
        problems.push({ part, message: gongkai.say("rows-min", { limit: fewest, got }) });
      } else if (most && got > Number(most)) {
        problems.push({ part, message: gongkai.say("rows-max", { limit: most, got }) });
      }
      return items.map((item) => gongkai.valueOf(item, problems));
    },
  };
})();
