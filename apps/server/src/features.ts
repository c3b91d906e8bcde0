import { apiKeysFeature } from '#features/api-keys/feature'
import { docsFeature } from '#features/docs/feature'
import { eventsFeature } from '#features/events/feature'
import { healthFeature } from '#features/health/feature'
import { jobsFeature } from '#features/jobs/feature'
import { modulesFeature } from '#features/modules/feature'
import { recordsFeature } from '#features/records/feature'
import { retentionFeature } from '#features/retention/feature'
import { samplesFeature } from '#features/samples/feature'
import { setupFeature } from '#features/setup/feature'
import { webFeature } from '#features/web/feature'
import { webhooksFeature } from '#features/webhooks/feature'
import { workspacesFeature } from '#features/workspaces/feature'
import type { Feature } from '#kernel/feature'

/** The table of contents: every chapter of the server, in the order it is installed. */
export const features: readonly Feature[] = [
  healthFeature,
  setupFeature,
  workspacesFeature,
  apiKeysFeature,
  modulesFeature,
  eventsFeature,
  webhooksFeature,
  recordsFeature,
  jobsFeature,
  samplesFeature,
  retentionFeature,
  docsFeature,
  webFeature,
]
