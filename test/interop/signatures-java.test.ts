import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parseCertificate } from '#codec/x509/certificate.ts'
import { utf8 } from '#kernel/bytes.ts'
import { instant, plusMs, wholeSecond } from '#kernel/instant.ts'
import { verifySignatures } from '#signing/verify-signatures.ts'
import { DEFAULT_ALGORITHMS } from '#va/algorithm-policy.ts'
import { trustByPath } from '#verifier/signature-trust.ts'
import { pemFolder, type PemFolder } from '../support/pem-folder.ts'
import { runToolWell } from '../support/run-tool.ts'
import { issueTo, keysOf, littleAuthority, type TestKeys } from '../support/status-authority.ts'
import { words } from '../support/words.ts'

// jarsigner has no clock but the machine's, so everything is valid around the present.
const NOW = wholeSecond(instant(Date.now()))
const DAY_MS = 86_400_000
const VALID = { notBefore: plusMs(NOW, -30 * DAY_MS), notAfter: plusMs(NOW, 30 * DAY_MS) }
const authorityKeys = keysOf('interop-java-ca', 'P-256')
const authority = littleAuthority('signature', { keys: authorityKeys, ...VALID })
const anchor = parseCertificate(authority.generation.certificateDer)
assert.ok(anchor.ok)
const ANCHORS = [{ certificate: anchor.value, enforce: 'constraints-and-expiry' }] as const

interface SignedByJava {
  readonly cmsDer: Uint8Array
  /** What was signed, detached: the signature file of the archive. */
  readonly content: Uint8Array
}

/** A CMS signature with signed attributes, made by the JDK: that of a signed archive. */
async function signedByJava(folder: PemFolder, keys: TestKeys): Promise<SignedByJava> {
  const cwd = { cwd: folder.path }
  const certificate = folder.certificates('a.pem', issueTo(authority, { keys, ...VALID }))
  const key = folder.privateKey('a.key', keys)
  await runToolWell('openssl', [
    ...words`pkcs12 -export -inkey ${key} -in ${certificate} -name signer`,
    ...words`-out ${`${folder.path}/a.p12`} -passout pass:changeit`,
  ])
  folder.file('text', '契約書')
  await runToolWell('jar', words`--create --file a.jar text`, cwd)
  const store = words`-keystore a.p12 -storetype PKCS12 -storepass changeit`
  await runToolWell('jarsigner', [...store, ...words`a.jar signer`], cwd)
  await runToolWell('jar', words`--extract --file a.jar META-INF`, cwd)
  const read = (ending: RegExp): Uint8Array => {
    const name = readdirSync(join(folder.path, 'META-INF')).find((file) => ending.test(file))
    assert.ok(name !== undefined)
    return new Uint8Array(readFileSync(join(folder.path, 'META-INF', name)))
  }
  return { cmsDer: read(/\.(?:EC|RSA|DSA)$/), content: read(/\.SF$/) }
}

function verify(cmsDer: Uint8Array, detachedContent: Uint8Array) {
  const algorithms = DEFAULT_ALGORITHMS
  const trust = trustByPath({ anchors: ANCHORS, revocation: 'none', algorithms })
  const at = plusMs(NOW, DAY_MS)
  return verifySignatures(trust, { cmsDer, detachedContent, at, profile: 'cms' })
}

for (const [name, scheme] of [
  ['ed25519', /^ed25519, sha512$/],
  ['ed448', /^ed448, shake256-512$/],
] as const)
  test(`jarsigner with ${name}: RFC 8419 with signed attributes`, async () => {
    const { publicKey, privateKey } =
      name === 'ed448' ? generateKeyPairSync('ed448') : generateKeyPairSync('ed25519')
    const spkiDer = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }))
    using folder = pemFolder()
    const keys = { privateKey, spkiDer, algorithm: authorityKeys.algorithm }
    const { cmsDer, content } = await signedByJava(folder, keys)
    const report = await verify(cmsDer, content)
    const [signer] = report.signers
    assert.deepEqual([report.verdict, report.code, signer?.integrity], ['valid', 'valid', 'intact'])
    assert.match(signer?.checks.find(({ id }) => id === 'signer.algorithm')?.seen ?? '', scheme)
    const other = await verify(cmsDer, utf8('Signature-Version: 1.0'))
    assert.equal(other.signers[0]?.integrity, 'broken')
  })
