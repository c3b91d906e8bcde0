import { workspaces } from '@pulse/contract'
import type { Feature } from '#kernel/feature'
import { findWorkspace } from './queries.ts'

export const workspacesFeature: Feature = {
  name: 'workspaces',
  install({ serve }) {
    serve(workspaces.readWorkspace, async ({ actor, db }) => {
      const workspace = await findWorkspace(db, actor.workspace.id)
      if (!workspace) throw new Error('The workspace of an authenticated actor is gone.')
      return workspace
    })
  },
}
