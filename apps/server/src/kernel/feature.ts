import type { Kernel } from './kernel.ts'

/** What runs for a feature beside its routes. */
export interface Installed {
  start?(): Promise<void> | void
  /** After the server began to listen. */
  listening?(): Promise<void>
  /** Finishes or hands back what is under way. */
  stop?(): Promise<void>
  isIdle?(): boolean
}

/** One chapter of the product: adds its routes, consumers and jobs to the kernel. */
export interface Feature {
  name: string
  install(kernel: Kernel): Installed | void
}
