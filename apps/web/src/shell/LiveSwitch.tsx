import { UnstyledButton } from '@mantine/core'
import type { LiveState } from '#api/live.ts'
import { setPaused, useIsPaused, useLiveState } from '#api/workspace-live.ts'
import styles from './shell.module.css'

const labels: Record<LiveState, string> = {
  off: 'Connecting',
  connecting: 'Connecting',
  live: 'Live',
  refused: 'Not live',
}

/** Says whether what is shown follows the workspace, and pauses it. */
export function LiveSwitch() {
  const state = useLiveState()
  const isPaused = useIsPaused()
  const label = isPaused ? 'Paused' : labels[state]
  return (
    <UnstyledButton
      className={styles.live}
      data-state={isPaused ? 'paused' : state}
      aria-pressed={!isPaused}
      title={isPaused ? 'Follow events as they happen' : 'Pause live updates'}
      onClick={() => setPaused(!isPaused)}
    >
      <span className={styles.liveDot} aria-hidden />
      {label}
    </UnstyledButton>
  )
}
