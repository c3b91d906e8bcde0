import type { Rule } from './rule.ts'

const mostLines = 12

/** A handler loads, decides, writes and returns; what takes more lines has a name of its own. */
export const handlerLength: Rule = {
  create: (context) => ({
    CallExpression(node) {
      if (node.callee.name !== 'serve') return
      const [, handler] = node.arguments
      const body = handler?.body
      if (!body || body.type !== 'BlockStatement') return
      const lines = body.loc.end.line - body.loc.start.line - 1
      if (lines > mostLines)
        context.report({
          node: handler,
          message: `This handler has ${lines} lines; ${mostLines} are allowed. Give its parts names.`,
        })
    },
  }),
}
