import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { test } from 'node:test'
import * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'
import { normaliseBer } from '#codec/ber/normalise.ts'
import { scanBer } from '#codec/ber/scan.ts'
import { CMS_LIMITS } from '#codec/cms/bounds.ts'
import { parseSignedData, type SignedData } from '#codec/cms/signed-data.ts'
import { equalBytes, toHex, utf8 } from '#kernel/bytes.ts'
import { encodedOctets, filesUnder } from '../support/parser-fuzz.ts'
import { pemFolder } from '../support/pem-folder.ts'
import { runTool, runToolWell } from '../support/run-tool.ts'
import { issueTo, keysOf, littleAuthority } from '../support/status-authority.ts'
import { vectorTest } from '../support/vectors.ts'
import { words } from '../support/words.ts'

// Two other readers take the same messages apart: what they see is what ours sees.

/** A SignedData by its outline: a line for each field that both sides name. */
function outlineOfOurs(signedData: SignedData): readonly string[] {
  const { version, digestAlgorithms, contentType, content, otherCertificates } = signedData
  const { extended, attributeV1, attributeV2, other } = otherCertificates
  const passedOver = extended + attributeV1 + attributeV2 + other
  return [
    `version ${version}`,
    ...digestAlgorithms.map(({ oid }) => `digest ${oid}`),
    `type ${contentType}`,
    content === undefined ? 'detached' : 'attached',
    `certificates ${signedData.certificatesDer.length + passedOver}`,
    `revocations ${signedData.encoded.revocationChoices.length}`,
    ...signedData.signers.flatMap((signer) => [
      `signer ${signer.version} ${signer.sid.by}`,
      `algorithm ${signer.digestAlgorithm.oid}`,
      ...(signer.signedAttributes?.all ?? []).map(({ oid }) => `attribute ${oid}`),
      `algorithm ${signer.signatureAlgorithm.oid}`,
      ...signer.unsignedAttributes.map(({ oid }) => `attribute ${oid}`),
    ]),
  ]
}

/** `undefined` where OpenSSL cannot read something inside, as a certificate of a form of its own. */
async function outlineOfOpenssl(octets: Uint8Array): Promise<readonly string[] | undefined> {
  const { text, status } = await runTool('openssl', words`cms -cmsout -print -noout -inform DER`, {
    input: octets,
  })
  if (status !== 0) return undefined
  const lines = text.split('\n')
  const signers = lines.indexOf('    signerInfos:')
  const end = lines.findIndex((line) => /^ {4}(certificates|crls):/.test(line))
  const count = (pattern: RegExp): number => lines.filter((line) => pattern.test(line)).length
  // Certificates and revocation information of other formats bear one name at this depth.
  const otherRevocations = count(/^ {8}otherRevInfoFormat/)
  return [
    ...seen(lines.slice(0, end), [
      [/^ {4}version: (\d+)/, 'version'],
      [/^ {8}algorithm: .*\(([\d.]+)\)/, 'digest'],
      [/^ {6}eContentType: .*\(([\d.]+)\)/, 'type'],
    ]),
    lines.includes('      eContent: <ABSENT>') ? 'detached' : 'attached',
    `certificates ${count(CERTIFICATE_LINE) - otherRevocations}`,
    `revocations ${count(/^ {6}d\.crl: $/) + otherRevocations}`,
    ...seen(joinSigners(lines.slice(signers + 1)), [
      [/^ {8}version: (.+)/, 'signer'],
      [/^ {10}algorithm: .*\(([\d.]+)\)/, 'algorithm'],
      [/^ {12}object: .*\(([\d.]+)\)/, 'attribute'],
    ]),
  ]
}

const CERTIFICATE_LINE = /^ {6}d\.(certificate|extendedCertificate|v[12]AttrCert|other): $/

/** The line of a signer's version, and how the line after it names the signer. */
function joinSigners(lines: readonly string[]): readonly string[] {
  return lines.map((line, index) => {
    if (!/^ {8}version: \d+$/.test(line)) return line
    const isByKey = lines[index + 1]?.includes('subjectKeyIdentifier') ?? false
    return `${line} ${isByKey ? 'key-identifier' : 'issuer-and-serial'}`
  })
}

