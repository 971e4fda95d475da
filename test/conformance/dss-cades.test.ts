import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { attributeValues } from '#codec/cms/attribute.ts'
import { CMS_OID } from '#codec/cms/oids.ts'
import { parseSignedData, type SignedData } from '#codec/cms/signed-data.ts'
import { parseTimeStampToken } from '#codec/tsp/time-stamp-token.ts'
import { parseCertificate } from '#codec/x509/certificate.ts'
import { hashAlgorithmOf } from '#codec/x509/signature-algorithm.ts'
import { archiveImprint } from '#signing/archive-imprint.ts'
import type { SignatureLevel, SignaturesReport } from '#signing/contract.ts'
import { signatureLevel } from '#signing/signature-level.ts'
import { verifySignatures } from '#signing/verify-signatures.ts'
import { DEFAULT_ALGORITHMS, LEGACY_ALGORITHMS } from '#va/algorithm-policy.ts'
import type { TrustAnchor } from '#va/path/path-request.ts'
import { type SignatureTrustOptions, trustByPath } from '#verifier/signature-trust.ts'
import { at } from '../support/status-authority.ts'
import { vectorTest } from '../support/vectors.ts'

const SUITE = 'dss-cades'

interface Verdict {
  readonly file: string
  readonly openssl_cms_noverify: 'ok' | 'fail' | 'detached-or-no-content'
}

function casesIn(folder: string): readonly (Verdict & { readonly octets: Uint8Array })[] {
  const verdicts: readonly Verdict[] = JSON.parse(
    readFileSync(join(folder, 'verdicts.json'), 'utf8'),
  )
  return verdicts.map((verdict) => ({
    ...verdict,
    octets: new Uint8Array(readFileSync(join(folder, verdict.file))),
  }))
}

/** Nobody's authorities are trusted: what is asked is what can be known without trust. */
function verify(
  cmsDer: Uint8Array,
  algorithms = LEGACY_ALGORITHMS,
  trusted: Pick<SignatureTrustOptions, 'anchors' | 'profile'> = { anchors: [] },
) {
  const trust = trustByPath({ revocation: 'none', algorithms, ...trusted })
  const moment = at('2025-01-01T00:00:00Z')
  return verifySignatures(trust, {
    cmsDer,
    detachedContent: undefined,
    at: moment,
    profile: 'cms',
  })
}

function parsed(octets: Uint8Array): SignedData {
  const signedData = parseSignedData(octets)
  assert.ok(signedData.ok)
  return signedData.value
}

function isIntact({ signers }: SignaturesReport<string>): boolean {
  return signers.length > 0 && signers.every(({ integrity }) => integrity === 'intact')
}

vectorTest(SUITE, 'integrity is what OpenSSL says it is', async (folder) => {
  for (const { file, octets, openssl_cms_noverify: theirs } of casesIn(folder)) {
    const report = await verify(octets)
    const ours =
      report.code === 'content-missing'
        ? 'detached-or-no-content'
        : isIntact(report)
          ? 'ok'
          : 'fail'
    assert.equal(ours, theirs, `${file}: ${report.code}`)
  }
})

vectorTest(
  SUITE,
  'integrity does not depend on who is trusted, or on what is asked of certificates',
  async (folder) => {
    for (const { file, octets } of casesIn(folder)) {
      const anchors = parsed(octets).certificatesDer.flatMap((certificateDer): TrustAnchor[] => {
        const certificate = parseCertificate(certificateDer)
        return certificate.ok ? [{ certificate: certificate.value, enforce: 'none' }] : []
      })
      const wanted = integritiesOf(await verify(octets))
      for (const profile of ['rfc5280', 'path-only'] as const) {
        const report = await verify(octets, LEGACY_ALGORITHMS, { anchors, profile })
        assert.deepEqual(integritiesOf(report), wanted, `${file}: ${profile}`)
      }
    }
  },
)

function integritiesOf({ signers }: SignaturesReport<string>): readonly string[] {
  return signers.map(({ integrity }) => integrity)
}

