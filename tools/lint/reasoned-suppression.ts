import type { Rule } from './rule.ts'

const suppression = /^\s*(?:oxlint|eslint)-disable|^\s*@ts-(?:ignore|expect-error|nocheck)/

/** A suppressed rule says why, behind two dashes. */
export const reasonedSuppression: Rule = {
  create: (context) => ({
    Program() {
      for (const comment of context.sourceCode.getAllComments()) {
        if (suppression.test(comment.value) && !/--\s+\S/.test(comment.value)) {
          context.report({
            node: comment,
            message: 'Say why the rule is suppressed: // oxlint-disable-next-line rule -- reason',
          })
        }
      }
    },
  }),
}
