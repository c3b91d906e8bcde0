import { ActionIcon } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { IconCheck, IconCopy } from './icons.ts'
import styles from './code.module.css'

/** Copies a text; says so where it was pressed. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const clipboard = useClipboard({ timeout: 1_500 })
  const name = clipboard.copied ? 'Copied' : label
  return (
    <ActionIcon className={styles.button} aria-label={name} title={name} onClick={() => clipboard.copy(text)}>
      {clipboard.copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
    </ActionIcon>
  )
}

interface CodeBlockProps {
  code: string
  /** What is copied when it differs from what is shown, as where a key is masked. */
  copied?: string
  label: string
}

/** Code to read or to copy; scrolls sideways rather than wrap. */
export function CodeBlock({ code, copied = code, label }: CodeBlockProps) {
  return (
    <div className={styles.block}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
      <pre className={styles.code} tabIndex={0} aria-label={label}>
        {code}
      </pre>
      <span className={styles.copy}>
        <CopyButton text={copied} label={`Copy ${label}`} />
      </span>
    </div>
  )
}

/** A JSON value, indented. */
export const JsonBlock = ({ value, label }: { value: unknown; label: string }) => (
  <CodeBlock code={JSON.stringify(value, null, 2)} label={label} />
)
