import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { displayWidth } from './aligned-columns.ts'
import { COMMANDS } from './commands.ts'
import { groupHelp, helpOf, overview, usageLine } from './help.ts'
import { findCommand, parseCommandLine } from './parse-command-line.ts'

/**
 * A command line's words as a shell splits them; the examples need no more of a shell than quotes.
 */
function shellWords(line: string): readonly string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')
}

for (const command of COMMANDS) {
  const name = command.path.join(' ')
  suite(`help of ${name}`, () => {
    const help = helpOf(command)

    test('usage, every option in both languages, example, exit codes', () => {
      assert.ok(help.includes(`使い方 / usage: shomei ${name}`))
      for (const option of [...Object.keys(command.options), 'json', 'help']) {
        assert.match(help, new RegExp(`^  --${option}[ \\n]`, 'm'))
      }
      for (const { ja, en } of Object.values(command.options)) {
        assert.match(ja, /[ぁ-んァ-ヶ一-龠]|^[A-Za-z-]+(?:、[A-Za-z-]+)+$/)
        assert.match(en, /^[\p{ASCII}]+$/u)
        assert.ok(help.includes(ja) && help.includes(en))
      }
      assert.ok(help.includes(`例 / example:\n  ${command.example}\n`))
      assert.match(help, /exit codes: 0 .* 1 .* 2 .* 3 /)
    })

    test('the example is a line of this command that it can read', () => {
      const [program, ...argv] = shellWords(command.example)
      assert.equal(program, 'shomei')
      assert.equal(findCommand(COMMANDS, argv), command)
      const line = parseCommandLine(command, argv)
      assert.equal(line.words.length > 0, command.words !== undefined)
    })

    test('it fits a line of the overview', () => {
      const texts = `${command.ja} / ${command.en}`
      const row = overview(COMMANDS)
        .split('\n')
        .find((line) => line.startsWith(`  ${name} `) && line.includes(texts))
      assert.ok(row !== undefined, name)
      assert.ok(displayWidth(row) <= 100)
    })
  })
}

test('required options stand in the usage line, a word before them', () => {
  const event = findCommand(COMMANDS, ['resident', 'event'])
  assert.ok(event !== undefined)
  assert.equal(
    usageLine(event),
    '使い方 / usage: shomei resident event ID --kind KIND --on DATE [options]',
  )
})

test('a group shows its members only', () => {
  const cards = COMMANDS.filter(({ path }) => path[0] === 'card')
  const help = groupHelp('card', cards)
  assert.match(help, /usage: shomei card COMMAND/)
  assert.match(help, /^ {2}card show /m)
  assert.doesNotMatch(help, /counter/)
})

test('no option takes a PIN: each that is about one names a file', () => {
  const named = COMMANDS.flatMap(({ options }) => Object.entries(options)).filter(([name]) =>
    /pin|password|secret/i.test(name),
  )
  assert.ok(named.length > 0)
  for (const [name, { value }] of named) {
    assert.match(name, /-file$/)
    assert.equal(value, 'FILE|-')
  }
})
