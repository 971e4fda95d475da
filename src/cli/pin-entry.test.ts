import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { paperTerminal } from '../../test/support/paper-terminal.ts'
import { fromUtf8 } from '#kernel/bytes.ts'
import { type Invocation, UsageError } from './command.ts'
import { enterNewPin, enterNewPinText, enterPin } from './pin-entry.ts'

const folder = mkdtempSync(join(tmpdir(), 'shomei-pin-'))
after(() => rmSync(folder, { recursive: true }))

function file(name: string, content: string): string {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}

function invocation(
  options: Readonly<Record<string, string>>,
  terminal: Parameters<typeof paperTerminal>[0] = {},
): Invocation & { readonly terminal: ReturnType<typeof paperTerminal> } {
  const never = (): never => assert.fail('a PIN is entered at the terminal alone')
  return {
    option: (name) => options[name],
    flag: () => false,
    words: [],
    ports: {
      sandbox: { run: never },
      statusService: { run: never },
      ceremonies: { hold: never, check: never },
      cards: never,
      issuerCard: never,
      connect: never,
    },
    terminal: paperTerminal(terminal),
  }
}

function digits(entered: Awaited<ReturnType<typeof enterPin>>): string | undefined {
  return entered.ok ? fromUtf8(entered.value.octets()) : entered.refusal
}

suite('where a PIN comes from', () => {
  for (const [name, content] of [
    ['the first line of a file', '1234\n9999\n'],
    ['a line without an end', '1234'],
    ['a line of another system', '1234\r\n'],
  ] as const)
    test(name, async () => {
      const from = invocation({ 'pin-file': file('pin', content) })
      assert.equal(digits(await enterPin(from, 'user-authentication')), '1234')
      assert.deepEqual(from.terminal.questions, [])
    })

  test('standard input, a line each', async () => {
    const from = invocation(
      { 'pin-file': '-', 'password-file': '-' },
      { lines: ['1234', 'ABC123'] },
    )
    assert.equal(digits(await enterPin(from, 'user-authentication')), '1234')
    const password = await enterPin(from, 'signature', { option: 'password-file' })
    assert.equal(digits(password), 'ABC123')
  })

  test('the terminal, asked in words that say the form', async () => {
    const from = invocation({}, { answers: ['abc123'] })
    assert.equal(digits(await enterPin(from, 'signature')), 'ABC123')
    assert.deepEqual(from.terminal.questions, [
      '署名用パスワード(英大文字と数字、6〜16文字) / signature password: ',
    ])
  })

  test('nowhere: the command line is incomplete', async () => {
    await assert.rejects(enterPin(invocation({}), 'signature'), (error) => {
      assert.ok(error instanceof UsageError)
      return error.message.includes('--pin-file FILE')
    })
  })

  test('a file that cannot be read is a mistake of the command line', async () => {
    const from = invocation({ 'pin-file': join(folder, 'nowhere') })
    await assert.rejects(enterPin(from, 'signature'), UsageError)
  })
})

suite('the form of a PIN', () => {
  for (const [pin, entered, refusal] of [
    ['user-authentication', '123', 'pin-form-user-authentication'],
    ['user-authentication', '12345', 'pin-form-user-authentication'],
    ['user-authentication', '12a4', 'pin-form-user-authentication'],
    ['user-authentication', '', 'pin-form-user-authentication'],
    ['signature', 'ABC12', 'pin-form-signature'],
    ['signature', 'ABC123-', 'pin-form-signature'],
    ['signature', 'A'.repeat(16) + '1', 'pin-form-signature'],
    ['text', '123', 'pin-form-text'],
  ] as const)
    test(`${pin}: ${entered.length} characters like ${entered.slice(0, 3)}… are refused`, async () => {
      const from = invocation({}, { answers: [entered, entered] })
      const parsed = await enterPin(from, pin)
      assert.equal(parsed.ok ? undefined : parsed.refusal, refusal)
    })
})

suite('a PIN that is being chosen', () => {
  test('is typed twice', async () => {
    const from = invocation({}, { answers: ['2580', '2580'] })
    assert.equal(digits(await enterNewPin(from, 'user-authentication')), '2580')
    assert.equal(from.terminal.questions.length, 2)
  })

  test('is refused when the entries differ', async () => {
    const from = invocation({}, { answers: ['2580', '2581'] })
    assert.equal(digits(await enterNewPin(from, 'user-authentication')), 'pin-entries-differ')
  })

  test('is not asked for again when its form is wrong, or a file holds it', async () => {
    const wrong = invocation({}, { answers: ['25'] })
    assert.equal(
      digits(await enterNewPin(wrong, 'user-authentication')),
      'pin-form-user-authentication',
    )
    assert.equal(wrong.terminal.questions.length, 1)
    const filed = invocation({ 'pin-file': file('new', '2580\n') })
    assert.deepEqual(await enterNewPinText(filed, 'user-authentication'), {
      ok: true,
      value: '2580',
    })
  })
})
