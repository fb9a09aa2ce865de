// SHA-256 (FIPS 180-4). The browser's own is there only on https and on this machine itself; a
// county server often speaks plain http, and there it is reckoned here.
"use strict";

(() => {
  // The constants are the first bits of the fractional parts of roots of the first primes.
  const primes = [];
  for (let number = 2; primes.length < 64; number += 1) {
    if (primes.every((prime) => number % prime)) primes.push(number);
  }
  const bits = (root) => ((root - Math.floor(root)) * 2 ** 32) | 0;
  const K = Int32Array.from(primes, (prime) => bits(Math.cbrt(prime)));
  const START = Int32Array.from(primes.slice(0, 8), (prime) => bits(Math.sqrt(prime)));

  const padded = (bytes) => {
    const whole = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
    whole.set(bytes);
    whole[bytes.length] = 0x80;
    const view = new DataView(whole.buffer);
    view.setUint32(whole.length - 8, Math.floor(bytes.length / 2 ** 29));
    view.setUint32(whole.length - 4, (bytes.length * 8) >>> 0);
    return view;
  };

  const turn = (word, by) => (word >>> by) | (word << (32 - by));

  const block = (view, place, state, schedule) => {
    for (let i = 0; i < 16; i += 1) schedule[i] = view.getInt32(place + 4 * i);
    for (let i = 16; i < 64; i += 1) {
      const x = schedule[i - 15];
      const y = schedule[i - 2];
      const s0 = turn(x, 7) ^ turn(x, 18) ^ (x >>> 3);
      const s1 = turn(y, 17) ^ turn(y, 19) ^ (y >>> 10);
      schedule[i] = (schedule[i - 16] + s0 + schedule[i - 7] + s1) | 0;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i += 1) {
      const s1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[i] + schedule[i]) | 0;
      const s0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => {
      state[i] = (state[i] + word) | 0;
    });
  };

  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

  gongkai.sha256 = (bytes) => {
    const view = padded(bytes);
    const state = Int32Array.from(START);
    const schedule = new Int32Array(64);
    for (let place = 0; place < view.byteLength; place += 64) block(view, place, state, schedule);
    return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
  };

  gongkai.digest = async (bytes) => {
    if (!window.crypto || !window.crypto.subtle) return gongkai.sha256(bytes);
    return hex(new Uint8Array(await window.crypto.subtle.digest("SHA-256", bytes)));
  };
})();
