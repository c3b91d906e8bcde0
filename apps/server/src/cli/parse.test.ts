import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { commands } from './commands.ts'
import { helpOf, helpOfAll } from './help.ts'
import { findCommand, parseInput } from './parse.ts'

const parse = (...words: string[]) => {
  const { command, rest } = findCommand(commands, words)
  return parseInput(command, rest)
}

describe('the command line', () => {
  it('explains every command with each of its options', () => {
    const all = helpOfAll(commands)
    for (const command of commands) {
      assert.ok(all.includes(`pulse ${command.name}`))
      const help = helpOf(command)
      for (const option of [...Object.keys(command.options ?? {}), 'data', 'help'])
        assert.ok(help.includes(`--${option}`))
    }
  })

  it('takes operands, options with and without a value, and - as a file', () => {
    const input = parse('backup', '-', '--without-secrets', '--data=/srv/pulse')
    assert.deepEqual(input.operands, ['-'])
    assert.deepEqual([input.flag('without-secrets'), input.flag('json')], [true, false])
    assert.equal(input.text('data'), '/srv/pulse')
    assert.equal(parse('keys', 'create', '--name', 'CI').text('name'), 'CI')
    assert.equal(parse('restore', '--help').flag('help'), true, 'asking for help needs no file')
  })

  it('names what was meant when a word is wrong', () => {
    const wrong: [string, RegExp][] = [
      ['bakcup', /no command "bakcup"\. Did you mean "backup"\?/],
      ['keys make', /no command "keys make"; there is: keys create/],
      ['backup --withot-secrets', /no option --withot-secrets\. Did you mean "--without-secrets"\?/],
      ['backup --json=yes', /--json takes no value/],
      ['restore', /restore needs FILE/],
      ['verify one two', /does not know what to do with "two"/],
      ['keys create --name', /--name needs a value: --name NAME/],
    ]
    for (const [words, sentence] of wrong) assert.throws(() => parse(...words.split(' ')), sentence)
  })
})
