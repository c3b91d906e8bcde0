export { typeOfPlural, typesByModule, useTypes } from './queries.ts'
