import { Tooltip } from '@mantine/core'
import { format } from './format.ts'
import { useNow } from './use-now.ts'

/** A moment as people say it, the exact time on hover and for screen readers. */
export function Ago({ at }: { at: string }) {
  const nowMs = useNow()
  return (
    <Tooltip label={format.exactInstant(at)}>
      <time dateTime={at}>{format.ago(at, nowMs)}</time>
    </Tooltip>
  )
}
