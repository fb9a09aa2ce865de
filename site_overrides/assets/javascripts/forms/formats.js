// The formats that schemas assert, as scoring/records/formats.py has them; a test holds the two
// together. Years run from 1900 to 2999.
"use strict";

(() => {
  const YEAR = "(?:19|2[0-9])[0-9]{2}";
  const HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\u{20000}-\u{3ffff}";
  const LETTERS = `A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\ua000-\ua48c${HAN}`;
  const BLANKS = " \t\n\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000";
  const SPOILERS =
    "\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069" +
    "\ufeff\ufffe\uffff\\ud800-\\udfff";
  const NO_WIDTH = "\u00ad\u180e\u200b\u2060-\u2064";
  const LABEL = `[A-Za-z0-9${HAN}](?:[A-Za-z0-9${HAN}\\-]{0,61}[A-Za-z0-9${HAN}])?`;

  const whole = (pattern, flags = "u") => new RegExp(`^(?:${pattern})$`, flags);
  const matches = (pattern) => (text) => pattern.test(text);

  const DATE = whole(`(${YEAR})-([0-9]{2})-([0-9]{2})`);
  const TIME = whole(
    `(${YEAR}-[0-9]{2}-[0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\\.[0-9]{1,6})?` +
      "(?:Z|[+\\-](?:0[0-9]|1[0-4]):[0-5][0-9])",
  );
  const WEEK = whole(`(${YEAR})-W([0-9]{2})`);
  const SLUG = whole("[a-z0-9][a-z0-9\\-]{0,60}");
  const UNIT = whole("[a-z][a-z0-9\\-]{0,39}");
  const RECORD = whole(`([^/]*)/${YEAR}/[a-z][a-z0-9\\-]{0,60}/(.{10})-([^/]*)`);
  const FILE = whole(`[${LETTERS}0-9_][${LETTERS}0-9_.\\-]*\\.(?:docx|xlsx|pdf|jpg|png)`);
  const DEVICE = whole("(?:con|prn|aux|nul|com[0-9]|lpt[0-9])\\..*", "iu");
  const PHONE = whole("[0-9+(（][0-9+()（）、,，/ 转\\-]*[0-9)）]");
  const SPOILED = new RegExp(`[${SPOILERS}]`, "u");
  const BROKEN_LINE = new RegExp(`[${SPOILERS}${NO_WIDTH}\t\n]`, "u");
  const EDGE = new RegExp(`^[${BLANKS}]|[${BLANKS}]$`, "u");
  const INK = new RegExp(`[^${BLANKS}]`, "u");

  const isDate = (text) => {
    const found = DATE.exec(text);
    if (!found) return false;
    const [year, month, day] = found.slice(1).map(Number);
    const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
    return month >= 1 && month <= 12 && day >= 1 && day <= last;
  };

  // 28 December always lies in the last ISO week of its year.
  const weeksIn = (year) => {
    const day = new Date(Date.UTC(year, 11, 28));
    const thursday = new Date(day.getTime() + (4 - (day.getUTCDay() || 7)) * 864e5);
    return Math.floor((thursday - Date.UTC(year, 0, 1)) / 864e5 / 7) + 1;
  };

  const isWeek = (text) => {
    const found = WEEK.exec(text);
    return Boolean(found) && Number(found[2]) >= 1 && Number(found[2]) <= weeksIn(Number(found[1]));
  };

  const isMonth = matches(whole(`${YEAR}-(?:0[1-9]|1[0-2])`));
  const isQuarter = matches(whole(`${YEAR}Q[1-4]`));
  const isYear = matches(whole(`${YEAR}(?:-H[12])?`));
  const isUnit = (text) => UNIT.test(text) && text !== "all";

  const isTime = (text) => {
    const found = TIME.exec(text);
    if (!found || !isDate(found[1])) return false;
    return Number(found[2]) < 24 && Number(found[3]) < 60 && Number(found[4]) < 60;
  };

  const isRecord = (text) => {
    const found = RECORD.exec(text);
    return Boolean(found) && isUnit(found[1]) && isDate(found[2]) && SLUG.test(found[3]);
  };

  const isFile = (text) =>
    [...text].length <= 100 && FILE.test(text) && !DEVICE.test(text) &&
    new TextEncoder().encode(text).length <= 200 && text.normalize("NFC") === text;

  gongkai.formats = {
    date: isDate,
    "date-time": isTime,
    month: isMonth,
    week: isWeek,
    quarter: isQuarter,
    period: (text) => [isYear, isQuarter, isMonth, isWeek, isDate].some((is) => is(text)),
    "month-day": (text) => /^[0-9]{2}-[0-9]{2}$/.test(text) && isDate(`2024-${text}`),
    "unit-id": isUnit,
    "record-id": isRecord,
    "node-path": (text) => {
      const ids = text.split("/");
      return ids.length <= 10 && ids.every((id) => SLUG.test(id));
    },
    slug: matches(SLUG),
    name: matches(whole("[a-z][a-z0-9_\\-]{0,60}")),
    submitter: matches(whole("[A-Za-z0-9][A-Za-z0-9._\\-]{0,63}(?:#[0-9]{1,20})?")),
    sha256: matches(whole("[0-9a-f]{64}")),
    commit: matches(whole("[0-9a-f]{40}|[0-9a-f]{64}")),
    "http-url": matches(
      whole(
        `https?://${LABEL}(?:\\.${LABEL})*(?::[0-9]{1,5})?` +
          `(?:[/?#][^${BLANKS}${SPOILERS}"'<>\\\\^\`{|}]*)?`,
      ),
    ),
    "attachment-name": isFile,
    amount: matches(whole("(?:0|[1-9][0-9]{0,11})(?:\\.[0-9]{1,6})?")),
    phone: (text) => PHONE.test(text) && text.replace(/[^0-9]/g, "").length >= 5,
    line: (text) => Boolean(text) && !BROKEN_LINE.test(text) && !EDGE.test(text),
    text: (text) => !SPOILED.test(text) && INK.test(text),
  };

  // The first character in `text` that no record may hold; undefined where there is none.
  gongkai.spoiler = (text) => {
    const found = SPOILED.exec(text);
    if (!found) return undefined;
    return `U+${found[0].codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
  };
})();
