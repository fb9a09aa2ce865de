// A record as YAML, written as the program itself writes it (scripts/yaml_writer.py): text is left
// bare only where no reader can take it for anything else.
"use strict";

(() => {
  const LINE = 140;
  const HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff";
  const MARKS = "，。；：、！？（）《》〈〉〔〕【】“”‘’「」…—·％～";
  const BARE = new RegExp(
    `^[A-Za-z_${HAN}${MARKS}](?:[A-Za-z0-9${HAN}${MARKS}_./+@=()\\-]| (?! |$))*$`,
    "u",
  );
  const BARE_URL = /^https?:\/\/[A-Za-z0-9._~/=&%+-]+$/;
  const DIGITS = /^[0-9a-fA-F]{7,}$/;
  const WORDS = new Set(["y", "n", "yes", "no", "on", "off", "true", "false", "null"]);
  const HIDDEN = new RegExp(
    "[\\u0000-\\u0009\\u000b-\\u001f\\u007f-\\u00a0\\u00ad\\u2000-\\u200f\\u2028-\\u202f" +
      "\\u2060-\\u206f\\ufeff\\ud800-\\udfff\\ufff0-\\uffff]",
    "u",
  );
  const ESCAPES = { '"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t" };
  // Characters that take two columns (Unicode Standard Annex 11), roughly.
  const WIDE = new RegExp(
    "[\\u1100-\\u115f\\u231a\\u231b\\u2329\\u232a\\u23e9-\\u23ec\\u2614\\u2615\\u26a1" +
      "\\u2705\\u2728\\u2e80-\\u303e\\u3041-\\ua4cf\\ua960-\\ua97f\\uac00-\\ud7a3" +
      "\\uf900-\\ufaff\\ufe10-\\ufe19\\ufe30-\\ufe6f\\uff00-\\uff60\\uffe0-\\uffe6" +
      "\\u{1f300}-\\u{1f64f}\\u{1f680}-\\u{1f6fc}\\u{1f900}-\\u{1faff}\\u{20000}-\\u{3fffd}]",
    "u",
  );

  // A number as it was typed; JavaScript's own numbers would forget its digits.
  gongkai.Numeral = class {
    constructor(digits) {
      this.digits = digits;
    }
  };

  const isPlain = (value) =>
    value === null || typeof value !== "object" || value instanceof gongkai.Numeral;

  const width = (text) =>
    [...text].reduce((columns, character) => columns + (WIDE.test(character) ? 2 : 1), 0);

  const escaped = (character) => {
    if (ESCAPES[character]) return ESCAPES[character];
    if (!HIDDEN.test(character)) return character;
    return `\\u${character.codePointAt(0).toString(16).padStart(4, "0")}`;
  };

  const mayBeBare = (text) => {
    if (WORDS.has(text.toLowerCase()) || DIGITS.test(text)) return false;
    return BARE.test(text) || BARE_URL.test(text);
  };

  const quoted = (text) => {
    if (/[\ud800-\udfff]/u.test(text)) throw new RangeError("half a surrogate pair");
    return mayBeBare(text) ? text : `"${[...text].map(escaped).join("")}"`;
  };

  const scalar = (value) => {
    if (typeof value === "string") return quoted(value);
    if (value instanceof gongkai.Numeral) return value.digits;
    if (value === null || typeof value === "boolean") return String(value);
    throw new TypeError("no value of a record");
  };

  const fitsFlow = (value) => {
    if (Array.isArray(value)) return value.every(isPlain);
    return isPlain(value) && !(typeof value === "string" && value.includes("\n"));
  };

  const flow = (value) => {
    if (isPlain(value)) return scalar(value);
    if (Array.isArray(value)) {
      return value.every(isPlain) ? `[${value.map(scalar).join(", ")}]` : null;
    }
    const pairs = Object.entries(value);
    if (!pairs.every(([, inner]) => fitsFlow(inner))) return null;
    return `{${pairs.map(([key, inner]) => `${quoted(key)}: ${flow(inner)}`).join(", ")}}`;
  };

  // Whether a literal block can hold the text: lines that are empty or do not begin with a blank.
  const fitsBlock = (text) => {
    if (!text.includes("\n") || HIDDEN.test(text)) return false;
    const lines = (text.endsWith("\n") ? text.slice(0, -1) : text).split("\n");
    if (!lines[0] || !lines[lines.length - 1]) return false;
    return lines.every((line) => !line || /^\S/u.test(line));
  };

  const entry = (head, value, indent) => {
    if (typeof value === "string" && fitsBlock(value)) {
      const whole = value.endsWith("\n");
      const lines = (whole ? value.slice(0, -1) : value).split("\n");
      const indented = lines.map((line) => (line ? `${indent}  ${line}` : ""));
      return [`${head} |${whole ? "" : "-"}`, ...indented];
    }
    const short = flow(value);
    const empty = !isPlain(value) && !Object.keys(value).length;
    if (short !== null && (isPlain(value) || empty || width(head) + 1 + width(short) <= LINE)) {
      return [`${head} ${short}`];
    }
    if (Array.isArray(value)) return [head, ...value.flatMap((each) => item(each, `${indent}  `))];
    return [head, ...mapping(value, `${indent}  `)];
  };

  const item = (value, indent) => {
    if (isPlain(value) || Array.isArray(value) || !Object.keys(value).length) {
      return entry(`${indent}-`, value, indent);
    }
    const short = flow(value);
    if (short !== null && indent.length + 2 + width(short) <= LINE) return [`${indent}- ${short}`];
    const [first, ...rest] = mapping(value, `${indent}  `);
    return [`${indent}- ${first.trimStart()}`, ...rest];
  };

  const mapping = (value, indent) =>
    Object.entries(value).flatMap(([key, inner]) =>
      entry(`${indent}${quoted(key)}:`, inner, indent),
    );

  // Throws where a value is none that a record can hold.
  gongkai.yaml = (record) => mapping(record, "").map((line) => `${line}\n`).join("");
})();
