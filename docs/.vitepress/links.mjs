import { siteLinkOf } from './workspace.mjs';

/** Pages that are another file of the workspace, shown as it is: their links start from there. */
const SHOWN = { 'contributing.md': 'CONTRIBUTING.md', 'benchmarks.md': 'benchmarks/README.md' };

/** A markdown-it plugin: links that lead among the files of the workspace lead among the pages of the site. */
export function siteLinks(md) {
  md.core.ruler.push('site-links', (state) => {
    const page = fileOf(state.env.relativePath ?? '');
    if (page === undefined) return;
    for (const token of state.tokens) for (const child of token.children ?? []) rewrite(child, page);
  });
}

function rewrite(token, page) {
  const name = token.type === 'link_open' ? 'href' : undefined;
  const link = name && token.attrGet(name);
  if (link) token.attrSet(name, siteLinkOf(page, link));
}

/** The file that a page shows, from the root; `undefined` for those whose links are made for the site. */
function fileOf(relativePath) {
  if (relativePath.startsWith('api/') || relativePath.startsWith('examples/')) return undefined;
  const readme = /^packages\/(.*)\.md$/.exec(relativePath);
  if (readme) return `packages/${readme[1]}/README.md`;
  return SHOWN[relativePath] ?? `docs/${relativePath}`;
}
