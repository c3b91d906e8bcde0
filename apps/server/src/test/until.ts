import { pause } from '#kernel/clock'

/** Reads until the value is as wanted, for at most 20 s; answers the last one read. */
export async function until<Value>(
  read: () => Value | Promise<Value>,
  isDone: (value: Value) => boolean,
): Promise<Value> {
  for (const begun = Date.now(); ;) {
    const value = await read()
    if (isDone(value) || Date.now() - begun > 20_000) return value
    await pause(20)
  }
}