vectorTest(
  SUITE,
  'without trust nothing is valid, and only the path is missing',
  async (folder) => {
    for (const { file, octets, openssl_cms_noverify: theirs } of casesIn(folder)) {
      const report = await verify(octets)
      assert.equal(report.verdict, 'invalid', file)
      assert.equal(report.content, undefined, file)
      if (theirs === 'ok') assert.equal(report.code, 'issuer-unknown', file)
      const strict = await verify(octets, DEFAULT_ALGORITHMS)
      assert.ok(
        [report.code, 'digest-sha1-not-allowed', 'rsa-key-too-small'].includes(strict.code),
        `${file}: ${strict.code}`,
      )
    }
  },
)

/** The levels that the names of the files tell, and EN 319 122-1 the attributes in them. */
const LEVELS: Readonly<Record<string, SignatureLevel>> = {
  'validation/cades-ats-v3-rev-val-crl.p7s': 'CAdES-LTA',
  'validation/cades-broken-sig-tst-and-ats-v3.cms': 'CAdES-LTA',
  'validation/cades-extended-epes.pkcs7': 'CAdES-EPES',
  'validation/cades-level-b-sig-policy-invalid-digest-algo.p7m': 'CAdES-EPES',
  'validation/cms-no-sign-cert.p7m': 'CMS',
  'validation/dss-1419/CAdES-BpB-att-SHA256-SHA3_256withRSAandMGF1.p7m': 'CAdES-BES',
  'validation/dss-1469/cadesLTAwithATv2expired.p7s': 'CAdES-LTA',
  'validation/dss-1670/signatureExtendedTwoLTA.p7s': 'CAdES-LTA',
  'validation/evidence-record/C-B-B-basic-der.p7m': 'CAdES-BES',
  'validation/evidence-record/CAdES-BpT.p7m': 'CAdES-T',
  'validation/evidence-record/Double-C-B-B-basic.p7m': 'CAdES-BES',
}

vectorTest(SUITE, 'the level is the one that the name tells, content or not', async (folder) => {
  for (const { file, octets } of casesIn(folder)) {
    const wanted = LEVELS[file]
    const signedData = parsed(octets)
    const levels = signedData.signers.map((info) => signatureLevel(signedData, info))
    assert.ok(levels.length > 0, file)
    assert.deepEqual(
      (await verify(octets)).signers.map(({ level }) => level),
      levels,
    )
    if (wanted !== undefined) assert.deepEqual(new Set(levels), new Set([wanted]), file)
  }
})

vectorTest(SUITE, 'what is not evaluated is said', async (folder) => {
  const all = await Promise.all(casesIn(folder).map(async ({ octets }) => verify(octets)))
  const said = new Set(
    all.flatMap(({ signers }) => signers.flatMap(({ notEvaluated }) => notEvaluated)),
  )
  for (const part of ['signature-policy', 'archive-time-stamp-v2', 'evidence-record'] as const)
    assert.ok(said.has(part), part)
})

/**
 * EN 319 122-1 §5.5.2: each hash of the index is that of "one instance" within the fields of the
 * signature. Of the one file a certificate was changed; the other lists a CRL that stands in the
 * revocation-values attribute instead of the crls field.
 */
vectorTest(SUITE, 'an archive time-stamp whose index lists what is not there', (folder) => {
  const refused: string[] = []
  for (const { file, octets } of casesIn(folder)) {
    const signedData = parsed(octets)
    for (const info of signedData.signers)
      for (const value of attributeValues(info.unsignedAttributes, CMS_OID.archiveTimeStampV3)) {
        const token = parseTimeStampToken(value)
        assert.ok(token.ok, file)
        const algorithm = hashAlgorithmOf(token.value.info.messageImprint.hashAlgorithm)
        assert.ok(algorithm !== undefined, file)
        const archived = { signedData, info, digestContent: () => new Uint8Array() }
        if (!archiveImprint(archived, token.value, algorithm).ok) refused.push(file)
      }
  }
  assert.deepEqual(refused, [
    'validation/cades-ats-v3-rev-val-crl.p7s',
    'validation/cades-broken-sig-tst-and-ats-v3.cms',
  ])
})
