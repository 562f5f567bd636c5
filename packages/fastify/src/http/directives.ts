/** Directives of a `Cache-Control` by their names in lower case; `true` for those without an argument. */
export type Directives = ReadonlyMap<string, string | true>;

/** Of several with one name the first counts (RFC 9111, section 4.2.1). */
export function directivesOf(header: unknown): Directives {
  const directives = new Map<string, string | true>();
  for (const [, name, quoted, token] of textOf(header).matchAll(/([^\s,;="]+)\s*(?:=\s*(?:"([^"]*)"|([^\s,;]*)))?/g)) {
    const key = name!.toLowerCase();
    if (!directives.has(key)) directives.set(key, quoted ?? token ?? true);
  }
  return directives;
}

/** An argument in seconds; `undefined` where there is none that can be read. */
export function secondsOf(directives: Directives, name: string): number | undefined {
  const given = directives.get(name);
  return typeof given === 'string' && /^\d+$/.test(given) ? Math.min(Number(given), 2 ** 31) : undefined;
}

export function formatted(directives: Iterable<[string, string | true]>): string {
  return [...directives].map(([name, value]) => (value === true ? name : `${name}="${value}"`)).join(', ');
}

/** A header as one text, also one that came in several lines. */
export function textOf(header: unknown): string {
  if (header === undefined || header === null) return '';
  return Array.isArray(header) ? header.join(', ') : String(header);
}
