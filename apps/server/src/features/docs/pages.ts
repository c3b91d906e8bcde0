/** The interactive docs: anchors such as `/api/docs#/Webhooks` open their section. */
export const docsPage = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Pulse API</title>
<link rel="stylesheet" href="/api/docs/swagger-ui.css"><link rel="icon" href="/api/docs/favicon-32x32.png">
</head>
<body>
<main id="docs"></main>
<script src="/api/docs/swagger-ui-bundle.js"></script>
<script src="/api/docs/start.js"></script>
</body>
</html>`

export const docsScript = `SwaggerUIBundle({
  url: '/api/openapi.json',
  dom_id: '#docs',
  deepLinking: true,
  docExpansion: 'none',
  filter: true,
  persistAuthorization: true,
  validatorUrl: null,
  tryItOutEnabled: true,
})`

/** Every refusal there is, with its status and sentence. */
export function problemsPage(problems: Record<string, readonly [number, string]>): string {
  const rows = Object.entries(problems).map(
    ([code, [status, sentence]]) =>
      `<tr id="${code}"><td><code>${code}</code></td><td>${status}</td><td>${sentence.replace(/&/g, '&amp;').replace(/</g, '&lt;')}</td></tr>`,
  )
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Pulse problems</title>
<style>
  body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; color: #1a1c23; background: #fff }
  td, th { text-align: left; padding: .4rem .8rem; border-bottom: 1px solid #d9dbe0; vertical-align: top }
  tr:target { background: #fff4c2; color: #1a1c23 }
  @media (prefers-color-scheme: dark) { body { color: #e8e9ed; background: #14161b } td, th { border-color: #33363f } }
</style>
<main><h1>Problems</h1><p>Every refusal of the API carries one of these codes.</p>
<table><thead><tr><th>Code</th><th>Status</th><th>What it means and what to do</th></tr></thead><tbody>${rows.join('')}</tbody></table></main>
</html>`
}
