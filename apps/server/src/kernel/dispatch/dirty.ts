/** Workspaces with something to do, served in turn: one that comes back goes to the end of the line. */
export class DirtyWorkspaces {
  readonly #line = new Set<string>()
  #wake: (() => void) | undefined

  add(workspaceIds: Iterable<string>): void {
    for (const id of workspaceIds) this.#line.add(id)
    if (this.#line.size > 0) this.interrupt()
  }

  take(most: number): string[] {
    const taken = [...this.#line].slice(0, most)
    for (const id of taken) this.#line.delete(id)
    return taken
  }

  get size(): number {
    return this.#line.size
  }

  /** Resolves when there is something to take, when interrupted, or after the given time; one caller waits at a time. */
  async wait(mostMs: number): Promise<void> {
    if (this.#line.size > 0) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, mostMs)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    this.#wake = undefined
  }

  interrupt(): void {
    this.#wake?.()
  }
}
