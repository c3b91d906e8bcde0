import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { describeMachine } from './harness/machine.ts'
import { printTable, type Metrics } from './harness/table.ts'
import { spine } from './spine.ts'

export interface BenchOptions {
  /** Fewer rounds and smaller loads: shows that it works, not how fast it is. */
  quick: boolean
}

const benches: Record<string, (options: BenchOptions) => Promise<Metrics>> = { spine }

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, json: { type: 'string' } },
})
const [name = ''] = positionals
const bench = benches[name]
if (!bench) {
  console.error(
    `Usage: npm run bench -- NAME [--quick] [--json FILE]\nNAME is one of: ${Object.keys(benches).join(', ')}`,
  )
  process.exit(1)
}

console.log(`${name}${values.quick ? ' (quick)' : ''} on ${describeMachine()}`)
const metrics = await bench({ quick: values.quick })
printTable(metrics)
console.log(`afterwards: ${describeMachine()}`)
if (values.json)
  writeFileSync(
    values.json,
    `${JSON.stringify(Object.fromEntries(Object.entries(metrics).map(([key, { value }]) => [key, value])), null, 2)}\n`,
  )
