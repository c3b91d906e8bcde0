import { didYouMean, scopes, Scope } from '@pulse/contract'
import { makeKey } from '#features/api-keys/index'
import { systemActor } from '#kernel/actor'
import { openBeside } from '../app.ts'
import { UsageError, type Command, type Input } from './command.ts'
import { configOf } from './settings.ts'
import { print, tell } from './terminal.ts'
import { chooseWorkspace } from './workspace.ts'

export const keysCreate: Command = {
  name: 'keys create',
  summary: 'create an API key; it is shown this once',
  options: {
    name: { value: 'NAME', describe: 'what the key is for' },
    scopes: { value: 'A,B', describe: 'what it may do; everything when left out' },
    workspace: { value: 'ID', describe: 'where there are several' },
    json: { describe: 'answer as JSON' },
  },
  notes: `Scopes: ${scopes.join(', ')}`,
  async run(input) {
    const draft = { name: nameOf(input), scopes: scopesOf(input) }
    const kernel = await openBeside(configOf(input))
    try {
      const workspace = await chooseWorkspace(kernel, input.text('workspace'))
      const key = await kernel.write(systemActor(workspace, 'Command line'), (tx, emit) =>
        makeKey(kernel, { tx, emit, workspaceId: workspace.id }, draft),
      )
      if (input.flag('json')) print(JSON.stringify({ ...key, workspaceId: workspace.id }, null, 2))
      else {
        tell(`The key "${key.name}" of ${workspace.name} may: ${key.scopes.join(', ')}. It is shown this once:`)
        print(key.key ?? '')
      }
      return 0
    } finally {
      await kernel.close()
    }
  },
}

function nameOf(input: Input): string {
  const name = input.text('name')?.trim() ?? ''
  if (name.length === 0 || name.length > 100)
    throw new UsageError('pulse keys create needs --name NAME with 1 to 100 characters.')
  return name
}

function scopesOf(input: Input): Scope[] {
  const given = input.text('scopes')
  if (given === undefined) return [...scopes]
  return given.split(',').map((text) => {
    const scope = Scope.safeParse(text.trim())
    if (!scope.success) throw new UsageError(`There is no scope "${text}".${didYouMean(text, scopes)}`)
    return scope.data
  })
}
