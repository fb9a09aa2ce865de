// Sentences of the message catalogue, and text as records take it. Each of these scripts adds a few
// functions to `gongkai`; `form.js` is the last and puts them to work.
"use strict";

window.gongkai = window.gongkai || {};

(() => {
  let words = {};

  // The sentences stand in the page, which has them from the catalogue.
  gongkai.learn = (sentences) => {
    words = sentences;
  };

  gongkai.say = (code, values = {}) =>
    (words[`form-${code}`] || code).replace(/\{([a-z][a-z0-9_]*)\}/g, (_, name) =>
      name in values ? String(values[name]) : "",
    );

  // Line breaks of every kind become one kind; blanks at the end of the whole say nothing.
  gongkai.lines = (text) =>
    text
      .replace(/\r\n?|[\u000b\u000c\u0085\u2028\u2029]/g, "\n")
      .replace(/[ \t\n\u3000\u00a0]+$/, "");

  gongkai.line = (text) => text.replace(/^[ \t\u3000\u00a0]+|[ \t\u3000\u00a0\r\n]+$/g, "");

  // Figures typed with the Chinese keyboard are the same figures.
  gongkai.figures = (text) =>
    gongkai
      .line(text)
      .replace(/[\uff0b\uff0d\uff0e\uff10-\uff19]/g, (character) =>
        String.fromCharCode(character.charCodeAt(0) - 0xfee0),
      );

  gongkai.length = (text) => [...text].length;

  gongkai.size = (bytes) => {
    if (bytes < 1024) return `${bytes} B`;
    const kib = bytes / 1024;
    return kib < 1024 ? `${kib.toFixed(1)} KiB` : `${(kib / 1024).toFixed(1)} MiB`;
  };

  // The day it is in Asia/Shanghai (UTC+8, no daylight saving), whatever this computer is set to.
  gongkai.now = () => new Date(Date.now() + 8 * 3600e3).toISOString();
})();
