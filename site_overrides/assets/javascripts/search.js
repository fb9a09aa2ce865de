// 查找: every term, as it stands, anywhere in a title, a number or a text. The indexes are scripts
// of plain data (assets/search/<year>.js), so that they load from an unpacked folder too.
"use strict";

(() => {
  const PAGE = 30; // results shown at once
  const AROUND = 36; // characters of text shown on either side of what was found

  const box = document.querySelector("[data-search-page]");
  if (!box) return;
  const form = box.querySelector("form");
  const status = box.querySelector("[data-search-status]");
  const list = box.querySelector("[data-search-results]");
  const more = box.querySelector("[data-search-more]");
  const indexes = new Map(); // year → Promise of entries
  const arrived = new Map(); // year → entries

  // One form for what people type differently: widths, brackets, hyphens, spaces, case.
  const plain = (text) =>
    text
      .normalize("NFKC")
      .toLowerCase()
      .replace(/[〔[［(（【]/g, "(")
      .replace(/[〕\]］)）】]/g, ")")
      .replace(/[\s\-‐‑–—]+/g, "");

  window.gongkaiIndex = ({ year, kinds, units, entries }) => {
    arrived.set(
      String(year),
      entries.map(([title, address, kind, unit, date, text]) => {
        const entry = { title, address, kind: kinds[kind], unit: units[unit], date, text };
        entry.head = plain(title);
        entry.body = plain(`${entry.unit}${date}`) + "\n" + plain(text);
        return entry;
      }),
    );
  };

  const load = (option) => {
    const year = option.value;
    if (!indexes.has(year)) {
      indexes.set(
        year,
        new Promise((resolve, reject) => {
          const script = document.createElement("script");
          script.src = option.dataset.index;
          script.onload = () => resolve(arrived.get(year));
          script.onerror = () => reject(new Error(year));
          document.head.append(script);
        }),
      );
    }
    return indexes.get(year);
  };

  const worth = (entry, terms, whole) => {
    let sum = 0;
    for (const term of terms) {
      if (entry.head.includes(term)) sum += 4;
      else if (entry.body.includes(term)) sum += 1;
      else return 0;
    }
    if (entry.head === whole) sum += 8;
    else if (entry.head.startsWith(whole)) sum += 4;
    if (entry.kind === "单位") sum += 3;
    return sum;
  };

  // The text is shown as it is written; what was found in its plain form is marked in it.
  const marked = (text, terms) => {
    const characters = [...text];
    const starts = [];
    let flat = "";
    characters.forEach((character, at) => {
      for (const _ of plain(character)) starts.push(at);
      flat += plain(character);
    });
    const hit = new Set();
    let first = -1;
    for (const term of terms) {
      for (let at = flat.indexOf(term); at >= 0; at = flat.indexOf(term, at + term.length)) {
        const end = at + term.length - 1;
        if (starts[end] === undefined) break;
        for (let place = starts[at]; place <= starts[end]; place += 1) hit.add(place);
        if (first < 0 || starts[at] < first) first = starts[at];
      }
    }
    return { characters, hit, first };
  };

  const written = (parent, { characters, hit }, from, to) => {
    let run = "";
    let inside = false;
    const flush = () => {
      if (!run) return;
      if (inside) {
        const mark = document.createElement("mark");
        mark.textContent = run;
        parent.append(mark);
      } else parent.append(run);
      run = "";
    };
    for (let at = from; at < to; at += 1) {
      if (hit.has(at) !== inside) {
        flush();
        inside = hit.has(at);
      }
      run += characters[at];
    }
    flush();
  };

  const shown = (entry, terms) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = entry.address;
    const title = marked(entry.title, terms);
    written(link, title, 0, title.characters.length);
    const facts = document.createElement("span");
    facts.className = "gk-quiet";
    facts.textContent = " " + [entry.unit, entry.kind, entry.date].filter(Boolean).join("　");
    item.append(link, facts);
    const text = marked(entry.text, terms);
    if (text.first >= 0 || entry.text) {
      const from = Math.max(0, text.first - AROUND);
      const to = Math.min(text.characters.length, Math.max(text.first, 0) + 2 * AROUND);
      const line = document.createElement("p");
      if (from > 0) line.append("…");
      written(line, text, from, to);
      if (to < text.characters.length) line.append("…");
      item.append(line);
    }
    return item;
  };

  let turn = 0;
  const look = async () => {
    const mine = ++turn;
    const typed = form.elements.q.value.trim();
    const terms = typed.split(/\s+/).map(plain).filter(Boolean);
    list.replaceChildren();
    more.hidden = true;
    if (!terms.length) {
      status.textContent = "";
      return;
    }
    status.textContent = "正在查找……";
    const options = [...form.elements.year.options].filter((option) => option.dataset.index);
    const wanted = form.elements.year.value;
    const years = options.filter((option) => wanted === "all" || option.value === wanted);
    let pools;
    try {
      pools = await Promise.all(years.map(load));
    } catch {
      status.textContent = "索引没有取到，请刷新页面再试。";
      return;
    }
    if (mine !== turn) return;
    const kind = form.elements.kind.value;
    const whole = plain(typed);
    const found = pools
      .flat()
      .filter((entry) => !kind || entry.kind === kind)
      .map((entry) => [worth(entry, terms, whole), entry])
      .filter(([points]) => points > 0)
      .sort(([a, x], [b, y]) => b - a || (x.date < y.date ? 1 : x.date > y.date ? -1 : 0))
      .map(([, entry]) => entry);
    status.textContent = found.length
      ? `找到${found.length}条。`
      : "没有找到。请换一个说法，或者只写其中几个字。";
    let place = 0;
    const next = () => {
      list.append(...found.slice(place, place + PAGE).map((entry) => shown(entry, terms)));
      place += PAGE;
      more.hidden = place >= found.length;
    };
    more.onclick = next;
    next();
  };

  const keep = () => {
    const query = new URLSearchParams(new FormData(form)).toString();
    try {
      history.replaceState(null, "", `?${query}`);
    } catch {
      // Some browsers forbid it in an unpacked folder; the search works all the same.
    }
  };

  const query = new URLSearchParams(location.search);
  for (const name of ["q", "kind", "year"]) {
    if (query.get(name)) form.elements[name].value = query.get(name);
  }
  if (!form.elements.year.value) form.elements.year.selectedIndex = 0;
  let waiting = 0;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    keep();
    look();
  });
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      keep();
      look();
    }, 150);
  });
  if (form.elements.q.value) look();
  else form.elements.q.focus();
})();
