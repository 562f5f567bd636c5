const OPENING_PARENTHESIS = 40;

/**
 * Whether a text that is a call's only argument is that call's key, unchanged. Every other call's key begins with `(`,
 * so a text that begins with it must be encoded like any other argument.
 */
export function isOwnKey(text: string): boolean {
  return text.charCodeAt(0) !== OPENING_PARENTHESIS;
}
