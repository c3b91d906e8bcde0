/** What a person must change before a command can go on; the message is the whole answer, without a stack. */
export class Refusal extends Error {
  override name = 'Refusal'
}

/** Ends a command with one sentence. */
export function refuse(sentence: string, options?: ErrorOptions): never {
  throw new Refusal(sentence, options)
}
