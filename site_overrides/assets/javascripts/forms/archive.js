// A zip that only stores: names in UTF-8, no times, so that the same content gives the same bytes.
"use strict";

(() => {
  const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let i = 0; i < 8; i += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    return value;
  });
  const UTF8 = 0x800;
  const FIRST_DAY = 0x21; // 1980-01-01, the first that a zip can tell

  gongkai.crc32 = (bytes) => {
    let sum = 0xffffffff;
    for (const byte of bytes) sum = TABLE[(sum ^ byte) & 0xff] ^ (sum >>> 8);
    return (sum ^ 0xffffffff) >>> 0;
  };

  const record = (fields) => {
    const bytes = new Uint8Array(fields.reduce((size, [length]) => size + length, 0));
    const view = new DataView(bytes.buffer);
    let place = 0;
    for (const [length, value] of fields) {
      if (length === 2) view.setUint16(place, value, true);
      else view.setUint32(place, value, true);
      place += length;
    }
    return bytes;
  };

  // What a file's own head and its line in the directory have in common.
  const about = (name, content) => [
    [2, 20], [2, UTF8], [2, 0], [2, 0], [2, FIRST_DAY], [4, gongkai.crc32(content)],
    [4, content.length], [4, content.length], [2, name.length], [2, 0],
  ];

  // `files` are {path, bytes}; returns a Blob.
  gongkai.zip = (files) => {
    const parts = [];
    const directory = [];
    let place = 0;
    for (const { path, bytes } of files) {
      const name = new TextEncoder().encode(path);
      const shared = about(name, bytes);
      const head = record([[4, 0x04034b50], ...shared]);
      parts.push(head, name, bytes);
      directory.push(
        record([[4, 0x02014b50], [2, 20], ...shared, [2, 0], [2, 0], [2, 0], [4, 0], [4, place]]),
        name,
      );
      place += head.length + name.length + bytes.length;
    }
    const size = directory.reduce((total, each) => total + each.length, 0);
    const count = files.length;
    const end = record([
      [4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, size], [4, place], [2, 0],
    ]);
    return new Blob([...parts, ...directory, end], { type: "application/zip" });
  };
})();
