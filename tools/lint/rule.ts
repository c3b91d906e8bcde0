import { relative, sep } from 'node:path'

/** The little of an ESLint-shaped rule that the house rules need. */
export interface Rule {
  create(context: RuleContext): Visitor
}

interface RuleContext {
  filename: string
  report(problem: { node: SyntaxNode; message: string }): void
  sourceCode: { text: string; getAllComments(): Comment[] }
}

export interface SyntaxNode {
  type: string
  start: number
  end: number
  loc: { start: { line: number }; end: { line: number } }
}

export interface Comment extends SyntaxNode {
  value: string
}

export interface ImportNode extends SyntaxNode {
  source: { value: string }
}

export interface CallNode extends SyntaxNode {
  callee: SyntaxNode & { name?: string }
  arguments: (SyntaxNode & { body?: SyntaxNode })[]
}

interface Visitor {
  ImportDeclaration?(node: ImportNode): void
  CallExpression?(node: CallNode): void
  Program?(node: SyntaxNode): void
}

export const definePlugin = (rules: Record<string, Rule>) => ({ meta: { name: 'pulse' }, rules })

/** A file's path from the project's root, with `/` on every system. */
export const pathOf = (filename: string) => relative(process.cwd(), filename).split(sep).join('/')
