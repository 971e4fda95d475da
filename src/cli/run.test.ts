import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { paperTerminal } from '../../test/support/paper-terminal.ts'
import { instant } from '#kernel/instant.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { Command, Shown } from './command.ts'
import { UsageError } from './command.ts'
import type { CliPorts } from './ports.ts'
import { runCli } from './run.ts'

const never = (): never => assert.fail('this is not to be reached')
/**
 * Nothing runs, and nobody may touch a card: what the command line alone decides, it decides alone.
 */
const NOTHING_RUNS: CliPorts = {
  sandbox: { run: never },
  statusService: { run: never },
  ceremonies: { hold: never, check: never },
  cards: () => ({ files: never, open: never, serve: never }),
  issuerCard: never,
  connect: () => Promise.resolve(refuse('system-not-running')),
}

async function run(
  argv: readonly string[],
  commands?: readonly Command[],
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const terminal = paperTerminal()
  const code = await runCli(argv, NOTHING_RUNS, terminal, commands)
  return { code, stdout: terminal.stdout(), stderr: terminal.stderr() }
}

/** One command `do it FILE` that ends as told. */
function doing(act: () => Promise<Result<Shown, string>>): readonly Command[] {
  const options = {
    size: { value: 'N', ja: '大きさ', en: 'size' },
    fast: { ja: '速く', en: 'fast' },
    kind: { value: 'KIND', ja: '種類', en: 'kind', required: true },
  } as const
  const texts = { ja: 'する', en: 'does it', example: 'shomei do it x --kind y' }
  return [{ path: ['do', 'it'], words: 'FILE', options, ...texts, run: act }]
}

suite('mistakes of the command line', () => {
  const commands = doing(() => assert.fail('the command ran'))
  for (const [name, line, said] of [
    ['an unknown command', 'undo', /no such command: undo/],
    ['a group alone', 'do', /one of these comes after do: it/],
    ['an unknown member', 'do that', /one of these comes after do: it/],
    ['an option before the command', '--json do it x --kind y', /the command comes first/],
    ['an unknown option alone', '--version', /the command comes first/],
    ['an unknown option', 'do it x --kind y --slow', /no such option: --slow/],
    ['a short option that is none', 'do it x --kind y -z', /no such option: -z/],
    ['an option without its value', 'do it x --kind', /--kind needs KIND/],
    ['a switch with a value', 'do it x --kind y --fast=1', /--fast takes no value/],
    ['a required option left out', 'do it x', /--kind is missing/],
    ['the word left out', 'do it --kind y', /FILE is missing/],
    ['a word too many', 'do it x z --kind y', /give one FILE/],
    ['a PIN as an option', 'do it x --kind y --pin 4712', /a PIN is never an argument/],
    ['a password as an option', 'do it x --kind y --password=4712', /a PIN is never an argument/],
  ] as const) {
    test(`${name}: exit 2 and the way to the help`, async () => {
      const { code, stdout, stderr } = await run(line.split(' '), commands)
      assert.equal(code, 2)
      assert.match(`${stdout}${stderr}`, said)
      assert.match(`${stdout}${stderr}`, /shomei (?:do (?:it )?)?--help/)
      assert.doesNotMatch(`${stdout}${stderr}`, /4712/)
      const asJson = await run([...line.split(' '), '--json'], commands)
      assert.deepEqual([asJson.code, asJson.stderr], [2, ''])
      const { usage, help } = JSON.parse(asJson.stdout)
      assert.match(usage, said)
      assert.match(help, /--help$/)
    })
  }

  for (const line of [
    'card show x',
    'card show --card a --reader b',
    'card apdu',
    'card apdu 00',
    'card apdu 002000800431323334',
    'card serve --vpcd here',
    'sign',
    'sign /nowhere/letter --pin-file /nowhere/pin',
    'sign /dev/null --format pdf',
    'ocsp --kind ssl',
    'ocsp --certificate /nowhere/certificate',
    'verify x --anchors /dev/null',
    'verify x --anchors /nowhere/ca --policy 1.2 --no-status',
    'crl --municipality 131',
    'resident list --limit 0',
    'resident list --limit many',
    'resident event R0000000001 --kind reborn --on 2026-12-01',
    'resident event R0000000001 --kind moved --on 2026-12-01',
    'counter issue --resident R0000000001 --kind ssl',
    'counter revoke --resident R0000000001 --ground boredom',
    'counter reset-pin --resident R0000000001 --kind signature --identity face',
    'card change-pin --kind both',
    'clock set tomorrow',
    'up --port 70000',
    'up --clock yesterday',
  ]) {
    test(`shomei ${line}`, async () => {
      const { code, stdout, stderr } = await run(line.split(' '))
      assert.deepEqual([code, stdout], [2, ''], stderr)
      assert.doesNotMatch(stderr, /31323334/)
    })
  }
})

suite('help', () => {
  for (const line of ['', 'help', '--help', '-h']) {
    test(`「shomei ${line}」 is the overview`, async () => {
      const { code, stdout, stderr } = await run(line.split(' ').filter((word) => word !== ''))
      assert.deepEqual([code, stderr], [0, ''])
      assert.match(stdout, /^ {2}counter issue /m)
    })
  }

  for (const line of ['card show --help', 'card show -h', 'help card show', 'card show x --help']) {
    test(`shomei ${line}`, async () => {
      const { code, stdout } = await run(line.split(' '))
      assert.equal(code, 0)
      assert.match(stdout, /usage: shomei card show /)
    })
  }

  for (const line of ['card --help', 'help card']) {
    test(`shomei ${line}`, async () => {
      const { code, stdout } = await run(line.split(' '))
      assert.equal(code, 0)
      assert.match(stdout, /usage: shomei card COMMAND/)
    })
  }
})

