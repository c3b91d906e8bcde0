export { requestSamples } from './request.ts'
export { findUnfinishedSamples } from './queries.ts'
