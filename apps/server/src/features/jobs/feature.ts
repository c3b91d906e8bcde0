import { jobs } from '@pulse/contract'
import type { Feature } from '#kernel/feature'
import { offsetPage } from '#kernel/http/offset-page'
import { fail } from '#kernel/problem'
import { countJobs, findJob, listJobs } from './queries.ts'

export const jobsFeature: Feature = {
  name: 'jobs',
  install({ serve }) {
    serve(jobs.listJobs, ({ actor, db, query }) =>
      offsetPage(query, { list: (range) => listJobs(db, actor, range), count: () => countJobs(db, actor) }),
    )
    serve(jobs.readJob, async ({ actor, db, params }) => (await findJob(db, actor, params.id)) ?? fail('job.not_found'))
  },
}
