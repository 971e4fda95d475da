import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parseTimeStampToken } from '#codec/tsp/time-stamp-token.ts'
import { parseCertificate } from '#codec/x509/certificate.ts'
import { critical } from '#codec/x509/extension.ts'
import { extKeyUsage } from '#codec/x509/extension-values.ts'
import { OID } from '#codec/x509/oids.ts'
import { digest } from '#crypto/digest.ts'
import { equalBytes, utf8 } from '#kernel/bytes.ts'
import { ok } from '#kernel/result.ts'
import { collectEvidence } from '#signing/signature-evidence.ts'
import { signDocument } from '#signing/sign-document.ts'
import { verifySignatures } from '#signing/verify-signatures.ts'
import { verifyTimeStamp } from '#signing/verify-time-stamp.ts'
import { DEFAULT_ALGORITHMS } from '#va/algorithm-policy.ts'
import { trustByPath } from '#verifier/signature-trust.ts'
import { treeChanges } from '../support/der-tree.ts'
import { type PemFolder, pemFolder } from '../support/pem-folder.ts'
import { runToolWell } from '../support/run-tool.ts'
import { makeToken, signerWith } from '../support/signature-maker.ts'
import { at, issueTo, keysOf, littleAuthority, signWith } from '../support/status-authority.ts'
import { words } from '../support/words.ts'

const NOW = at('2026-04-01T12:00:00Z')
const CONTENT = utf8('契約書\r\n第一条\n')
const authority = littleAuthority('signature', { keys: keysOf('flips-ca', 'P-256') })
const anchor = parseCertificate(authority.generation.certificateDer)
assert.ok(anchor.ok)
const trust = trustByPath({
  anchors: [{ certificate: anchor.value, enforce: 'constraints' }],
  revocation: 'none',
  algorithms: DEFAULT_ALGORITHMS,
})
const HOLDERS = {
  RSA: { keys: keysOf('flips-rsa'), serialHex: '21' },
  EC: { keys: keysOf('flips-ec', 'P-256'), serialHex: '22' },
} as const

type Kind = keyof typeof HOLDERS

function certificateOf(kind: Kind): Uint8Array {
  return issueTo(authority, HOLDERS[kind])
}

interface Sample {
  readonly cmsDer: Uint8Array
  readonly isDetached: boolean
}

async function ours(): Promise<Sample> {
  const { keys } = HOLDERS.EC
  const made = await signDocument(
    {
      certificate: () => Promise.resolve(ok(certificateOf('EC'))),
      sign: (message) => Promise.resolve(ok(signWith(keys, message))),
    },
    { content: CONTENT, form: 'attached', signingTime: NOW },
  )
  assert.ok(made.ok)
  return { cmsDer: made.value, isDetached: false }
}

async function madeByOpenssl(kinds: readonly Kind[], options: readonly string[]): Promise<Sample> {
  using folder = pemFolder()
  const signers = kinds.flatMap((kind) => [
    ...words`-signer ${folder.certificates(`${kind}.pem`, certificateOf(kind))}`,
    ...words`-inkey ${folder.privateKey(`${kind}.key`, HOLDERS[kind].keys)}`,
  ])
  const out = `${folder.path}/signed`
  await runToolWell('openssl', [
    ...words`cms -sign -binary -in ${folder.file('content', CONTENT)} -out ${out} -outform DER`,
    ...signers,
    ...options,
  ])
  return {
    cmsDer: new Uint8Array(readFileSync(out)),
    isDetached: !options.includes('-nodetach'),
  }
}

const SAMPLES: readonly (readonly [string, () => Promise<Sample>])[] = [
  ['our CAdES-BES', ours],
  ['CAdES by openssl', () => madeByOpenssl(['RSA'], words`-nodetach -cades`)],
  ['no signed attributes', () => madeByOpenssl(['EC'], words`-noattr`)],
  ['BER stream', () => madeByOpenssl(['EC'], words`-nodetach -stream -indef`)],
  ['two signers', () => madeByOpenssl(['EC', 'RSA'], words`-nodetach`)],
]

function verify({ isDetached }: Sample, cmsDer: Uint8Array) {
  return verifySignatures(trust, {
    cmsDer,
    detachedContent: isDetached ? CONTENT : undefined,
    at: NOW,
    profile: 'cms',
  })
}

/** Every octet with one bit turned, which one by a fixed sequence. */
function* flips(octets: Uint8Array): Generator<Change> {
  let state = 0x2026_0401
  for (let place = 0; place < octets.length; place++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    const turned = octets.slice()
    turned[place] = (turned[place] ?? 0) ^ (1 << (state >>> 29))
    yield { change: `octet ${place}`, octets: turned }
  }
}

