import { backup } from './backup.ts'
import type { Command } from './command.ts'
import { restore } from './restore.ts'
import { start } from './start.ts'
import { verify } from './verify.ts'

/** Every command of `pulse`, in the order help shows them. */
export const commands: readonly Command[] = [start, backup, verify, restore]
