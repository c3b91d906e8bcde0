import { z } from 'zod'

/** An ISO 4217 code in capitals. */
export const Currency = z.string().regex(/^[A-Z]{3}$/, { error: 'Must be a three-letter currency code such as EUR.' })

/** An amount in minor units (cents) of its currency; a whole number within ±2^53−1. */
export const Money = z.strictObject({
  amount: z.int({ error: 'Must be a whole number of minor units (cents).' }),
  currency: Currency,
})
export type Money = z.output<typeof Money>

const digitsOf = new Map<string, number>()

/** Digits after the point of a currency: 2 for EUR, 0 for JPY, 3 for KWD (CLDR); throws for what is no currency code. */
export function minorDigits(currency: string): number {
  let digits = digitsOf.get(currency)
  if (digits === undefined) {
    digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
    digitsOf.set(currency, digits)
  }
  return digits
}

interface Decimal {
  digits: bigint
  scale: number
}

/** Reads a JSON number as the decimal a person typed: 2.55 is 255·10⁻², not its binary neighbour. */
function decimal(value: number): Decimal {
  const [mantissa = '0', exponent = '0'] = String(value).split('e')
  const [whole = '0', fraction = ''] = mantissa.split('.')
  const scale = fraction.length - Number(exponent)
  const digits = BigInt(whole + fraction)
  return scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 }
}

/** The exact sum of products in minor units, rounded half-up (away from zero) once at the end. */
export function sumOfProducts(rows: readonly (readonly number[])[], currency: string): number {
  const scale = rows.reduce(
    (most, row) =>
      Math.max(
        most,
        row.reduce((sum, value) => sum + decimal(value).scale, 0),
      ),
    0,
  )
  const total = rows.reduce((sum, row) => sum + atScale(product(row), scale), 0n)
  return Number(rounded(total, scale - minorDigits(currency)))
}

function product(values: readonly number[]): Decimal {
  return values
    .map(decimal)
    .reduce((left, right) => ({ digits: left.digits * right.digits, scale: left.scale + right.scale }), {
      digits: 1n,
      scale: 0,
    })
}

const atScale = ({ digits, scale }: Decimal, wanted: number) => digits * 10n ** BigInt(wanted - scale)

function rounded(value: bigint, dropDigits: number): bigint {
  if (dropDigits <= 0) return value * 10n ** BigInt(-dropDigits)
  const unit = 10n ** BigInt(dropDigits)
  const size = value < 0n ? -value : value
  const up = (size + unit / 2n) / unit
  return value < 0n ? -up : up
}
