/** The page for a browser: what is installed, each with a link, and the statistics as they change. */
export function renderStartPage(names: readonly string[]): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Installed packages</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
  dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr)); gap: 1rem; margin: 1rem 0 2rem; }
  dt { color: #667; } dd { margin: 0; font-size: 1.5rem; font-variant-numeric: tabular-nums; }
  ul { columns: 3 16rem; padding: 0; list-style: none; }
  button { font-size: .75rem; } .loads { color: #667; font-size: .75rem; }
</style>
<h1>${names.length} installed packages</h1>
<p>The first look at a package reads it from disk, every further one is answered from memory until you invalidate it.</p>
<dl id="statistics"></dl>
<ul>
${names.map(renderPackage).join('\n')}
</ul>
<script type="module">
${SCRIPT}</script>
</html>
`;
}

function renderPackage(name: string): string {
  const text = escapeHtml(name);
  const path = `/packages/${encodeURIComponent(name)}`;
  return `<li data-name="${text}"><a href="${path}">${text}</a> <button data-path="${path}">invalidate</button> <span class="loads"></span></li>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const SCRIPT = `
const shown = ['calls', 'hits', 'staleHits', 'joins', 'loads', 'backgroundRefreshes', 'hitRatio'];
async function showStatistics() {
  const statistics = await (await fetch('/statistics')).json();
  document.getElementById('statistics').replaceChildren(...shown.map((name) => {
    const box = document.createElement('div');
    box.append(document.createElement('dt'), document.createElement('dd'));
    box.children[0].textContent = name.replace(/[A-Z]/g, (letter) => ' ' + letter.toLowerCase());
    box.children[1].textContent = name === 'hitRatio' ? (statistics[name] * 100).toFixed(1) + ' %' : statistics[name];
    return box;
  }));
  for (const item of document.querySelectorAll('li')) {
    const loads = statistics.loadsByName[item.dataset.name];
    item.querySelector('.loads').textContent = loads ? 'loaded ' + loads + 'x' : '';
  }
}
document.addEventListener('click', async ({ target }) => {
  if (!target.dataset.path) return;
  await fetch(target.dataset.path + '/invalidate', { method: 'POST' });
  await showStatistics();
});
setInterval(showStatistics, 1000);
await showStatistics();
`;
