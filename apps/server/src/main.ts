import { runPulse } from './cli/run.ts'

await runPulse(['start'])
