// The form at work: the record made of it, the draft, what the buttons do, and how all begins.
"use strict";

(() => {
  const { form, find, root, spec, unit } = gongkai;
  const year = find("year");
  const slug = find("slug");

  // --- the record ------------------------------------------------------------------------------

  const dayOf = (record) => {
    const own = record[spec.date];
    const isDay = typeof own === "string" && gongkai.formats.date(own);
    return isDay ? own : gongkai.now().slice(0, 10);
  };

  const pathOf = (record) => {
    const stem = `${dayOf(record)}-${slug.value.trim()}`;
    return `units/${unit.value}/${year.value}/${spec.kind}/${stem}.yml`;
  };

  const nameProblems = () => {
    const problems = [];
    const wrong = (control, code, values) =>
      problems.push({ part: control.closest(".gk-field"), message: gongkai.say(code, values) });
    if (!unit.value) wrong(unit, "choose");
    const fits = spec.internal ? /^[0-9]{1,60}$/ : /^[a-z0-9][a-z0-9-]{0,60}$/;
    const example = spec.internal ? "01" : "spring-ploughing";
    if (!fits.test(slug.value.trim())) wrong(slug, "format", { example });
    return problems;
  };

  const readRecord = () => {
    const problems = nameProblems();
    const record = { ...spec.fixed, ...gongkai.valueOf(root, problems) };
    gongkai.checkWhole(root, record, spec, year.value, problems);
    return { record, problems };
  };

  // What is ready to be sent, or null where something is wrong, which is then shown.
  const ready = () => {
    const { record, problems } = readRecord();
    gongkai.showProblems(problems);
    if (problems.length) return null;
    const text = gongkai.yaml(record);
    const size = new TextEncoder().encode(text).length;
    if (size > spec.limits.record) {
      const sizes = { size: gongkai.size(size), limit: gongkai.size(spec.limits.record) };
      gongkai.tell("record-size", sizes);
      return null;
    }
    const path = pathOf(record);
    find("path").textContent = path;
    find("text").value = text;
    find("preview").hidden = false;
    return { path, text, attachments: gongkai.attached(root) };
  };

  // --- the draft -------------------------------------------------------------------------------

  const state = () => ({
    unit: unit.value,
    year: year.value,
    slug: slug.value,
    fork: gongkai.forked(),
    record: gongkai.rawOf(root),
  });

  // What a link began is a matter of its own: it has its own draft, and leaves others alone.
  const linked = window.location.hash.includes("=") ? window.location.hash : "";
  const draftName = spec.kind + linked;

  const restore = (draft) => {
    if (draft.unit) unit.value = draft.unit;
    if ([...year.options].some((option) => option.value === draft.year)) year.value = draft.year;
    if (draft.slug) slug.value = draft.slug;
    gongkai.setFork(draft.fork);
    gongkai.offerMembers();
    gongkai.fill(root, draft.record || {});
    gongkai.fileChoices(root);
    gongkai.ask();
  };

  let keeping = 0;
  const keepNow = () => {
    clearTimeout(keeping);
    keeping = 0;
    gongkai.keepDraft(draftName, state());
  };
  const keepSoon = () => {
    clearTimeout(keeping);
    keeping = setTimeout(keepNow, 400);
  };
  const keepNoMore = () => {
    clearTimeout(keeping);
    keeping = 0;
    gongkai.dropDraft(draftName);
  };

  // A link may fill in fields: form.html#unit=geyi&node=disclosure%2Fnews
  const fromAddress = () => {
    const given = Object.fromEntries(new URLSearchParams(window.location.hash.slice(1)));
    const { unit: of, year: when, ...record } = given;
    if (Object.keys(given).length) restore({ unit: of, year: when, record, fork: null });
  };

  // --- handing in ------------------------------------------------------------------------------

  const isTheirs = (who) => {
    if ((who.units || []).some(({ id }) => id === unit.value)) return true;
    const message = gongkai.say("door-not-yours", who);
    gongkai.showProblems([{ part: unit.closest(".gk-field"), message }]);
    return false;
  };

  const throughDoor = async (sent) => {
    gongkai.busy(1);
    gongkai.tell("door-sending");
    try {
      const who = await gongkai.who(spec.door);
      if (who.login && !isTheirs(who)) return;
      const got = await gongkai.knock(spec.door, sent);
      gongkai.tellText("");
      if (got.accepted) {
        keepNoMore();
        form.hidden = true;
      }
      gongkai.showAnswer(gongkai.say(got.accepted ? "door-accepted" : "door-refused"), got);
    } catch (error) {
      gongkai.tell("door-failed", { reason: error.message });
    } finally {
      gongkai.busy(-1);
    }
  };

  const toForge = async (sent) => {
    if (sent.attachments.length) {
      gongkai.tell("forge-files");
      return;
    }
    const address = gongkai.newFile(spec.forge, sent);
    if (address) {
      window.open(address, "_blank", "noopener");
      gongkai.tell("forge-opened", sent);
      return;
    }
    find("preview").open = true;
    const copied = await gongkai.copyText(find("text"));
    window.open(gongkai.newFile(spec.forge, { ...sent, text: "" }), "_blank", "noopener");
    const more = copied ? "" : gongkai.say("copy-by-hand");
    gongkai.tellText(`${gongkai.say("forge-long", sent)}${more}`);
  };

  const WAYS = {
    check: (sent) => gongkai.tell("checked", sent),
    package: (sent) => gongkai.tell("downloaded", { file: gongkai.download(sent) }),
    forge: toForge,
    door: throughDoor,
  };

  // --- beginning -------------------------------------------------------------------------------

  gongkai.start = (container) => {
    for (const part of gongkai.partsOf(container)) {
      const { dataset } = part;
      if ("table" in dataset) gongkai.startTable(part, spec);
      else if ("rows" in dataset) gongkai.startRows(part);
      else if ("files" in dataset) gongkai.startFiles(part, spec);
      else if ("group" in dataset) gongkai.start(part);
    }
    gongkai.offerMembers();
    gongkai.fileChoices(root);
  };

  const listen = () => {
    form.addEventListener("input", (event) => {
      gongkai.ask();
      keepSoon();
      gongkai.forgive(event.target.closest(".gk-field"));
    });
    unit.addEventListener("change", () => {
      gongkai.keepUnit(unit.value);
      gongkai.offerMembers();
      gongkai.ask();
    });
    window.addEventListener("pagehide", () => keeping && keepNow());
    // Enter in a line would press the first button; handing in is for a button alone.
    form.addEventListener("keydown", (event) => {
      const inLine = event.target.matches("input:not([type=file])");
      if (event.key === "Enter" && inLine) event.preventDefault();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      gongkai.hideAnswer();
      const way = event.submitter ? event.submitter.dataset.send : "check";
      const sent = ready();
      if (sent) WAYS[way](sent);
    });
    find("clear").addEventListener("click", () => {
      keepNoMore();
      window.location.replace(window.location.pathname);
    });
    find("copy").addEventListener("click", async () => {
      gongkai.tell((await gongkai.copyText(find("text"))) ? "copied" : "copy-by-hand");
    });
  };

  const beginUnit = () => {
    unit.value = gongkai.keptUnit();
    if (unit.selectedIndex < 0) unit.value = "";
    // Where only one may file, it need not say which it is.
    if (unit.options.length === 2) unit.selectedIndex = 1;
    gongkai.offerMembers();
  };

  const beginDraft = () => {
    const draft = gongkai.keptDraft(draftName);
    if (!draft) return false;
    restore(draft);
    find("restored").textContent = gongkai.say("draft-restored");
    find("restored").hidden = false;
    return true;
  };

  slug.value = gongkai.now().slice(11, 19).replaceAll(":", "");
  form.hidden = false;
  gongkai.start(root);
  beginUnit();
  if (!beginDraft() && linked) fromAddress();
  gongkai.ask();
  listen();
})();
