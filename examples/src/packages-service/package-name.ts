const LONGEST_NAME = 214;
const NAME = /^(?:@[\w~-][\w.~-]*\/)?[\w~-][\w.~-]*$/;

/** Whether npm could have a package of this name. Such a text never leaves a folder: no part begins with a dot, no slash but a scope's. */
export function isPackageName(text: string): boolean {
  return text.length <= LONGEST_NAME && NAME.test(text);
}
