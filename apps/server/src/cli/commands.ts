import { backup } from './backup.ts'
import type { Command } from './command.ts'
import { demo } from './demo.ts'
import { doctor } from './doctor.ts'
import { eventsDiscard, eventsRetry } from './events.ts'
import { keysCreate } from './keys-create.ts'
import { restore } from './restore.ts'
import { start } from './start.ts'
import { verify } from './verify.ts'

/** Every command of `pulse`, in the order help shows them. */
export const commands: readonly Command[] = [
  start,
  demo,
  backup,
  verify,
  restore,
  doctor,
  keysCreate,
  eventsRetry,
  eventsDiscard,
]
