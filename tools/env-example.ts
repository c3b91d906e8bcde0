import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { printExample } from '../apps/server/src/kernel/config.ts'

// Prints .env.example from the config's own declarations; a test compares the two.
writeFileSync(join(import.meta.dirname, '../.env.example'), printExample())
