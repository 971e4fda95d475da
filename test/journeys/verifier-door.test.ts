import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, suite, test } from 'node:test'
import { toBase64 } from '#kernel/bytes.ts'
import { runTool, runToolWell, TOOL_PATH } from '../support/run-tool.ts'
import { SHOMEI } from '../support/sandbox.ts'
import { verifierSamples } from '../support/verifier-samples.ts'
import { words } from '../support/words.ts'

/** The verifier's doors as other programs use them: pipes, exit codes, files of OpenSSL's. */

const folder = mkdtempSync(join(tmpdir(), 'shomei-door-'))
after(() => rmSync(folder, { recursive: true }))

const samples = verifierSamples()
const REQUEST = {
  trustAnchors: [toBase64(samples.anchorDer)],
  leaf: toBase64(samples.leafDer),
  revocation: 'none',
}

function parsed(line: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(line)
  assert.ok(typeof value === 'object' && value !== null)
  return { ...value }
}

suite('a batch in a pipe', { timeout: 60_000 }, () => {
  test('each line is answered before the next one comes', async () => {
    const child = spawn(process.execPath, [SHOMEI, ...words`pki verify-path --batch`])
    const exited = once(child, 'exit')
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
    for (const [time, verdict] of [
      ['2026-04-01T00:00:00Z', 'valid'],
      ['2036-04-01T00:00:00Z', 'invalid'],
    ] as const) {
      child.stdin.write(`${JSON.stringify({ ...REQUEST, time })}\n`)
      const { value } = await lines.next()
      assert.equal(parsed(String(value))['verdict'], verdict)
    }
    child.stdin.end('the last line, without its end')
    const { value } = await lines.next()
    assert.equal(parsed(String(value))['code'], 'request-not-json')
    assert.deepEqual(await exited, [0, null])
  })

  test('10,000 lines come back in their order', async () => {
    const count = 10_000
    const input = Array.from({ length: count }, (_, time) => `{"leaf":"AQID","time":${time}}\n`)
    const { status, stdout } = await runTool(
      process.execPath,
      [SHOMEI, ...words`pki verify-path --batch`],
      { input: Buffer.from(input.join('')) },
    )
    const lines = stdout.toString('utf8').trimEnd().split('\n')
    assert.deepEqual([status, lines.length], [0, count])
    lines.forEach((line, time) => {
      const expected = new Date(time * 1000).toISOString().replace('.000Z', 'Z')
      assert.equal(parsed(line)['at'], expected)
    })
  })

  test('a reader that has seen enough ends it', async () => {
    const script = `yes '{"leaf":"AQID"}' | "$NODE" "$SHOMEI" pki verify-path --batch | head -n 3`
    const { status, stdout } = await runTool(
      'bash',
      ['-c', `set -o pipefail; ${script} || test $? = 141`],
      {
        env: { PATH: TOOL_PATH, NODE: process.execPath, SHOMEI },
      },
    )
    assert.deepEqual([status, stdout.toString('utf8').trimEnd().split('\n').length], [0, 3])
  })
})

suite('anyone’s signatures', { timeout: 60_000 }, async () => {
  const file = (name: string): string => join(folder, name)
  await signedByOpenssl()
  const verify = async (...line: readonly string[]): ReturnType<typeof runTool> =>
    await runTool(process.execPath, [SHOMEI, 'verify', ...line], { cwd: folder })

  test('under their anchors they are valid, in words and in JSON', async () => {
    const line = words`signed.p7s --content letter.txt --anchors anchor.pem --revocation none`
    const text = await verify(...line)
    assert.equal(text.status, 0, text.text)
    assert.match(text.text, /CAdES-BES[\s\S]*文書と署名が一致[\s\S]*有効です/)
    const json = await verify(...line, '--json')
    const { verdict, code, integrity, signers } = parsed(json.stdout.toString('utf8'))
    assert.deepEqual([json.status, verdict, code, integrity], [0, 'valid', 'valid', 'intact'])
    assert.ok(Array.isArray(signers) && signers.length === 1)
  })

  for (const [what, line, code, integrity] of [
    ['nobody revoked it, nobody said so', '--content letter.txt', 'status-unavailable', 'intact'],
    ['another letter', '--content other.txt --revocation none', 'content-digest-wrong', 'broken'],
    ['no letter', '--revocation none', 'content-missing', 'unknown'],
    ['long after', '--content letter.txt --no-status --at 2200-01-01', 'expired', 'intact'],
  ] as const)
    test(`${what}: ${code}, exit 0 in JSON and 1 in words`, async () => {
      const asked = ['signed.p7s', '--anchors', 'anchor.pem', ...line.split(' ')]
      const json = await verify(...asked, '--json')
      const shown = parsed(json.stdout.toString('utf8'))
      assert.deepEqual(
        [json.status, shown['verdict'], shown['code'], shown['integrity']],
        [0, 'invalid', code, integrity],
      )
      const text = await verify(...asked)
      assert.equal(text.status, 1)
      assert.match(text.stderr, new RegExp(`\\[${code}\\]`))
    })

  test('where nobody is trusted, it still says whether they agree with the document', async () => {
    const { status, stdout } = await verify(...words`signed.p7s --content letter.txt --json`)
    const { code, integrity } = parsed(stdout.toString('utf8'))
    assert.deepEqual([status, code, integrity], [0, 'issuer-unknown', 'intact'])
  })

  async function signedByOpenssl(): Promise<void> {
    writeFileSync(file('letter.txt'), '届出書\n')
    writeFileSync(file('other.txt'), '別の文書\n')
    const openssl = async (line: readonly string[]): Promise<void> => {
      await runToolWell('openssl', line, { cwd: folder })
    }
    await openssl(
      words`req -x509 -newkey rsa:2048 -noenc -sha256 -days 99000 -subj /CN=Anchor -keyout anchor.key
        -out anchor.pem -addext keyUsage=critical,keyCertSign,cRLSign`,
    )
    await openssl(
      words`req -x509 -newkey rsa:2048 -noenc -sha256 -days 20 -subj /CN=Signer -keyout signer.key
        -out signer.pem -CA anchor.pem -CAkey anchor.key -addext basicConstraints=critical,CA:FALSE
        -addext keyUsage=critical,digitalSignature`,
    )
    await openssl(
      words`cms -sign -cades -binary -md sha256 -in letter.txt -signer signer.pem -inkey signer.key
        -outform DER -out signed.p7s`,
    )
  }
})
