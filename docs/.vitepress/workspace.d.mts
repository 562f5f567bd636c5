export function siteLinkOf(page: string, link: string): string;
