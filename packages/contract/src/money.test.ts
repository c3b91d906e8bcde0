import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { minorDigits, Money, sumOfProducts } from './money.ts'

describe('money', () => {
  it('sums products exactly where binary floating point would not', () => {
    assert.equal(
      sumOfProducts(
        [
          [0.1, 3],
          [0.2, 1],
        ],
        'EUR',
      ),
      50,
    )
    assert.equal(sumOfProducts([[1.005, 100]], 'EUR'), 10_050)
    assert.equal(
      sumOfProducts(
        Array.from({ length: 1_114 }, () => [3, 2.55]),
        'GBP',
      ),
      852_210,
    )
  })

  it('rounds once at the end, half away from zero, so that a refund mirrors its sale', () => {
    assert.equal(sumOfProducts([[0.001, 4]], 'GBP'), 0)
    assert.equal(
      sumOfProducts(
        [
          [0.001, 4],
          [0.001, 1],
        ],
        'GBP',
      ),
      1,
    )
    assert.equal(sumOfProducts([[0.001, -5]], 'GBP'), -1)
    assert.equal(sumOfProducts([[1, 0.005]], 'GBP'), 1)
    assert.equal(sumOfProducts([[1, 0.0049]], 'GBP'), 0)
  })

  it('keeps the decimals of each currency', () => {
    assert.equal(minorDigits('JPY'), 0)
    assert.equal(minorDigits('KWD'), 3)
    assert.equal(sumOfProducts([[2, 150.4]], 'JPY'), 301)
    assert.equal(sumOfProducts([[1, 1.2345]], 'KWD'), 1_235)
    assert.equal(sumOfProducts([], 'EUR'), 0)
  })

  it('reads numbers in exponent form', () => {
    assert.equal(sumOfProducts([[1e-7, 50_000]], 'USD'), 1)
    assert.equal(sumOfProducts([[1e6, 1]], 'USD'), 100_000_000)
  })

  it('refuses amounts that are no whole minor units and unknown currencies', () => {
    assert.equal(Money.safeParse({ amount: 1.5, currency: 'EUR' }).success, false)
    assert.equal(Money.safeParse({ amount: 2 ** 53, currency: 'EUR' }).success, false)
    assert.equal(Money.safeParse({ amount: 1, currency: 'euro' }).success, false)
  })
})
