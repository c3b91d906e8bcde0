import { useQueryClient, type QueryKey } from '@tanstack/react-query'
import { useCallback, useEffect, useRef } from 'react'
import type { LiveEvent } from './live.ts'
import { useLiveEvents, useLiveGap } from './workspace-live.ts'

/** Reads what is shown under these names again, so many times: soon, but never more often than once in `everyMs`. */
function useReread(queryKeys: readonly QueryKey[], everyMs = 1_000): (times?: number) => void {
  const client = useQueryClient()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const lastMs = useRef(0)
  const timesLeft = useRef(0)
  const keys = useRef(queryKeys)
  useEffect(() => {
    keys.current = queryKeys
  })
  useEffect(
    () => () => {
      clearTimeout(timer.current)
      timer.current = undefined
    },
    [],
  )
  return useCallback(
    (times = 1) => {
      const schedule = () => {
        timer.current = setTimeout(read, Math.max(0, lastMs.current + everyMs - Date.now()))
      }
      const read = () => {
        timer.current = undefined
        lastMs.current = Date.now()
        timesLeft.current--
        // One that is still being read is not begun anew: a slow server would never be done.
        for (const queryKey of keys.current) void client.invalidateQueries({ queryKey }, { cancelRefetch: false })
        if (timesLeft.current > 0) schedule()
      }
      timesLeft.current = Math.max(timesLeft.current, times)
      if (!timer.current) schedule()
    },
    [client, everyMs],
  )
}

/** Reads it again whenever an event concerns it or events may have passed unseen; the returned function does so at will. */
export function useLiveReread(
  queryKeys: readonly QueryKey[],
  concerns: (event: LiveEvent) => boolean,
  everyMs?: number,
): () => void {
  const reread = useReread(queryKeys, everyMs)
  useLiveEvents((events) => {
    // What follows from an event, as a delivery does, comes a moment after it.
    if (events.some(concerns)) reread(2)
  })
  useLiveGap(reread)
  return reread
}
