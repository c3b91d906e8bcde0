import { z } from 'zod'
import { NewApiKey } from './api-keys.ts'
import { endpoint } from './endpoint.ts'
import { Workspace } from './workspaces.ts'

export const completeSetup = endpoint('POST /setup', {
  tag: 'Setup',
  summary: 'Turn the one-time link of the first start into a workspace and its first key',
  scope: 'public',
  body: z.strictObject({
    token: z.string().min(1).max(100),
    workspaceName: z.string().trim().min(1).max(100).default('My workspace'),
  }),
  reply: z.object({ workspace: Workspace, key: NewApiKey }).meta({ id: 'SetupResult' }),
  status: 201,
  fails: ['setup.token_invalid'],
})
