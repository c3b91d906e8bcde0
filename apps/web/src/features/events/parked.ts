import { parkedEvents } from '@pulse/contract'
import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query'
import { call } from '#api/client.ts'
import { healthQuery } from '#api/health.ts'
import { focusContent } from '#ui/focus.ts'

export const parkedKey = ['events', 'parked']

/** Which of them: all when nothing is named. */
export interface Selection {
  eventIds?: string[]
  consumer?: string
}

interface Outcome {
  done: number
  failed: number
}

export type Retrying = UseMutationResult<Outcome, Error, Selection>

/** Hands parked events back to what failed on them. */
export function useRetry(): Retrying {
  const readLeft = useReadLeft()
  return useMutation({
    mutationFn: (selection: Selection) => call(parkedEvents.retryParked, { body: selection }),
    onSuccess: readLeft,
  })
}

/** Gives parked events up. */
export function useDiscard(selection: Selection): UseMutationResult<Outcome, Error, void> {
  const readLeft = useReadLeft()
  return useMutation({
    mutationFn: () => call(parkedEvents.discardParked, { body: selection }),
    onSuccess: readLeft,
  })
}

function useReadLeft() {
  const client = useQueryClient()
  return async ({ done }: Outcome) => {
    const keys = [parkedKey, healthQuery.queryKey]
    await Promise.all(keys.map((queryKey) => client.invalidateQueries({ queryKey })))
    if (done > 0) focusContent()
  }
}
