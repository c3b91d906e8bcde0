import { records, type ObjectType } from '@pulse/contract'
import { useMemo } from 'react'
import { session } from '#api/session.ts'
import { CodeBlock } from '#ui/Code.tsx'
import { PlainTable } from '#ui/PlainTable.tsx'
import styles from './modules.module.css'

/** The paths of a type, and a command to paste that creates a record with the reader's own key. */
export function TypeApi({ type }: { type: ObjectType }) {
  const endpoints = useMemo(() => Object.values(records.endpointsOfType(type)), [type])
  const key = session.key() ?? ''
  return (
    <>
      <PlainTable label={`Paths of ${type.labelPlural}`} head={['Method', 'Path', 'What it does']} stacks>
        {endpoints.map(({ method, path, summary }) => (
          <tr key={`${method} ${path}`}>
            <td className="mono">{method}</td>
            <th scope="row" className={`mono ${styles.nowrap}`}>
              /api/v1{path}
            </th>
            <td data-rest>{summary}</td>
          </tr>
        ))}
      </PlainTable>
      <CodeBlock
        code={creation(type, `${key.slice(0, 12)}…`)}
        copied={creation(type, key)}
        label={`command that creates one ${type.label.toLowerCase()}, with your key`}
      />
      <p className={styles.aside}>
        Copied, the command holds your key in full. Every path with its schema: <a href="/api/docs">API docs</a>.
      </p>
    </>
  )
}

/** A curl command with the first example of the type; quotes inside it are kept from the shell. */
function creation({ plural, examples }: ObjectType, key: string): string {
  const body = JSON.stringify(examples[0] ?? {}, null, 2).replaceAll("'", String.raw`'\''`)
  return `curl ${location.origin}/api/v1/${plural} \\
  -H 'Authorization: Bearer ${key}' \\
  -H 'Content-Type: application/json' \\
  -d '${body}'`
}
