// Parts of a form. Every part has three ways: `raw` is what stands in it (for the draft), `fill`
// puts that back, `value` is what goes into the record, or what is wrong with it.
"use strict";

(() => {
  const PARTS = "[data-field],[data-group],[data-rows],[data-files],[data-table]";
  const ways = {};
  gongkai.ways = ways;

  // The parts of a container, those within them left out.
  const partsOf = (container) =>
    [...container.children].flatMap((child) => {
      if (child.tagName === "TEMPLATE") return [];
      return child.matches(PARTS) ? [child] : partsOf(child);
    });
  gongkai.partsOf = partsOf;

  const wayOf = (part) => {
    const { dataset } = part;
    if ("table" in dataset) return ways.table;
    if ("group" in dataset) return ways.group;
    if ("rows" in dataset) return ways.rows;
    return "files" in dataset ? ways.files : ways.field;
  };

  gongkai.nameOf = (part) => {
    const { dataset } = part;
    return dataset.field || dataset.group || dataset.rows || dataset.files || "";
  };

  gongkai.named = (container, name) =>
    partsOf(container).find((part) => gongkai.nameOf(part) === name);

  // The part at `path`; names, and numbers for the items of a list.
  gongkai.partAt = (container, path) =>
    path.reduce((place, step) => {
      if (!place) return place;
      if (typeof step === "number") return gongkai.itemsOf(place)[step];
      return gongkai.named(place, step);
    }, container);

  const isAsked = (part) => !part.hidden;
  const isRequired = (part) => part.dataset.required === "yes" || part.dataset.must === "yes";
  gongkai.isRequired = isRequired;

  gongkai.rawOf = (container) => {
    const found = {};
    for (const part of partsOf(container)) {
      const raw = wayOf(part).raw(part);
      if ("table" in part.dataset) Object.assign(found, merged(found, raw));
      else found[gongkai.nameOf(part)] = raw;
    }
    return found;
  };

  gongkai.fill = (container, raw) => {
    for (const part of partsOf(container)) {
      const own = "table" in part.dataset ? raw : raw[gongkai.nameOf(part)];
      if (own !== undefined && own !== null) wayOf(part).fill(part, own);
    }
  };

  gongkai.valueOf = (container, problems) => {
    const found = {};
    for (const part of partsOf(container)) {
      if (!isAsked(part)) continue;
      const value = wayOf(part).value(part, problems);
      if (value === undefined) continue;
      if ("table" in part.dataset) Object.assign(found, merged(found, value));
      else found[gongkai.nameOf(part)] = value;
    }
    return found;
  };

  const isObject = (value) =>
    value !== null &&
    typeof value === "object" &&
    !Array.isArray(value) &&
    !(value instanceof gongkai.Numeral);

  const merged = (left, right) => {
    const both = { ...left };
    for (const [name, value] of Object.entries(right)) {
      both[name] = isObject(both[name]) && isObject(value) ? merged(both[name], value) : value;
    }
    return both;
  };

  const isBlank = (raw) => {
    if (Array.isArray(raw)) return raw.every(isBlank);
    if (isObject(raw)) return Object.values(raw).every(isBlank);
    return raw === "" || raw === undefined || raw === null;
  };
  gongkai.isBlank = isBlank;

  ways.group = {
    raw: (part) => gongkai.rawOf(part),
    fill: (part, raw) => gongkai.fill(part, raw),
    value: (part, problems) => {
      if (!isRequired(part) && isBlank(gongkai.rawOf(part))) return undefined;
      return gongkai.valueOf(part, problems);
    },
  };

  // --- one control or a set of choices ---------------------------------------------------------

  const controls = (part) => [...part.querySelectorAll("input,select,textarea")];
  const control = (part) => controls(part)[0];
  gongkai.control = control;

  const chosen = (part) => controls(part).filter((each) => each.checked).map((each) => each.value);

  const rawField = (part) => {
    if (!control(part)) return "";
    if (part.dataset.widget === "checkboxes") return chosen(part);
    if (part.dataset.widget === "radios") return chosen(part)[0] || "";
    return control(part).value || control(part).dataset.wanted || "";
  };

  const fillField = (part, raw) => {
    if (!control(part)) return;
    if (part.dataset.widget === "checkboxes" || part.dataset.widget === "radios") {
      const wanted = new Set([raw].flat().map(String));
      for (const each of controls(part)) each.checked = wanted.has(each.value);
      return;
    }
    const own = control(part);
    const text = Array.isArray(raw) ? raw.join("\n") : String(raw);
    own.value = own.type === "datetime-local" ? localTime(text) : text;
    // A choice that is not offered yet (a file, a village) waits until it is.
    if (own.tagName === "SELECT") own.dataset.wanted = own.value === text ? "" : text;
  };

  // Times are told in Asia/Shanghai; a record says so with its offset.
  const localTime = (text) => {
    if (!gongkai.formats["date-time"](text)) return text;
    return new Date(new Date(text).getTime() + 8 * 3600e3).toISOString().slice(0, 19);
  };

  const withOffset = (text) => `${text.length === 16 ? `${text}:00` : text.slice(0, 19)}+08:00`;

  const wrong = (part, problems, code, values) => {
    problems.push({ part, message: gongkai.say(code, values) });
    return undefined;
  };

  const asText = (part, raw, problems) => {
    const { format, pattern, lengthMost, lengthLeast, example } = part.dataset;
    const own = control(part);
    let text = own.tagName === "TEXTAREA" ? gongkai.lines(raw) : gongkai.line(raw);
    if (own.type === "datetime-local") text = withOffset(text);
    if (format === "amount") text = gongkai.figures(text);
    const spoiler = gongkai.spoiler(text);
    if (spoiler) return wrong(part, problems, "characters", { character: spoiler });
    if (format && !gongkai.formats[format](text)) {
      if (format === "line" || format === "text") return wrong(part, problems, "line");
      return wrong(part, problems, "format", { example: example || "" });
    }
    const length = gongkai.length(text);
    if (lengthMost && length > Number(lengthMost)) {
      return wrong(part, problems, "length-max", { limit: lengthMost, got: length });
    }
    if (lengthLeast && length < Number(lengthLeast)) {
      return wrong(part, problems, "length-min", { limit: lengthLeast, got: length });
    }
    if (pattern && !new RegExp(pattern, "u").test(text)) return wrong(part, problems, "pattern");
    return text;
  };

  // Returns the digits of a number, or the code of what is wrong with it and its values.
  gongkai.number = (raw, { whole, minimum, maximum, over, under }) => {
    const text = gongkai.figures(raw);
    const found = /^([+-]?)0*([0-9]+)(?:\.([0-9]{1,9}))?$/.exec(text);
    if (!found || (whole && found[3] !== undefined) || found[2].length > 15) {
      return { code: whole ? "whole" : "number" };
    }
    const sign = found[1] === "-" ? "-" : "";
    const digits = `${sign}${found[2]}${found[3] === undefined ? "" : `.${found[3]}`}`;
    const value = Number(digits);
    const beyond = [
      ["minimum", minimum, value < Number(minimum)],
      ["maximum", maximum, value > Number(maximum)],
      ["over", over, value <= Number(over)],
      ["under", under, value >= Number(under)],
    ].find(([, limit, is]) => limit !== undefined && is);
    if (beyond) return { code: beyond[0], limit: beyond[1] };
    return { digits: digits === "-0" ? "0" : digits };
  };

  const asNumber = (part, raw, problems, whole) => {
    const found = gongkai.number(raw, { ...part.dataset, whole });
    if (found.code) return wrong(part, problems, found.code, found);
    return new gongkai.Numeral(found.digits);
  };

  const counted = (part, values, problems) => {
    const { least, most } = part.dataset;
    const got = values.length;
    const bad = (code, limit) => wrong(part, problems, code, { limit, got });
    if (least && got < Number(least)) return bad("rows-min", least);
    if (most && got > Number(most)) return bad("rows-max", most);
    return values;
  };

  const asUnits = (part, raw, problems) => {
    if (raw.includes("all")) return "all";
    if (part.dataset.one && raw.length === 1) return raw[0];
    return counted(part, raw, problems);
  };

  const asLines = (part, raw, problems) => {
    const values = gongkai.lines(raw).split("\n").map(gongkai.line).filter(Boolean);
    const made = values.map((each) => read[part.dataset.each](part, each, problems));
    return made.includes(undefined) ? undefined : counted(part, made, problems);
  };

  const read = {
    text: asText,
    yesno: (part, raw) => raw === "true",
    whole: (part, raw, problems) => asNumber(part, raw, problems, true),
    number: (part, raw, problems) => asNumber(part, raw, problems, false),
    units: asUnits,
    list: counted,
    lines: asLines,
  };

  ways.field = {
    raw: rawField,
    fill: fillField,
    value: (part, problems) => {
      const own = control(part);
      if (!own) return isRequired(part) ? wrong(part, problems, "required") : undefined;
      // What the browser could not read as a date is not empty for who typed it.
      if (own.validity && own.validity.badInput) {
        return wrong(part, problems, "format", { example: part.dataset.example || "" });
      }
      const raw = own.tagName === "SELECT" ? own.value : rawField(part);
      if (Array.isArray(raw) && !raw.length && part.dataset.least === "0") {
        return isRequired(part) ? [] : undefined;
      }
      if (isBlank(typeof raw === "string" ? gongkai.lines(gongkai.line(raw)) : raw)) {
        if (!isRequired(part)) return undefined;
        const choosing = own.matches("select, [type=radio], [type=checkbox]");
        return wrong(part, problems, choosing ? "choose" : "required");
      }
      return read[part.dataset.value](part, raw, problems);
    },
  };
})();
