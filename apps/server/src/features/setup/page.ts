/** The page behind the first start's link: one button that creates the first key and shows it once. */
export const setupPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Set up Pulse</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 36rem; margin: 4rem auto; padding: 0 1rem; color: #1a1c23; background: #fff }
  input, button { font: inherit; padding: .5rem .75rem; border: 1px solid #8a8f98; border-radius: .4rem }
  button { background: #2f49c8; color: #fff; border-color: #2f49c8; cursor: pointer }
  pre { padding: 1rem; background: #f2f3f5; border-radius: .4rem; overflow: auto }
  @media (prefers-color-scheme: dark) { body { color: #e8e9ed; background: #14161b } pre { background: #22252c } input { background: #22252c; color: inherit } }
</style>
<main>
  <h1>Set up Pulse</h1>
  <form id="form"><p><label>Name of your workspace<br><input name="name" value="My workspace" required maxlength="100"></label> <button>Create the first key</button></p></form>
  <div id="answer" role="status"></div>
</main>
<script>
  form.onsubmit = async (event) => {
    event.preventDefault()
    const body = JSON.stringify({ token: location.hash.slice(1), workspaceName: form.elements.name.value })
    const response = await fetch('/api/v1/setup', { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    const result = await response.json()
    const box = document.createElement('pre')
    box.textContent = response.ok ? result.key.key : result.message
    answer.replaceChildren(response.ok ? 'Your first API key, shown this once. Keep it safe:' : 'That did not work:', box)
    if (response.ok) {
      const curl = document.createElement('pre')
      curl.textContent = "curl " + location.origin + "/api/v1/contacts -H 'Authorization: Bearer " + result.key.key + "' -H 'Content-Type: application/json' -d '{\\"firstName\\":\\"Ada\\",\\"lastName\\":\\"Lovelace\\"}'"
      answer.append('Try it:', curl)
      form.remove()
    }
  }
</script>
</html>`
