import { useState } from 'react'
import { AppLink } from '#ui/AppLink.tsx'
import { paths } from '../../paths.ts'
import { Card } from './Card.tsx'
import { FirstKey } from './FirstKey.tsx'
import { SetupForm } from './SetupForm.tsx'

export interface MadeWorkspace {
  name: string
  key: string
  /** The job that fills it with sample data. */
  jobId?: string
  /** Why that job could not be started. */
  sampleError?: unknown
}

/** Behind the one-time link of the first start: a name, with or without sample data, then the first key. */
export function SetupPage() {
  const [token] = useState(() => location.hash.slice(1))
  const [made, setMade] = useState<MadeWorkspace>()
  if (made) return <FirstKey made={made} />
  if (!token)
    return (
      <Card title="Set up Pulse" about="This page opens through the link that the server prints on its first start.">
        <p>
          Look for “First start: open …” in its log. Pulse is set up already?{' '}
          <AppLink to={paths.signIn}>Sign in</AppLink>
        </p>
      </Card>
    )
  return (
    <Card title="Set up Pulse" about="Name your workspace. Your first key comes next.">
      <SetupForm token={token} onMade={setMade} />
    </Card>
  )
}
