import { paths } from '../paths.ts'
import { AppLink } from './AppLink.tsx'
import styles from './brand.module.css'

export const Brand = () => (
  <AppLink to={paths.home} className={styles.brand}>
    <svg width="22" height="22" viewBox="0 0 32 32" aria-hidden>
      <path
        d="M3 17h6l3-9 5 17 3-10 2 2h7"
        fill="none"
        stroke="currentColor"
        strokeWidth="3"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
    Pulse
  </AppLink>
)
