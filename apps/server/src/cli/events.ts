import { Id } from '@pulse/contract'
import { requestRetry } from '#features/events/index'
import { systemActor } from '#kernel/actor'
import { discardParked } from '#kernel/dispatch/retry'
import { refuse } from '#kernel/refusal'
import { openBeside } from '../app.ts'
import { UsageError, type Command, type Input } from './command.ts'
import { openForWork } from './place.ts'
import { followJob } from './follow-job.ts'
import { configOf } from './settings.ts'
import { many, print } from './terminal.ts'
import { chooseWorkspace } from './workspace.ts'

const operands = ['[EVENT_ID…]']
const options = {
  all: { describe: 'every parked event, where no ids are given' },
  consumer: { value: 'NAME', describe: 'only what this consumer failed on, such as webhooks' },
  workspace: { value: 'ID', describe: 'where there are several' },
}

/** Which parked events are meant; all of them only when that was said. */
function selectionOf(input: Input): { eventIds?: string[]; consumer?: string } {
  const { operands: given } = input
  const consumer = input.text('consumer')
  if (given.length === 0 && !input.flag('all') && consumer === undefined)
    throw new UsageError('Name events by their ids, a --consumer, or --all.')
  const eventIds = given.map((text) => Id.safeParse(text).data ?? refuse(`"${text}" is not the id of an event.`))
  return { ...(eventIds.length > 0 && { eventIds }), ...(consumer !== undefined && { consumer }) }
}

export const eventsRetry: Command = {
  name: 'events retry',
  summary: 'hand parked events to what failed on them again',
  operands,
  options,
  notes: 'A running server does the work; without one it is done here.',
  async run(input) {
    const selection = selectionOf(input)
    const { kernel, close } = await openForWork(input)
    try {
      const actor = systemActor(await chooseWorkspace(kernel, input.text('workspace')), 'Command line')
      const id = await requestRetry(kernel, actor, selection)
      const job = await followJob(kernel, actor, { id, unit: 'events' })
      if (job?.state === 'failed') return refuse(`The events stay parked: ${job.error ?? 'their job failed.'}`)
      const { done, failed } = (job?.result ?? {}) as { done?: number; failed?: number }
      if (done === undefined) print('Interrupted; what was begun goes on with the server.')
      else print(`${many(done, 'event')} handled, ${many(failed ?? 0, 'event')} still parked.`)
      return done === undefined || (failed ?? 0) > 0 ? 1 : 0
    } finally {
      await close()
    }
  },
}

export const eventsDiscard: Command = {
  name: 'events discard',
  summary: 'give parked events up: what failed on them never sees them',
  operands,
  options,
  async run(input) {
    const selection = selectionOf(input)
    const kernel = await openBeside(configOf(input))
    try {
      const { id } = await chooseWorkspace(kernel, input.text('workspace'))
      const { done } = await discardParked(kernel, { workspaceId: id, ...selection })
      print(`${many(done, 'event')} given up; they stay in the log.`)
      return 0
    } finally {
      await kernel.close()
    }
  },
}
