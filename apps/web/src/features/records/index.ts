export { FieldValue, fieldText } from './fields/FieldValue.tsx'
export { titleOf } from './title.ts'
