const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/** As JavaScript writes it, but telling -0 from 0. */
export function numberText(value: number): string {
  return value === 0 && 1 / value < 0 ? '-0' : `${value}`;
}

/** In double quotes, escaped as in JSON; a lone surrogate becomes its escape, so that the text is well-formed. */
export function stringText(value: string): string {
  return JSON.stringify(value);
}

/** A name that stands outside quotes where it can. Two names have the same text only if they are the same. */
export function nameText(name: string): string {
  return IDENTIFIER.test(name) ? name : JSON.stringify(name);
}