function seen(
  lines: readonly string[],
  patterns: readonly (readonly [RegExp, string])[],
): readonly string[] {
  return lines.flatMap((line) =>
    patterns.flatMap(([pattern, name]) => {
      const found = pattern.exec(line)?.[1]
      return found === undefined ? [] : [`${name} ${found}`]
    }),
  )
}

/** Octets as pkijs takes them. */
function buffer(octets: Uint8Array): ArrayBuffer {
  const copy = new ArrayBuffer(octets.length)
  new Uint8Array(copy).set(octets)
  return copy
}

function checkAgainstPkijs(octets: Uint8Array, ours: SignedData): void {
  const { content } = pkijs.ContentInfo.fromBER(buffer(octets))
  const theirs = new pkijs.SignedData({ schema: content })
  assert.equal(theirs.version, ours.version)
  assert.equal(theirs.encapContentInfo.eContentType, ours.contentType)
  assert.deepEqual(contentOf(theirs), ours.content && toHex(ours.content))
  const certificates = (theirs.certificates ?? []).filter(
    (each) => each instanceof pkijs.Certificate,
  )
  assert.equal(certificates.length, ours.certificatesDer.length)
  assert.equal(theirs.crls?.length ?? 0, ours.encoded.revocationChoices.length)
  assert.deepEqual(
    theirs.signerInfos.map((info) => [
      info.version,
      info.digestAlgorithm.algorithmId,
      info.signatureAlgorithm.algorithmId,
      toHex(info.signature.valueBlock.valueHexView),
      info.signedAttrs?.attributes.map(({ type }) => type),
      info.unsignedAttrs?.attributes.map(({ type }) => type) ?? [],
    ]),
    ours.signers.map((signer) => [
      signer.version,
      signer.digestAlgorithm.oid,
      signer.signatureAlgorithm.oid,
      toHex(signer.signature),
      signer.signedAttributes?.all.map(({ oid }) => oid),
      signer.unsignedAttributes.map(({ oid }) => oid),
    ]),
  )
}

/** The content's octets: pkijs leaves segments as they are. */
function contentOf({ encapContentInfo }: pkijs.SignedData): string | undefined {
  const { eContent } = encapContentInfo
  if (eContent === undefined) return undefined
  const segments = eContent.valueBlock.value.filter((each) => each instanceof asn1js.OctetString)
  if (segments.length === 0) return toHex(eContent.valueBlock.valueHexView)
  return segments.map((each) => toHex(each.valueBlock.valueHexView)).join('')
}

/** pkijs stops at some ten thousand values, which a signature with a long CRL inside has. */
const PKIJS_OCTETS_MAX = 150_000

for (const [suite, least] of [
  ['rfc4134', 11],
  ['dss-cades', 15],
  ['pkits/smime', 60],
] as const)
  vectorTest(suite, 'openssl cms -print and pkijs see what is read', async (folder) => {
    let [read, compared] = [0, 0]
    for (const path of filesUnder(folder)) {
      const octets = encodedOctets(path)
      const parsed = octets && parseSignedData(octets)
      if (octets === undefined || parsed?.ok !== true) continue
      read++
      if (octets.length < PKIJS_OCTETS_MAX) checkAgainstPkijs(octets, parsed.value)
      // One process a message: of PKITS, whose messages are alike, every eighth will do.
      if (suite === 'pkits/smime' && read % 8 !== 0) continue
      const theirs = await outlineOfOpenssl(octets)
      if (theirs === undefined) continue
      compared++
      assert.deepEqual(outlineOfOurs(parsed.value), theirs, basename(path))
    }
    assert.ok(read >= least && compared >= least / 8, `${read} read, ${compared} compared`)
  })

