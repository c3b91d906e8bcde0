import type { ObjectType } from '@pulse/contract'
import { Status, type Tone } from '#ui/Status.tsx'

const good =
  /^(?:completed|done|won|paid|resolved|active|approved|answered|delivered|received|converted|closed|qualified)$/
const bad = /^(?:failed|lost|cancelled|overdue|rejected|missed|bounced|suspended|unpaid|void|refunded)$/

/** A record's state; states that lead nowhere are quiet unless they ended well or badly. */
export function RecordStatus({ type, state }: { type: ObjectType; state: string }) {
  return <Status tone={toneOf(type, state)}>{state.replaceAll('_', ' ')}</Status>
}

function toneOf({ status }: ObjectType, state: string): Tone {
  if (good.test(state)) return 'ok'
  if (bad.test(state)) return 'bad'
  return (status?.moves[state]?.length ?? 0) > 0 ? 'accent' : 'quiet'
}
