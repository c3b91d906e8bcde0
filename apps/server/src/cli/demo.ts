import { makeFirstWorkspace } from '#features/setup/index'
import { listWorkspaces, type WorkspaceName } from '#features/workspaces/index'
import type { Kernel } from '#kernel/kernel'
import { refuse } from '#kernel/refusal'
import { UsageError, type Command, type Input } from './command.ts'
import { openForWork } from './place.ts'
import { fillWithSamples } from './fill.ts'
import { number, print, tell } from './terminal.ts'
import { chooseWorkspace, listOf } from './workspace.ts'

const demoName = 'Demo'
const usualSize = 10_000
const leastSize = 100
const mostSize = 10_000_000

export const demo: Command = {
  name: 'demo',
  summary: 'fill a workspace with a believable year of records of all modules',
  options: {
    size: { value: 'N', describe: `records in all, ${number(usualSize)} when left out` },
    workspace: { value: 'ID', describe: `which one; "${demoName}" is made where there is none yet` },
  },
  notes: 'A running server does the work; without one it is done here. Ctrl-C stops it, the same command goes on.',
  async run(input) {
    const size = sizeOf(input)
    const { kernel, address, close } = await openForWork(input)
    try {
      const workspace = await findPlace(kernel, input)
      const isDone = await fillWithSamples(kernel, workspace, size)
      if (isDone) print(`${workspace.name} is filled. Open ${address}${kernel.isServed ? '' : ' after npm start'}`)
      return isDone ? 0 : 1
    } finally {
      await close()
    }
  },
}

function sizeOf(input: Input): number {
  const size = Number(input.text('size') ?? usualSize)
  if (!Number.isInteger(size) || size < leastSize || size > mostSize)
    throw new UsageError(`--size is a whole number from ${number(leastSize)} to ${number(mostSize)}.`)
  return size
}

/** Records of its own are never mixed with samples unless the workspace was named. */
async function findPlace(kernel: Kernel, input: Input): Promise<WorkspaceName> {
  const named = input.text('workspace')
  if (named !== undefined) return chooseWorkspace(kernel, named)
  const all = await listWorkspaces(kernel)
  if (all.length === 0) return makeDemo(kernel)
  const place = all.find(({ name }) => name === demoName) ?? (all.length === 1 ? all[0] : undefined)
  if (place && (place.name === demoName || !(await hasRecords(kernel, place)))) return place
  return refuse(`To mix sample records into a workspace in use, name it with --workspace:\n${listOf(all)}`)
}

async function makeDemo(kernel: Kernel): Promise<WorkspaceName> {
  const { workspace, key } = await makeFirstWorkspace(kernel, demoName)
  tell(`The workspace ${demoName} was made. Its key, shown this once:`)
  print(key.key ?? '')
  return { ...workspace, retention: workspace.retentionDays }
}

async function hasRecords(kernel: Kernel, { id }: WorkspaceName): Promise<boolean> {
  const row = await kernel.db(id).selectFrom('records').select('id').limit(1).executeTakeFirst()
  return row !== undefined
}
