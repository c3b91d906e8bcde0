export { draftRecords } from './drafts.ts'
export { fillSlotsTask, type SlotsPayload } from './fill-slots.ts'
export { insertion } from './insertion.ts'
