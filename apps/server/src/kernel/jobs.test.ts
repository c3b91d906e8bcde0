import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { systemActor } from '#kernel/actor'
import { pause } from '#kernel/clock'
import type { Feature } from '#kernel/feature'
import type { Task } from '#kernel/jobs'
import { startApp, type TestApp } from '#test/app'
import { withSql } from '#test/sql'
import { until } from '#test/until'
import { features } from '../features.ts'

const withTask = (task: Task<{ n: number }>): readonly Feature[] => [
  ...features,
  { name: 'task', install: (kernel) => kernel.jobs.define(task) },
]

async function enqueue(app: TestApp, task: Task<{ n: number }>, n: number, isDoomed = false) {
  const workspace = await app.workspace()
  const actor = systemActor(workspace)
  const id = await app.kernel
    .write(actor, async (tx, emit) => {
      const job = await app.kernel.jobs.enqueue(tx, actor, { task, payload: { n } })
      emit('contact.created', {})
      if (isDoomed) throw new Error('rolled back')
      return job
    })
    .catch(() => undefined)
  const read = () => app.kernel.db(workspace.id).selectFrom('jobs').selectAll().executeTakeFirst()
  return { id, read }
}

describe('jobs', () => {
  it('run after the commit that wants them, tell their progress and keep their result', async () => {
    const task: Task<{ n: number }> = {
      name: 'double',
      async run({ n }, { progress }) {
        await progress(1, 2)
        return { doubled: n * 2 }
      },
    }
    await using app = await startApp({ features: withTask(task) })
    const { read } = await enqueue(app, task, 21)
    const job = await until(read, (row) => row?.state === 'done')
    assert.deepEqual([job?.state, job?.done, job?.total, job?.result], ['done', 1, 2, { doubled: 42 }])
  })

  it('are not there when their transaction rolled back', async () => {
    let runs = 0
    const task: Task<{ n: number }> = { name: 'never', run: async () => void runs++ }
    await using app = await startApp({ features: withTask(task) })
    const { read } = await enqueue(app, task, 1, true)
    await pause(200)
    assert.deepEqual([await read(), runs], [undefined, 0])
  })

  it('try again after a failure and say what failed in the end', async () => {
    let runs = 0
    const task: Task<{ n: number }> = {
      name: 'flaky',
      mostTries: 2,
      async run() {
        runs++
        throw new Error('no luck')
      },
    }
    await using app = await startApp({ features: withTask(task) })
    const { read } = await enqueue(app, task, 1)
    const job = await until(read, (row) => row?.state === 'failed')
    assert.deepEqual([job?.state, job?.error, runs], ['failed', 'no luck', 2])
  })

  it('go on after a stop, which uses up no try', async () => {
    const started: string[] = []
    const task: Task<{ n: number }> = {
      name: 'stopped',
      mostTries: 1,
      async run(_, { signal, done, progress }) {
        started.push(`from ${done}`)
        if (done === 3) return
        await progress(3, 4)
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
        throw new Error('in the middle')
      },
    }
    await using app = await startApp({ features: withTask(task) })
    await enqueue(app, task, 1)
    await until(
      () => started,
      ({ length }) => length === 1,
    )
    await app.stop()
    const { createApp } = await import('../app.ts')
    const next = await createApp({ config: app.kernel.config, features: withTask(task) })
    try {
      const read = () =>
        withSql(app, async (client) => (await client.query<{ state: string }>('select state from jobs')).rows[0])
      assert.equal((await until(read, (row) => row?.state === 'done'))?.state, 'done')
      assert.deepEqual(started, ['from 0', 'from 3'])
    } finally {
      await next.stop()
    }
  })

  it('whose last try died with its process fail and say so', async () => {
    let starts = 0
    const task: Task<{ n: number }> = {
      name: 'deadly',
      mostTries: 1,
      async run(_, { signal }) {
        starts++
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
      },
    }
    await using app = await startApp({ features: withTask(task) })
    const { read } = await enqueue(app, task, 1)
    await until(
      () => starts,
      (count) => count === 1,
    )
    await app.kernel.asOwner((client) =>
      client.query(`set role pulse_engine; update workers set heartbeat_at = now() - interval '1 hour'; reset role`),
    )
    const { createApp } = await import('../app.ts')
    const heir = await createApp({ config: app.kernel.config, features: withTask(task) })
    try {
      const job = await until(read, (row) => row?.state === 'failed')
      assert.deepEqual([job?.state, starts], ['failed', 1])
      assert.match(job?.error ?? '', /died while it made the last try/)
    } finally {
      await heir.stop()
    }
  })

  it('of a process that died are taken over', async () => {
    const started: string[] = []
    const task: Task<{ n: number }> = {
      name: 'long',
      async run(_, { signal }) {
        started.push('run')
        if (started.length === 1) await new Promise((resolve) => signal.addEventListener('abort', resolve))
      },
    }
    await using app = await startApp({ features: withTask(task) })
    const { read } = await enqueue(app, task, 1)
    await until(
      async () => started.length,
      (count) => count === 1,
    )
    // What the others see of a dead process: its heartbeat is old.
    await app.kernel.asOwner((client) =>
      client.query(`set role pulse_engine; update workers set heartbeat_at = now() - interval '1 hour'; reset role`),
    )
    const { createApp } = await import('../app.ts')
    const heir = await createApp({ config: app.kernel.config, features: withTask(task) })
    try {
      const job = await until(read, (row) => row?.state === 'done')
      assert.deepEqual([job?.state, started.length], ['done', 2])
    } finally {
      await heir.stop()
    }
  })
})
