export { listCustomNames } from './type-queries.ts'
