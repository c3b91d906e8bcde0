export { typeOfPlural, typesByModule, typesQuery, useTypes, type ModuleTypes } from './queries.ts'
