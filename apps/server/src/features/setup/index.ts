export { makeFirstWorkspace } from './first-workspace.ts'
