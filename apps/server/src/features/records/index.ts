export { draftRecords } from './drafts.ts'
export { insertion } from './insertion.ts'
