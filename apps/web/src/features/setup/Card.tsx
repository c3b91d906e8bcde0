import { useEffect, type ReactNode } from 'react'
import { Brand } from '#ui/Brand.tsx'
import styles from './card.module.css'

/** The frame of the pages before a workspace: one card on an empty page. */
export function Card({ title, about, children }: { title: string; about?: ReactNode; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Pulse`
  }, [title])
  return (
    <main className={styles.frame}>
      <div className={styles.card}>
        <Brand />
        <h1 className={styles.title}>{title}</h1>
        {about !== undefined && <p className={styles.about}>{about}</p>}
        {children}
      </div>
    </main>
  )
}
