export { createTypes, type Types, type WorkspaceType } from './types.ts'
