import { useEffect, type ReactNode } from 'react'
import { IconArrowLeft } from './icons.ts'
import { AppLink } from './AppLink.tsx'
import styles from './page.module.css'

interface PageProps {
  title: string
  /** What stands in the browser's tab when the title alone would not tell. */
  tabTitle?: string
  /** A line under the title. */
  about?: ReactNode
  /** Buttons at the right, the main one last. */
  actions?: ReactNode
  /** Where "back" leads. */
  up?: { to: string; label: string }
  /** `fill`: the content scrolls by itself, as tables do; `narrow`: forms and text. */
  shape?: 'fill' | 'narrow'
  children: ReactNode
}

/** The frame of every page: title, actions, content. */
export function Page({ title, tabTitle = title, about, actions, up, shape, children }: PageProps) {
  useEffect(() => {
    document.title = `${tabTitle} · Pulse`
  }, [tabTitle])
  return (
    <div className={styles.page} data-shape={shape}>
      <header className={styles.header}>
        <div className={styles.heading}>
          {up && (
            <AppLink className={styles.up} to={up.to}>
              <IconArrowLeft size={14} aria-hidden /> {up.label}
            </AppLink>
          )}
          <h1 className={styles.title}>{title}</h1>
          {about !== undefined && <div className={styles.about}>{about}</div>}
        </div>
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  )
}

interface SectionProps {
  title: string
  about?: ReactNode
  actions?: ReactNode
  children: ReactNode
}

/** A titled part of a page. */
export function Section({ title, about, actions, children }: SectionProps) {
  return (
    <section className={styles.section}>
      <div className={styles.sectionHead}>
        <h2 className={styles.sectionTitle}>{title}</h2>
        {actions}
      </div>
      {about !== undefined && <p className={styles.sectionAbout}>{about}</p>}
      {children}
    </section>
  )
}
