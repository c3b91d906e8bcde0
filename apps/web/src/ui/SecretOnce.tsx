import { useEffect, useRef, type ReactNode } from 'react'
import { CodeBlock } from './Code.tsx'
import styles from './secret.module.css'

interface SecretOnceProps {
  secret: string
  /** What it is: `your API key`. */
  label: string
  /** What to do with it. */
  children: ReactNode
}

/** A secret that is shown this once; takes the focus, so that whoever listens hears of it. */
export function SecretOnce({ secret, label, children }: SecretOnceProps) {
  const group = useRef<HTMLDivElement>(null)
  useEffect(() => group.current?.focus(), [])
  return (
    <div ref={group} className={styles.secret} role="group" tabIndex={-1} aria-label={`Shown this once: ${label}`}>
      <CodeBlock code={secret} label={label} />
      <div>{children}</div>
    </div>
  )
}
