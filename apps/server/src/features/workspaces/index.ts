export { insertWorkspace } from './queries.ts'
