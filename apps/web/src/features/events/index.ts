export { EventChanges } from './EventChanges.tsx'
export { EventFeed } from './EventFeed.tsx'
