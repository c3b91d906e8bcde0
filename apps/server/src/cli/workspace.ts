import { listWorkspaces, type WorkspaceName } from '#features/workspaces/index'
import type { Kernel } from '#kernel/kernel'
import { refuse } from '#kernel/refusal'

/** Which workspace a command is about: the one that was named, or the only one there is. */
export async function chooseWorkspace(kernel: Kernel, id: string | undefined): Promise<WorkspaceName> {
  const all = await listWorkspaces(kernel)
  const [only, ...others] = all
  if (!only) return refuse('There is no workspace yet; open the link that the first start prints, or run: pulse demo')
  if (id === undefined && others.length === 0) return only
  const named = all.find((workspace) => workspace.id === id)
  if (named) return named
  return refuse(
    `${id === undefined ? 'There are several workspaces' : `There is no workspace ${id}`}; name one with --workspace:\n${listOf(all)}`,
  )
}

export const listOf = (workspaces: readonly WorkspaceName[]) =>
  workspaces.map(({ id, name }) => `  ${id}  ${name}`).join('\n')
