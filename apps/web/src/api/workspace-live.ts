import { useEffect, useRef, useSyncExternalStore } from 'react'
import { Live, type LiveEvent } from './live.ts'
import { session } from './session.ts'
import { createStore } from './store.ts'

const live = new Live({ url: '/api/v1/events/stream', key: session.key })

const pauseName = 'pulse.live'
const paused = createStore(sessionStorage.getItem(pauseName) === 'off')

/** The page is read and drawn before the stream opens: a first look costs one connection less. */
const settleMs = 1_200

function follow(): void {
  live.stop()
  if (session.key() && !paused.get()) live.start()
}

/** Follows the workspace's events for as long as someone is signed in and has not paused them. */
export function startLive(): void {
  setTimeout(follow, settleMs)
  session.subscribe(follow)
  paused.subscribe(follow)
}

export const useLiveState = () => useSyncExternalStore(live.state.subscribe, live.state.get)
export const useIsPaused = () => useSyncExternalStore(paused.subscribe, paused.get)

export function setPaused(isPaused: boolean): void {
  if (isPaused) sessionStorage.setItem(pauseName, 'off')
  else sessionStorage.removeItem(pauseName)
  paused.set(isPaused)
}

/** Hears the workspace's events while the component is shown. */
export function useLiveEvents(hear: (events: readonly LiveEvent[]) => void): void {
  const latest = useRef(hear)
  useEffect(() => {
    latest.current = hear
  })
  useEffect(() => live.onEvents((events) => latest.current(events)), [])
}

/** Hears that events may have passed unseen, so that what is shown must be read again. */
export function useLiveGap(hear: () => void): void {
  const latest = useRef(hear)
  useEffect(() => {
    latest.current = hear
  })
  useEffect(() => live.onGap(() => latest.current()), [])
}
