export { listCustomNames } from './type-queries.ts'
export { requestRetry } from './parked-job.ts'
