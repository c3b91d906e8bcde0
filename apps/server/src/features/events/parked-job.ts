import type { Actor } from '#kernel/actor'
import { retryParked, type ParkedSelection } from '#kernel/dispatch/retry'
import type { Task } from '#kernel/jobs'
import type { Kernel } from '#kernel/kernel'

type Selection = Omit<ParkedSelection, 'workspaceId'>

/** Hands parked events to their consumers again; once more after a crash changes nothing for those that are done. */
export const retryTask = (kernel: Kernel): Task<Selection> => ({
  name: 'parked-events',
  run: async (selection, { workspace }) => ({
    ...(await retryParked(kernel, { workspaceId: workspace.id, ...selection })),
  }),
})

/** Asks for a retry; the process that serves does it, for what consumers make is that process's to carry on. Answers the job's id. */
export function requestRetry(kernel: Kernel, actor: Actor, selection: Selection): Promise<string> {
  return kernel.write(actor, async (tx, emit) => {
    const jobId = await kernel.jobs.enqueue(tx, actor, { task: retryTask(kernel), payload: selection })
    emit('parked_events.retry_requested', { jobId, ...selection })
    return jobId
  })
}
