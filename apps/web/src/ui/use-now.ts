import { useSyncExternalStore } from 'react'

const tickMs = 15_000
let nowMs = Date.now()
const hearers = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

function subscribe(hear: () => void): () => void {
  hearers.add(hear)
  if (!timer) nowMs = Date.now()
  timer ??= setInterval(() => {
    nowMs = Date.now()
    for (const one of hearers) one()
  }, tickMs)
  return () => {
    hearers.delete(hear)
    if (hearers.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** The time of day, in steps of 15 seconds and the same for everything on the page. */
export const useNow = () => useSyncExternalStore(subscribe, () => nowMs)
