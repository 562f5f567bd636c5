/**
 * The document of the page; everything in it is made by its script.
 *
 * @param nonce lets the import map through the content security policy
 * @param imports where the page's scripts find the libraries that they import by name
 */
export function pageHtml(nonce: string, imports: Readonly<Record<string, string>>): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>memoir devtools</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/page.css">
    <script type="importmap" nonce="${nonce}">${JSON.stringify({ imports })}</script>
    <script type="module" src="/page/main.js"></script>
  </head>
  <body>
    <noscript>This page is made by a script.</noscript>
  </body>
</html>
`;
}
