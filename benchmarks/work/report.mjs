const number = (value, digits) => value.toFixed(digits);

/** One path as a table. */
export function tableOf({ title, budget, verdict, isAhead, rows }) {
  const width = Math.max(...rows.map(({ subject }) => subject.length)) + 2;
  const lines = rows.map(({ subject, nanoseconds, ratio }) => {
    const spread = `${number(ratio.median, 2)} (${number(ratio.low, 2)}-${number(ratio.high, 2)})`;
    return `  ${subject.padEnd(width)}${number(nanoseconds, 0).padStart(8)} ns   ${spread}`;
  });
  const ahead = isAhead === undefined ? '' : isAhead ? ', ahead of every peer' : ', behind a peer';
  return [`${title}: at least ${number(budget, 2)}: ${verdict}${ahead}`, ...lines, ''].join('\n');
}

export function heapTableOf({ entries, budget, verdict, total, parts, others }) {
  const lines = Object.entries(parts).map(([part, bytes]) => `  ${part.padEnd(16)}${number(bytes, 1).padStart(8)}`);
  return [
    `heap per entry, ${entries.toLocaleString('en')} entries: at most ${budget} bytes: ${verdict}`,
    `  ${'memoir'.padEnd(16)}${number(total, 1).padStart(8)}   of this:`,
    ...lines.map((line) => `  ${line}`),
    ...others.map(({ subject, bytes }) => `  ${subject.padEnd(16)}${number(bytes, 1).padStart(8)}`),
    '',
  ].join('\n');
}

export function peersNoteOf(verified) {
  const those = (property) => verified.filter((one) => one[property]).map(({ subject }) => subject);
  const loadsTwice = verified.filter(({ joins }) => !joins).map(({ subject }) => subject);
  const list = (names) => (names.length === 0 ? 'none' : names.join(', '));
  return [
    'every subject was seen to cache, by all arguments, within its capacity and for its time to live',
    `hands out a copy at each hit: ${list(those('clones'))}; loads once per concurrent caller: ${list(loadsTwice)}`,
    '',
  ].join('\n');
}
