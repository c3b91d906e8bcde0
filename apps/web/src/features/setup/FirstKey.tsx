import { Button } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { JobProgress } from '#features/jobs/index.ts'
import { CodeBlock } from '#ui/Code.tsx'
import { Failure } from '#ui/Notice.tsx'
import { paths } from '../../paths.ts'
import { Card } from './Card.tsx'
import type { MadeWorkspace } from './SetupPage.tsx'

/** The first key, shown this once, and how far the sample data is. */
export function FirstKey({ made: { name, key, jobId, sampleError } }: { made: MadeWorkspace }) {
  const navigate = useNavigate()
  return (
    <Card
      title={`${name} is ready`}
      about="This is your first API key. It is shown this once: keep it safe. This browser is signed in with it."
    >
      <CodeBlock code={key} label="your API key" />
      {jobId !== undefined && <JobProgress id={jobId} unit="sample records" />}
      {sampleError !== undefined && <Failure error={sampleError} />}
      <Button onClick={() => void navigate({ to: paths.home })}>Open the workspace</Button>
    </Card>
  )
}
