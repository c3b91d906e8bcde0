import type { Module } from '@pulse/contract'
import { pause, systemClock, type Clock } from '#kernel/clock'
import type { Config } from '#kernel/config'
import { createDispatcher, type Dispatcher } from '#kernel/dispatch/dispatcher'
import { findPending } from '#kernel/dispatch/read'
import type { Feature, Installed } from '#kernel/feature'
import { createKernel, type Kernel } from '#kernel/kernel'
import { reservedPlurals } from '#kernel/http/reserved'
import { createRegistry } from '#kernel/registry'
import { modules as firstParty } from '#modules/index'
import { features as everyFeature } from './features.ts'

export interface AppOptions {
  config: Config
  clock?: Clock
  modules?: readonly Module[]
  features?: readonly Feature[]
  /** Tests: answers and refusals are checked against the contract. */
  strict?: boolean
}

/** One running Pulse: several may live in one process. */
export interface App {
  kernel: Kernel
  /** Begins to serve; answers the address. */
  listen(): Promise<string>
  /** Resolves when every committed event is handled and everything due is sent. */
  settle(): Promise<void>
  stop(): Promise<void>
}

/** Builds the kernel and installs every feature on it; touches no global state. */
export async function createApp({
  config,
  clock = systemClock,
  modules = firstParty,
  features = everyFeature,
  strict = false,
}: AppOptions): Promise<App> {
  const kernel = await createKernel({ config, clock, registry: createRegistry(modules), strict, beside: false })
  try {
    return await assemble(kernel, features)
  } catch (error) {
    await kernel.close()
    throw error
  }
}

/** The kernel with every feature installed, for a command beside a server that may be running: it serves and runs nothing. */
export async function openBeside(config: Config): Promise<Kernel> {
  const registry = createRegistry(firstParty)
  const kernel = await createKernel({ config, clock: systemClock, registry, strict: false, beside: true })
  for (const feature of everyFeature) feature.install(kernel)
  const close = async () => {
    await kernel.wake.stop()
    await kernel.egress.close()
    await kernel.close()
  }
  return { ...kernel, close }
}

async function assemble(kernel: Kernel, features: readonly Feature[]): Promise<App> {
  const installed = features.flatMap((feature) => feature.install(kernel) ?? [])
  refuseReservedPlurals(kernel)
  const dispatcher = createDispatcher(kernel.consumers, kernel)
  kernel.wake.onTold(dispatcher.wake)
  await start(kernel, installed, dispatcher)

  const { host, port } = kernel.config
  let stopping: Promise<void> | undefined
  return {
    kernel,
    listen: async () => {
      const address = await kernel.server.listen({ host, port })
      for (const one of installed) await one.listening?.()
      return address
    },
    settle: () => settle(kernel, installed, dispatcher),
    stop: () => (stopping ??= stop(kernel, installed, dispatcher)),
  }
}

/** A type whose plural is a word of a path could never be reached. */
function refuseReservedPlurals({ registry, routes }: Kernel): void {
  const reserved = reservedPlurals(routes)
  const hidden = [...registry.types.values()].filter(({ plural }) => reserved.has(plural))
  if (hidden.length > 0)
    throw new Error(
      hidden
        .map(({ name, plural }) => `The type ${name} cannot have the plural ${plural}: it is a path of its own.`)
        .join('\n'),
    )
}

async function start(kernel: Kernel, installed: readonly Installed[], dispatcher: Dispatcher): Promise<void> {
  await kernel.disk.start()
  await kernel.presence.start(kernel.isEmbedded)
  for (const one of installed) await one.start?.()
  dispatcher.start()
  kernel.wake.start()
  kernel.jobs.start()
}

/** Ready turns 503 first; requests under way end; what was leased is sent or handed back; the database closes last. */
async function stop(kernel: Kernel, installed: readonly Installed[], dispatcher: Dispatcher): Promise<void> {
  kernel.lifecycle.isStopping = true
  await kernel.server.close()
  await kernel.jobs.stop()
  await dispatcher.stop()
  for (const one of installed) await one.stop?.()
  await kernel.live.stop()
  await kernel.wake.stop()
  await kernel.presence.stop()
  await kernel.egress.close()
  kernel.disk.stop()
  await kernel.close()
}

async function settle(kernel: Kernel, installed: readonly Installed[], dispatcher: Dispatcher): Promise<void> {
  for (;;) {
    while (!dispatcher.isIdle() || installed.some(({ isIdle }) => isIdle && !isIdle())) await pause(2)
    const pending = await Promise.all(dispatcher.consumers.map((name) => kernel.note((sql) => findPending(sql, name))))
    const workspaceIds = pending.flat()
    if (workspaceIds.length === 0 && dispatcher.isIdle() && installed.every(({ isIdle }) => isIdle?.() ?? true)) return
    dispatcher.wake(workspaceIds)
    await pause(2)
  }
}
