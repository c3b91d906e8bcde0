export { measureLag } from './lag.ts'
