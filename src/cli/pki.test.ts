import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { paperTerminal } from '../../test/support/paper-terminal.ts'
import { verifierSamples, writeVerifierSamples } from '../../test/support/verifier-samples.ts'
import { toBase64 } from '#kernel/bytes.ts'
import { refuse } from '#kernel/result.ts'
import { PARSED_KINDS } from './parsed/parse-object.ts'
import type { CliPorts } from './ports.ts'
import { runCli } from './run.ts'

const never = (): never => assert.fail('this is not to be reached')
const NOTHING_RUNS: CliPorts = {
  sandbox: { run: never },
  statusService: { run: never },
  ceremonies: { hold: never, check: never },
  cards: () => ({ files: never, open: never, serve: never }),
  issuerCard: never,
  connect: () => Promise.resolve(refuse('system-not-running')),
}

const folder = mkdtempSync(join(tmpdir(), 'shomei-pki-'))
after(() => rmSync(folder, { recursive: true }))
const samples = verifierSamples()
writeVerifierSamples(folder, samples)
const file = (name: string): string => join(folder, name)

const REQUEST = {
  trustAnchors: [toBase64(samples.anchorDer)],
  leaf: toBase64(samples.leafDer),
  revocation: 'none',
  time: '2026-04-01T12:00:00Z',
}

async function run(
  argv: readonly string[],
  lines: readonly string[] = [],
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const terminal = paperTerminal({ lines })
  const code = await runCli(argv, NOTHING_RUNS, terminal)
  return { code, stdout: terminal.stdout(), stderr: terminal.stderr() }
}

function objectIn(text: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(text)
  assert.ok(typeof value === 'object' && value !== null)
  return { ...value }
}

suite('one request', () => {
  test('valid and invalid both end with 0: a verdict was reached', async () => {
    for (const [time, verdict] of [
      ['2026-04-01T12:00:00Z', 'valid'],
      ['2036-04-01T12:00:00Z', 'invalid'],
    ] as const) {
      writeFileSync(file('request.json'), JSON.stringify({ ...REQUEST, time }))
      const { code, stdout } = await run(['pki', 'verify-path', '--request', file('request.json')])
      assert.deepEqual([code, objectIn(stdout)['verdict']], [0, verdict])
    }
  })

  test('--json changes nothing', async () => {
    writeFileSync(file('request.json'), JSON.stringify(REQUEST))
    const plain = await run(['pki', 'verify-path', '--request', file('request.json')])
    const json = await run(['pki', 'verify-path', '--request', file('request.json'), '--json'])
    assert.deepEqual(json, plain)
  })

  test('what is no request ends with 1', async () => {
    writeFileSync(file('request.json'), '{"leaf":')
    const { code, stdout } = await run(['pki', 'verify-path', '--request', file('request.json')])
    assert.deepEqual([code, objectIn(stdout)['code']], [1, 'request-not-json'])
  })

  test('neither or both of --request and --batch are a mistake', async () => {
    assert.equal((await run(['pki', 'check-crl'])).code, 2)
    assert.equal((await run(['pki', 'check-crl', '--batch', '--request', 'x'])).code, 2)
    assert.equal((await run(['pki', 'check-crl', '--request', file('absent')])).code, 2)
  })
})

suite('a batch', () => {
  test('10,000 lines are answered in their order', async () => {
    const count = 10_000
    // Each answer repeats its request's time, and so says whose it is.
    const lines = Array.from({ length: count }, (_, time) =>
      JSON.stringify(time % 100 === 0 ? { ...REQUEST, time } : { leaf: 'AQID', time }),
    )
    const { code, stdout } = await run(['pki', 'verify-path', '--batch'], lines)
    const answers = stdout.trimEnd().split('\n').map(objectIn)
    assert.deepEqual([code, answers.length], [0, count])
    answers.forEach((answer, time) => {
      const expected = time % 100 === 0 ? 'authority-not-yet-valid' : 'certificate-malformed'
      assert.equal(answer['code'], expected)
      assert.equal(answer['at'], new Date(time * 1000).toISOString().replace('.000Z', 'Z'))
    })
  })

  test('a line that is no request does not end it', async () => {
    const lines = ['nonsense', '', '[]', '{"x":1}', JSON.stringify(REQUEST)]
    const { code, stdout } = await run(['pki', 'verify-path', '--batch'], lines)
    const codes = stdout
      .trimEnd()
      .split('\n')
      .map((line) => objectIn(line)['code'])
    assert.equal(code, 0)
    assert.deepEqual(codes, [
      'request-not-json',
      'request-not-json',
      'request-not-object',
      'request-field-missing',
      'valid',
    ])
  })

  test('each door has one', async () => {
    for (const door of ['check-ocsp', 'check-crl', 'verify-signature']) {
      const { stdout } = await run(['pki', door, '--batch'], ['{}'])
      assert.equal(objectIn(stdout)['code'], 'request-field-missing', door)
    }
  })
})

suite('parse', () => {
  test('every field of a certificate, a list and an answer', async () => {
    for (const [kind, name, expected] of [
      ['certificate', 'leaf.pem', { serialHex: 'c0ffee', version: 3 }],
      ['crl', 'list.crl', { version: 2, thisUpdate: '2026-04-01T00:00:00Z' }],
      ['ocsp-response', 'answer.ors', { status: 'successful' }],
    ] as const) {
      const { code, stdout } = await run(['pki', 'parse', '--kind', kind, file(name)])
      const json = objectIn(stdout)
      assert.deepEqual([code, json['kind'], json['wellFormed']], [0, kind, true])
      const value = objectIn(JSON.stringify(json['value']))
      for (const [member, wanted] of Object.entries(expected)) assert.equal(value[member], wanted)
    }
  })

  test('a refusal names field, offset and section', async () => {
    const cut = samples.leafDer.slice()
    cut[4] = 0x31
    writeFileSync(file('cut.der'), cut)
    const { code, stdout } = await run(['pki', 'parse', '--kind', 'certificate', file('cut.der')])
    const json = objectIn(stdout)
    assert.deepEqual(
      [code, json['wellFormed'], json['refusal'], json['field'], json['offset']],
      [0, false, 'der-tag-unexpected', 'certificate.tbsCertificate', 4],
    )
    assert.match(String(json['section']), /RFC 5280|X\.690/)
    for (const member of ['ja', 'en', 'nextJa', 'nextEn']) assert.ok(json[member] !== undefined)
  })

  test('each kind refuses what is none, and an unknown kind is a mistake', async () => {
    writeFileSync(file('none'), Uint8Array.of(0x30, 0x00))
    for (const kind of PARSED_KINDS) {
      const { code, stdout } = await run(['pki', 'parse', '--kind', kind, file('none')])
      assert.deepEqual([code, objectIn(stdout)['wellFormed']], [0, false], kind)
    }
    assert.equal((await run(['pki', 'parse', '--kind', 'key', file('none')])).code, 2)
    assert.equal((await run(['pki', 'parse', '--kind', 'crl', file('absent')])).code, 2)
    assert.equal((await run(['pki', 'parse', '--kind', 'crl', file('leaf.pem')])).code, 2)
  })
})
