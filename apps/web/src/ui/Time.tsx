import { format } from './format.ts'
import { useNow } from './use-now.ts'

/** A moment as people say it, the exact time on hover and for screen readers. */
export function Ago({ at }: { at: string }) {
  const nowMs = useNow()
  return (
    <time dateTime={at} title={format.exactInstant(at)}>
      {format.ago(at, nowMs)}
    </time>
  )
}
