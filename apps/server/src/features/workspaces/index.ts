export { insertWorkspace, listWorkspaces, type WorkspaceName } from './queries.ts'
