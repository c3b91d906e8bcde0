/** A value that tells its readers when it changes. */
export interface Store<Value> {
  get: () => Value
  set: (value: Value) => void
  subscribe: (hear: () => void) => () => void
}

export function createStore<Value>(first: Value): Store<Value> {
  let value = first
  const hearers = new Set<() => void>()
  return {
    get: () => value,
    set: (next) => {
      if (Object.is(next, value)) return
      value = next
      for (const hear of hearers) hear()
    },
    subscribe: (hear) => {
      hearers.add(hear)
      return () => hearers.delete(hear)
    },
  }
}