interface Change {
  readonly change: string
  readonly octets: Uint8Array
}

/**
 * Which of the files OpenSSL takes, in one process for all of them. `command` names the file `$f`
 * and writes the content, where it gives any, to `$o`.
 */
async function takenByOpenssl(
  folder: PemFolder,
  accepted: readonly Change[],
  command: string,
): Promise<readonly { readonly isTaken: boolean; readonly content: Uint8Array | undefined }[]> {
  const [inputs, outputs] = [join(folder.path, 'in'), join(folder.path, 'out')]
  for (const place of [inputs, outputs]) mkdirSync(place)
  for (const [index, { octets }] of accepted.entries())
    writeFileSync(join(inputs, String(index)), octets)
  const anchorPath = folder.certificates('ca.pem', authority.generation.certificateDer)
  const trusting = `-CAfile ${anchorPath} -attime ${NOW / 1000}`
  const script = [
    `for f in ${inputs}/*; do o="${outputs}/$(basename "$f")"`,
    `${command} ${trusting} >/dev/null 2>&1 && touch "$o.ok"`,
    'done; true',
  ]
  await runToolWell('sh', [folder.file('all.sh', script.join('\n'))])
  return accepted.map((_, index) => {
    const place = join(outputs, String(index))
    return {
      isTaken: existsSync(`${place}.ok`),
      content: existsSync(place) ? new Uint8Array(readFileSync(place)) : undefined,
    }
  })
}

for (const [name, make] of SAMPLES) {
  test(`never valid where openssl says broken: ${name}`, async () => {
    const sample = await make()
    assert.equal((await verify(sample, sample.cmsDer)).code, 'valid')
    const isTree = name !== 'BER stream'
    const changes = [...flips(sample.cmsDer), ...(isTree ? treeChanges(sample.cmsDer) : [])]
    const accepted: typeof changes = []
    for (const change of changes) {
      const report = await verify(sample, change.octets)
      if (report.verdict === 'invalid') {
        assert.equal(report.content, undefined)
        continue
      }
      assert.ok(report.content !== undefined && equalBytes(report.content, CONTENT), change.change)
      accepted.push(change)
    }
    using folder = pemFolder()
    const beside = sample.isDetached ? `-content ${folder.file('content', CONTENT)}` : ''
    const taken = await takenByOpenssl(
      folder,
      accepted,
      `openssl cms -verify -binary -inform DER -in "$f" -out "$o" ${beside} -purpose any`,
    )
    const wrong = accepted.filter((_, index) => {
      const { isTaken, content } = taken[index] ?? {}
      return isTaken !== true || content === undefined || !equalBytes(content, CONTENT)
    })
    assert.deepEqual(
      wrong.map(({ change }) => change),
      [],
    )
    assert.ok(accepted.length < changes.length / 20, `${accepted.length} of ${changes.length}`)
  })
}

test('never valid where openssl says broken: a time-stamp token', async () => {
  const keys = keysOf('flips-tsa', 'P-256')
  const certificateDer = issueTo(authority, {
    keys,
    serialHex: 'a1',
    edit: (extensions) => [...extensions, critical(extKeyUsage([OID.timeStamping]))],
  })
  const stamper = signerWith(certificateDer, keys)
  const whole = makeToken({ stamped: CONTENT, genTime: NOW, authority: stamper })
  const isValid = async (tokenOctets: Uint8Array): Promise<boolean> => {
    const parsed = parseTimeStampToken(tokenOctets)
    if (!parsed.ok) return false
    const evidence = collectEvidence(parsed.value.signedData)
    const report = await verifyTimeStamp(
      { trust, evidence, judgedAt: NOW, now: NOW },
      {
        kind: 'content-time-stamp',
        tokenOctets,
        imprint: (algorithm) => ok(digest(algorithm, CONTENT)),
      },
    )
    if (report.verdict === 'valid') assert.equal(report.genTime, NOW)
    return report.verdict === 'valid'
  }
  assert.equal(await isValid(whole), true)
  const accepted: Change[] = []
  for (const change of [...flips(whole), ...treeChanges(whole)])
    if (await isValid(change.octets)) accepted.push(change)
  using folder = pemFolder()
  const data = folder.file('content', CONTENT)
  const command = `openssl ts -verify -token_in -in "$f" -data ${data}`
  const taken = await takenByOpenssl(folder, accepted, command)
  const wrong = accepted.filter((_, index) => taken[index]?.isTaken !== true)
  assert.deepEqual(
    wrong.map(({ change }) => change),
    [],
  )
})
