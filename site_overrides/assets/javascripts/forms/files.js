// Attachments: looked at, named rightly and digested before anything is sent. Their content stays
// in this page; a draft keeps only their names.
"use strict";

(() => {
  const held = new WeakMap(); // the item of a file -> its bytes and digest
  const BEGINNINGS = {
    docx: [0x50, 0x4b, 3, 4],
    xlsx: [0x50, 0x4b, 3, 4],
    pdf: [0x25, 0x50, 0x44, 0x46],
    jpg: [0xff, 0xd8, 0xff],
    png: [0x89, 0x50, 0x4e, 0x47],
  };
  let limits = {};

  const endingOf = (name) => {
    const ending = name.slice(name.lastIndexOf(".") + 1).toLowerCase();
    return ending === "jpeg" ? "jpg" : ending;
  };

  const UNFIT = new RegExp(
    "[^A-Za-z0-9_.\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\ua000-\ua48c" +
      "\u3007\u3400-\u4dbf\u4e00-\u9fff\u{20000}-\u{3ffff}\\-]+",
    "gu",
  );

  // As near to the name as an attachment may be called (scripts/forms/building.py).
  gongkai.fileName = (given) => {
    const bare = given.normalize("NFC").split(/[\\/]/).pop();
    const ending = endingOf(bare);
    let stem = bare.includes(".") ? bare.slice(0, bare.lastIndexOf(".")) : bare;
    stem = stem.trim().replace(UNFIT, "-").replace(/^[-.]+|[-.]+$/g, "") || "附件";
    const bytes = (name) => new TextEncoder().encode(name).length;
    const fits = (name) => gongkai.length(name) <= limits.name && bytes(name) <= limits.nameBytes;
    while (!fits(`${stem}.${ending}`)) stem = [...stem].slice(0, -1).join("");
    const name = `${stem}.${ending}`;
    return gongkai.formats["attachment-name"](name) ? name : `附件-${name}`;
  };

  const unlike = (name, taken) => {
    let number = 1;
    let made = name;
    while (taken.has(made.toLowerCase())) {
      number += 1;
      made = name.replace(/(\.[a-z]+)$/, `-${number}$1`);
    }
    return made;
  };

  const nameOf = (item) => item.querySelector("[data-file-name]").value.trim();
  const titleOf = (item) => item.querySelector("[data-file-title]").value;
  const items = (part) => gongkai.itemsOf(part);

  const refusal = (file, bytes) => {
    const ending = endingOf(file.name);
    const values = { file: file.name, endings: limits.endings.join("、") };
    if (!limits.endings.includes(ending)) return gongkai.say("file-type", values);
    if (file.size > limits.file) {
      const sizes = { size: gongkai.size(file.size), limit: gongkai.size(limits.file) };
      return gongkai.say("file-size", { ...values, ...sizes });
    }
    if (!file.size) return gongkai.say("file-empty", values);
    const begins = BEGINNINGS[ending].every((byte, place) => !bytes || bytes[place] === byte);
    return begins ? "" : gongkai.say("file-content", values);
  };

  const addFile = async (part, file) => {
    const early = refusal(file, null);
    if (early) return early;
    const bytes = new Uint8Array(await file.arrayBuffer());
    const late = refusal(file, bytes);
    if (late) return late;
    const digest = await gongkai.digest(bytes);
    const fit = gongkai.fileName(file.name);
    const waiting = items(part).find((item) => !held.has(item) && nameOf(item) === fit);
    const item = waiting || part.querySelector("[data-items]").appendChild(gongkai.copy(part));
    if (!waiting) {
      const taken = new Set(items(part).map((each) => nameOf(each).toLowerCase()));
      item.querySelector("[data-file-name]").value = unlike(fit, taken);
    }
    held.set(item, { bytes, digest });
    show(item, file.name, file.size, digest);
    gongkai.numberRows(part);
    return "";
  };

  const show = (item, name, size, digest) => {
    item.querySelector(".gk-row-title").textContent = gongkai.say("file-ready", {
      file: name,
      size: gongkai.size(size),
    });
    item.querySelector("[data-digest]").textContent = digest ? `SHA-256 ${digest}` : "";
  };

  const choices = (part) => {
    const names = items(part).map(nameOf).filter(Boolean);
    const root = part.closest("form");
    for (const select of root.querySelectorAll('[data-widget="file-choice"] select')) {
      const wanted = select.value || select.dataset.wanted;
      select.replaceChildren(select.options[0], ...names.map((name) => new Option(name, name)));
      select.value = names.includes(wanted) ? wanted : "";
      select.dataset.wanted = select.value ? "" : wanted || "";
    }
  };
  gongkai.fileChoices = (root) => root.querySelectorAll("[data-files]").forEach(choices);

  gongkai.startFiles = (part, spec) => {
    limits = spec.limits;
    const pick = part.querySelector("[data-pick]");
    pick.addEventListener("change", async () => {
      const files = [...pick.files];
      gongkai.busy(1);
      const refusals = [];
      try {
        for (const file of files) {
          const refused = await addFile(part, file);
          if (refused) refusals.push(refused);
        }
      } finally {
        gongkai.busy(-1);
      }
      pick.value = "";
      gongkai.showError(part, refusals.join(" "));
      gongkai.tell("file-ready", { file: files.map((file) => file.name).join("、"), size: "" });
      if (refusals.length) gongkai.tellText(refusals.join(" "));
      choices(part);
      part.dispatchEvent(new Event("input", { bubbles: true }));
    });
    part.addEventListener("click", (event) => {
      const button = event.target.closest("[data-remove]");
      if (!button) return;
      button.closest(".gk-row").remove();
      gongkai.numberRows(part);
      choices(part);
      part.dispatchEvent(new Event("input", { bubbles: true }));
      pick.focus();
    });
    part.addEventListener("change", (event) => {
      if (event.target.matches("[data-file-name]")) choices(part);
    });
  };

  // The files to be sent, by name.
  gongkai.attached = (root) =>
    [...root.querySelectorAll("[data-files]")].flatMap((part) =>
      items(part)
        .filter((item) => held.has(item))
        .map((item) => ({ name: nameOf(item), bytes: held.get(item).bytes })),
    );

  const listed = (item, problems, seen) => {
    const name = nameOf(item);
    const own = item.querySelector("[data-file-name]");
    const field = own.closest(".gk-field");
    const bad = (part, code, values) => problems.push({ part, message: gongkai.say(code, values) });
    if (!gongkai.formats["attachment-name"](name)) {
      bad(field, "format", { example: gongkai.fileName(name || "附件.pdf") });
    } else if (seen.has(name.toLowerCase())) {
      bad(field, "repeated", { value: name });
    }
    seen.add(name.toLowerCase());
    const entry = { file: name, sha256: held.get(item).digest };
    const title = gongkai.line(titleOf(item));
    if (!title) return entry;
    if (!gongkai.formats.line(title) || gongkai.length(title) > 100) {
      bad(item.querySelector("[data-file-title]").closest(".gk-field"), "line");
    }
    return { ...entry, title };
  };

  gongkai.ways.files = {
    raw: (part) => items(part).map((item) => ({ file: nameOf(item), title: titleOf(item) })),
    fill: (part, raw) => {
      items(part).forEach((item) => item.remove());
      for (const { file, title } of raw) {
        const item = part.querySelector("[data-items]").appendChild(gongkai.copy(part));
        item.querySelector("[data-file-name]").value = file || "";
        item.querySelector("[data-file-title]").value = title || "";
        const again = gongkai.say("file-again", { files: file || "" });
        item.querySelector(".gk-row-title").textContent = again;
      }
      choices(part);
    },
    value: (part, problems) => {
      const all = items(part);
      const missing = all.filter((item) => !held.has(item));
      const bad = (code, values) => problems.push({ part, message: gongkai.say(code, values) });
      if (missing.length) bad("file-again", { files: missing.map(nameOf).join("、") });
      const seen = new Set();
      const here = all.filter((item) => held.has(item));
      const entries = here.map((item) => listed(item, problems, seen));
      const { least, most } = part.dataset;
      const got = entries.length;
      if (!missing.length) {
        for (const needed of part.querySelectorAll("[data-needed]")) {
          const wanted = new RegExp(needed.dataset.needed, "u");
          if (!entries.some((entry) => wanted.test(entry.file))) bad("file-needed", needed.dataset);
        }
        const few = got < Number(least) && !part.querySelector("[data-needed]");
        if (few) bad("files-min", { limit: least, got });
      }
      if (most && got > Number(most)) bad("files-max", { limit: most, got });
      return entries.length || gongkai.isRequired(part) ? entries : undefined;
    },
  };
})();
