export { catalogQuery } from './queries.ts'
export { EventChanges } from './EventChanges.tsx'
export { EventFeed } from './EventFeed.tsx'