suite('ends of a command', () => {
  const line = ['do', 'it', 'x', '--kind', 'y']

  test('done: text for people, exit 0', async () => {
    const commands = doing(() => Promise.resolve(ok({ json: { a: 1 }, text: 'できました\n' })))
    assert.deepEqual(await run(line, commands), { code: 0, stdout: 'できました\n', stderr: '' })
  })

  test('done: one object, its moments in ISO 8601', async () => {
    const at = instant(Date.UTC(2026, 11, 1))
    const status = { state: 'revoked', revokedAt: at }
    const json = {
      at,
      triesLeft: 3,
      state: { at: 'done' },
      certificates: [{ notAfter: at, status }],
    }
    const commands = doing(() => Promise.resolve(ok({ json, text: '' })))
    const { code, stdout } = await run([...line, '--json'], commands)
    assert.equal(code, 0)
    const moment = '2026-12-01T00:00:00Z'
    assert.deepEqual(JSON.parse(stdout), {
      at: moment,
      triesLeft: 3,
      state: { at: 'done' },
      certificates: [{ notAfter: moment, status: { state: 'revoked', revokedAt: moment } }],
    })
  })

  test('refused: what happened, what to do, the code; exit 1', async () => {
    const commands = doing(() => Promise.resolve(refuse('pin-wrong', { triesLeft: 2 })))
    const { code, stdout, stderr } = await run(line, commands)
    assert.deepEqual([code, stdout], [1, ''])
    assert.match(stderr, /^✗ .*2.*\n {2}.*2.*\n→ .+\n {2}.+\n {2}\[pin-wrong\]\n$/)
    const asJson = await run([...line, '--json'], commands)
    assert.deepEqual([asJson.code, asJson.stderr], [1, ''])
    const { refusal, detail, ja, en, nextJa, nextEn } = JSON.parse(asJson.stdout)
    assert.deepEqual([refusal, detail], ['pin-wrong', { triesLeft: 2 }])
    for (const text of [ja, en, nextJa, nextEn]) assert.ok(text.length > 0)
  })

  test('a verdict that is a no: the report on stdout, the reason beside it; exit 1', async () => {
    const shown = { json: { verdict: 'invalid' }, text: '報告\n', refused: refuse('revoked') }
    const commands = doing(() => Promise.resolve(ok(shown)))
    const { code, stdout, stderr } = await run(line, commands)
    assert.deepEqual([code, stdout], [1, '報告\n'])
    assert.match(stderr, /\[revoked\]/)
    const { verdict, refusal } = JSON.parse((await run([...line, '--json'], commands)).stdout)
    assert.deepEqual([verdict, refusal], ['invalid', 'revoked'])
  })

  for (const [name, fault, code, said] of [
    ['an unforeseen fault', new TypeError('x is not a function'), 3, /a fault occurred: TypeError/],
    ['a fault with a catalogued code', coded('system-not-running'), 3, /\[system-not-running\]/],
    ['what the system would not take', coded('request-malformed'), 1, /\[request-malformed\]/],
    ['a mistake found late', new UsageError('違います'), 2, /違います/],
  ] as const) {
    test(`${name}: exit ${code}`, async () => {
      const commands = doing(() => Promise.reject(fault))
      const human = await run(line, commands)
      assert.deepEqual([human.code, human.stdout], [code, ''])
      assert.match(human.stderr, said)
      const asJson = await run([...line, '--json'], commands)
      assert.equal(asJson.code, code)
      assert.equal(typeof JSON.parse(asJson.stdout), 'object')
    })
  }

  test('beside no running system: the refusal says how to start one', async () => {
    const { code, stderr } = await run(['clock', 'show'])
    assert.equal(code, 1)
    assert.match(stderr, /npm start/)
  })
})

function coded(code: string): Error {
  return Object.assign(new Error(code), { code })
}

suite('the codes of municipalities, without a running system', () => {
  for (const [search, found] of [
    ['渋谷', [['13113', '東京都', '渋谷区']]],
    ['しぶや', [['13113', '東京都', '渋谷区']]],
    ['131130', [['13113', '東京都', '渋谷区']]],
    ['京都府向', [['26208', '京都府', '向日市']]],
    ['どこにもない', []],
  ] as const) {
    test(`search ${search}`, async () => {
      const line = ['municipality', 'list', '--search', search]
      const asJson = await run([...line, '--json'])
      const { municipalities } = JSON.parse(asJson.stdout) as {
        municipalities: readonly { code: string; prefecture: string; name: string }[]
      }
      const named = municipalities.map(({ code, prefecture, name }) => [code, prefecture, name])
      assert.deepEqual([asJson.code, named], [0, found])
      const { code, stdout } = await run(line)
      assert.equal(code, 0)
      for (const [number, prefecture, name] of found) {
        assert.match(stdout, new RegExp(`^${number}  .*${prefecture}${name}`, 'm'))
      }
      if (found.length === 0) assert.match(stdout, /no municipality begins like this/)
    })
  }

  test('without a search: every one, more than a search in the pages gives', async () => {
    const { code, stdout } = await run(['municipality', 'list'])
    assert.equal(code, 0)
    assert.ok(stdout.split('\n').length > 1_800)
    const many = await run(['municipality', 'list', '--search', 'トウキョウ'])
    assert.ok(many.stdout.split('\n').length > 55)
  })
})
