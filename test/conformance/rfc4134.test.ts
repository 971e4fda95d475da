import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseCertificate } from '#codec/x509/certificate.ts'
import { equalBytes } from '#kernel/bytes.ts'
import { verifySignatures } from '#signing/verify-signatures.ts'
import {
  type AlgorithmPolicy,
  DEFAULT_ALGORITHMS,
  LEGACY_ALGORITHMS,
} from '#va/algorithm-policy.ts'
import { trustByPath } from '#verifier/signature-trust.ts'
import { readSignedMessage } from '../support/mime-message.ts'
import { at } from '../support/status-authority.ts'
import { vectorTest } from '../support/vectors.ts'
import { excludedFrom } from './exclusions.ts'

const SUITE = 'rfc4134'
const AT = at('2003-06-01T00:00:00Z')
const [DSA, SHA1] = ['algorithm-dsa-not-allowed', 'digest-sha1-not-allowed'] as const

/** The example of each section: how many signed, and what today's policy says of it. */
const SIGNED: readonly (readonly [section: string, signers: number, byDefault: string])[] = [
  ['4.1', 1, DSA],
  ['4.2', 1, SHA1],
  ['4.3', 1, DSA],
  ['4.4', 1, DSA],
  ['4.5', 1, SHA1],
  ['4.6', 2, DSA],
  ['4.7', 1, DSA],
  ['4.8', 1, DSA],
  ['4.9', 1, DSA],
  ['4.10', 1, DSA],
]

/** Examples over the octets of ExContent.bin; the others are over MIME, or not valid. */
const PLAIN = ['4.1', '4.2', '4.3', '4.4', '4.5', '4.7']

/** Examples of data, enveloped, digested and encrypted data. */
const NOT_SIGNED = ['3.1', '3.2', '5.1', '5.2', '5.3', '6.0', '7.1', '7.2']

function read(folder: string, section: string) {
  const inMail = ['4.8', '4.9', '5.3'].includes(section)
  if (inMail) return readSignedMessage(readFileSync(join(folder, `${section}.eml`), 'latin1'))
  const cmsDer = new Uint8Array(readFileSync(join(folder, `${section}.bin`)))
  return { cmsDer, detachedContent: section === '4.3' ? contentIn(folder) : undefined }
}

function contentIn(folder: string): Uint8Array {
  return new Uint8Array(readFileSync(join(folder, 'ExContent.bin')))
}

function verify(folder: string, section: string, algorithms: AlgorithmPolicy) {
  const anchors = ['CarlDSSSelf.cer', 'CarlRSASelf.cer'].map((name) => {
    const parsed = parseCertificate(new Uint8Array(readFileSync(join(folder, name))))
    assert.ok(parsed.ok, name)
    return { certificate: parsed.value, enforce: 'constraints' } as const
  })
  const trust = trustByPath({ anchors, revocation: 'none', algorithms })
  return verifySignatures(trust, { ...read(folder, section), at: AT, profile: 'cms' })
}

for (const [section, count, byDefault] of SIGNED) {
  vectorTest(SUITE, `${section}: digest, signature and path hold`, async (folder) => {
    const report = await verify(folder, section, LEGACY_ALGORITHMS)
    assert.equal(report.signers.length, count)
    const excluded = excludedFrom(SUITE)
    for (const { number, code, integrity } of report.signers) {
      const isExcluded = excluded.has(`${section}#${number}`)
      assert.equal(code === 'valid', !isExcluded, `${section}#${number}: ${code}`)
      assert.equal(integrity, isExcluded ? 'unknown' : 'intact')
    }
    if (PLAIN.includes(section)) {
      assert.ok(report.content !== undefined && equalBytes(report.content, contentIn(folder)))
    }
  })

  vectorTest(SUITE, `${section}: today's policy says ${byDefault}`, async (folder) => {
    const report = await verify(folder, section, DEFAULT_ALGORITHMS)
    assert.deepEqual([report.verdict, report.code], ['invalid', byDefault])
    assert.equal(report.content, undefined)
  })
}

vectorTest(SUITE, '4.4: the countersignature holds too', async (folder) => {
  const [signer] = (await verify(folder, '4.4', LEGACY_ALGORITHMS)).signers
  assert.deepEqual(
    signer?.counterSignatures.map(({ code, integrity }) => [code, integrity]),
    [['valid', 'intact']],
  )
})

vectorTest(SUITE, '4.11: certificates and CRLs, nobody signed', async (folder) => {
  const report = await verify(folder, '4.11', LEGACY_ALGORITHMS)
  assert.deepEqual([report.verdict, report.code], ['invalid', 'signer-absent'])
})

for (const section of NOT_SIGNED) {
  vectorTest(SUITE, `${section}: read, and not signed data`, async (folder) => {
    const report = await verify(folder, section, LEGACY_ALGORITHMS)
    assert.equal(report.code, 'cms-not-signed-data')
  })
}

vectorTest(SUITE, 'another content or another key is noticed', async (folder) => {
  const trust = trustByPath({ anchors: [], revocation: 'none', algorithms: LEGACY_ALGORITHMS })
  const content = contentIn(folder)
  content[0] = (content[0] ?? 0) ^ 1
  const detached = { ...read(folder, '4.3'), detachedContent: content }
  const report = await verifySignatures(trust, { ...detached, at: AT, profile: 'cms' })
  assert.equal(report.signers[0]?.integrity, 'broken')
})
