#!/usr/bin/env node
// `pulse` as a program: the same as npm run pulse, from any folder.
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

process.argv.splice(2, 0, '--no-web', join(dirname(fileURLToPath(import.meta.url)), '../apps/server/src/cli/main.ts'))
await import('./run.mjs')
