import { runPulse } from './run.ts'

await runPulse(process.argv.slice(2))
