// Ways to hand a record in: the door, the forge's page for a new file, a package to keep.
"use strict";

(() => {
  const LONGEST = 6 * 1024; // longer addresses are cut by servers and proxies

  const folderOf = (path) => path.replace(/\.yml$/, "");

  // A record as files of the repository: itself and its attachments.
  gongkai.filesOf = ({ path, text, attachments }) => [
    { path, bytes: new TextEncoder().encode(text) },
    ...attachments.map(({ name, bytes }) => ({ path: `${folderOf(path)}/${name}`, bytes })),
  ];

  gongkai.packageName = ({ path }) =>
    `${folderOf(path).replace(/^units\//, "").replaceAll("/", "-")}.zip`;

  gongkai.download = (ready) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(gongkai.zip(gongkai.filesOf(ready)));
    link.download = gongkai.packageName(ready);
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 60e3);
    return link.download;
  };

  // Without https the browser's clipboard is missing; the text is then selected and copied.
  gongkai.copyText = async (area) => {
    if (navigator.clipboard && window.isSecureContext) {
      try {
        await navigator.clipboard.writeText(area.value);
        return true;
      } catch {
        // not allowed; the old way may be
      }
    }
    area.focus();
    area.select();
    try {
      return document.execCommand("copy");
    } catch {
      return false;
    }
  };

  // The address of the forge's page with name and content filled in; "" where it would be too long.
  gongkai.newFile = (page, { path, text }) => {
    const content = text ? `&value=${encodeURIComponent(text)}` : "";
    const address = `${page}?filename=${encodeURIComponent(path)}${content}`;
    return address.length <= LONGEST ? address : "";
  };

  const request = async (address, options) => {
    const answer = await fetch(address, {
      credentials: "same-origin",
      cache: "no-store",
      headers: { Accept: "application/json" },
      ...options,
    });
    const reply = await answer.json().catch(() => null);
    if (!reply) throw new Error(`HTTP ${answer.status}`);
    return reply;
  };

  gongkai.who = (door) => request(`${door}who`);

  gongkai.knock = (door, ready) => {
    const body = new FormData();
    body.append("package", gongkai.zip(gongkai.filesOf(ready)), "package.zip");
    return request(`${door}submit`, { method: "POST", body });
  };
})();