vectorTest('rfc4134', 'every file is signed data, or refused as what it is', (folder) => {
  const refusals = filesUnder(folder)
    .filter((path) => /\.(bin|eml)$/.test(path))
    .flatMap((path) => {
      const octets = encodedOctets(path) ?? new Uint8Array(readFileSync(path))
      const parsed = parseSignedData(octets)
      if (parsed.ok) return []
      return [[basename(path), parsed.refusal, parsed.detail['name']] as const]
    })
  const kinds: Readonly<Record<string, string>> = {
    '3.': 'data',
    '5.': 'envelopedData',
    '6.': 'digestedData',
    '7.': 'encryptedData',
  }
  assert.ok(refusals.length >= 8)
  for (const [name, refusal, kind] of refusals) {
    if (name === 'ExContent.bin') assert.equal(refusal, 'der-tag-unexpected')
    else
      assert.deepEqual([refusal, kind], ['cms-content-type-other', kinds[name.slice(0, 2)]], name)
  }
})

/** The values of a message as `openssl asn1parse` lists them: offset, header and contents octets. */
async function valuesOfOpenssl(octets: Uint8Array): Promise<readonly string[]> {
  const { text } = await runToolWell('openssl', words`asn1parse -inform DER`, { input: octets })
  // A string that is shown may itself hold line ends.
  return text.split('\n').flatMap((line) => {
    const found = /^ *(\d+):d=(\d+) +hl=(\d+) l= *(\d+|inf) (?!prim: EOC)/.exec(line)
    return found === null ? [] : [found.slice(1).join(' ')]
  })
}

function valuesOfOurs(octets: Uint8Array): readonly string[] {
  const scanned = scanBer(octets, CMS_LIMITS)
  assert.ok(scanned.ok)
  const depths: number[] = []
  return scanned.value.map(({ start, contentStart, contentEnd, parent }) => {
    const depth = parent < 0 ? 0 : (depths[parent] ?? 0) + 1
    depths.push(depth)
    const isIndefinite = octets[start + 1] === 0x80
    const length = isIndefinite ? 'inf' : String(contentEnd - contentStart)
    return `${start} ${depth} ${contentStart - start} ${length}`
  })
}

for (const suite of ['rfc4134', 'dss-cades'])
  vectorTest(
    suite,
    'openssl asn1parse finds the same values at the same places',
    async (folder) => {
      let seenBer = 0
      for (const path of filesUnder(folder)) {
        const octets = encodedOctets(path)
        if (octets === undefined || octets.length > 40_000) continue
        const source = normaliseBer(octets, CMS_LIMITS)
        assert.ok(source.ok, path)
        if (source.value.isBer) seenBer++
        assert.deepEqual(valuesOfOurs(octets), await valuesOfOpenssl(octets), basename(path))
      }
      assert.ok(seenBer >= 1)
    },
  )

test('a stream of openssl in BER says the same as its DER', async () => {
  using folder = pemFolder()
  const certificateDer = issueTo(littleAuthority('signature'))
  const content = folder.file('content', utf8('契約書'.repeat(20_000)))
  const signer = folder.certificates('holder.pem', certificateDer)
  const key = folder.privateKey('holder.key', keysOf('holder'))
  const made: SignedData[] = []
  for (const options of [[], ['-stream']]) {
    const out = `${folder.path}/signed`
    await runToolWell('openssl', [
      ...words`cms -sign -binary -nodetach -in ${content} -out ${out} -outform DER -signer ${signer}
        -inkey ${key} -noattr`,
      ...options,
    ])
    const parsed = parseSignedData(new Uint8Array(readFileSync(out)))
    assert.ok(parsed.ok)
    made.push(parsed.value)
  }
  const [plain, streamed] = made
  assert.ok(plain !== undefined && streamed !== undefined)
  assert.deepEqual([plain.isBer, streamed.isBer], [false, true])
  assert.ok(plain.content !== undefined && streamed.content !== undefined)
  assert.ok(equalBytes(plain.content, streamed.content))
  assert.deepEqual(plain.certificatesDer.map(toHex), streamed.certificatesDer.map(toHex))
  assert.deepEqual(plain.signers[0]?.signature, streamed.signers[0]?.signature)
})
