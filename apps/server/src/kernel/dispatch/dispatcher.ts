import type { Consumer } from './consumer.ts'
import { ConsumerLoop, type LoopParts } from './loop.ts'

/** Carries committed events to their consumers: each at its own pace, none in another's way. */
export interface Dispatcher {
  /** Tells that workspaces have new events. */
  wake(workspaceIds: readonly string[]): void
  start(): void
  stop(): Promise<void>
  isIdle(): boolean
  consumers: readonly string[]
}

export function createDispatcher(consumers: readonly Consumer[], parts: LoopParts): Dispatcher {
  const loops = consumers.map((consumer) => new ConsumerLoop(consumer, parts))
  return {
    consumers: consumers.map(({ name }) => name),
    wake: (workspaceIds) => {
      for (const loop of loops) loop.dirty.add(workspaceIds)
    },
    start: () => {
      for (const loop of loops) loop.start()
    },
    stop: async () => {
      await Promise.all(loops.map((loop) => loop.stop()))
    },
    isIdle: () => loops.every((loop) => loop.isIdle),
  }
}
