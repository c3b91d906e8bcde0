import { pathOf, type Rule } from './rule.ts'

/** Ways to the database that go around write, append and note. */
const around = /^(?:pg|graphile-worker|#kernel\/db\/(?:boot|pool|scope|migrate))$/
/** The network is reached through kernel/egress alone. */
const outside = /^(?:undici|node:https?|node:net|node:tls|node:dns)$/

/** Features write through the three doors and reach the outside through egress: nothing else is in their hands. */
export const oneDoor: Rule = {
  create: (context) => {
    const path = pathOf(context.filename)
    const isFeature = path.startsWith('apps/server/src/features/') && !path.endsWith('.test.ts')
    return {
      ImportDeclaration(node) {
        if (!isFeature) return
        const { value } = node.source
        if (around.test(value))
          context.report({ node, message: `A feature writes through write, append or note, not through ${value}.` })
        if (outside.test(value))
          context.report({
            node,
            message: `A feature reaches the network through kernel/egress, not through ${value}.`,
          })
      },
    }
  },
}
