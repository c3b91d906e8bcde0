/** What one check of a request may cost: about a second in the worst case. */
const mostUnits = 10_000_000
const unitsPerTest = 10
const mostDepth = 200

/** Ends a check that would keep everyone else waiting. */
export class BudgetSpent extends Error {
  override name = 'BudgetSpent'
  override message = 'Takes too long to check; send less at once or make the schema simpler.'
}

/** Bounds the work of checking tenants' data against tenants' schemas, which alternatives and references can make exponential. */
export class Budget {
  #left = mostUnits
  #depth = 0

  /** Pays for one test and those inside it. */
  spend<Result>(test: () => Result): Result {
    this.charge(unitsPerTest)
    if (++this.#depth > mostDepth) throw new BudgetSpent()
    const result = test()
    this.#depth--
    return result
  }

  charge(units: number): void {
    this.#left -= units
    if (this.#left < 0) throw new BudgetSpent()
  }
}
