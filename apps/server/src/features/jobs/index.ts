export { findJob } from './queries.ts'
