export { makeKey } from './make-key.ts'
