/** The worst input of each kind, and what reads it. */
import * as der from '#codec/der/encode.ts'
import { parseSignedData } from '#codec/cms/signed-data.ts'
import { parseCrl } from '#codec/crl/crl.ts'
import { parseOcspResponse } from '#codec/ocsp/response.ts'
import { type Certificate, parseCertificate } from '#codec/x509/certificate.ts'
import { OID } from '#codec/x509/oids.ts'
import { instant } from '#kernel/instant.ts'
import { DEFAULT_ALGORITHMS } from '#va/algorithm-policy.ts'
import { verifyPath } from '#va/path/verify-path.ts'
import {
  authorityExtensions,
  commonName,
  extensionOf,
  hostileCertificate,
  hostileKey,
} from './hostile-certificates.ts'

/** One kind of hostile input. */
export interface HostileInput {
  readonly name: string
  /** Made in a process of its own, so that making it is not measured. */
  readonly make: () => readonly Uint8Array[]
  /** Reads it and gives the verdict; nothing of a previous run is remembered. */
  readonly read: (octets: readonly Uint8Array[]) => string
}

const NOW = instant(Date.UTC(2026, 3, 1))
const MIB = 2 ** 20

/** What is measured, by the order of docs/benchmarks.md. */
export const HOSTILE_INPUTS: readonly HostileInput[] = [
  certificate('certificate: 256 kB of alternative names of one letter', () =>
    leafWith(names(60_000)),
  ),
  certificate('certificate: 8,192 alternative names, the most that are read', () =>
    leafWith(names(8_192)),
  ),
  certificate('certificate: 40,000 sequences in one another', () => nested(40_000, 0x30)),
  certificate('certificate: 10,000 extensions', () =>
    Array.from({ length: 10_000 }, (_, at) => extensionOf(`2.999.${at}`, false, der.nullValue())),
  ),
  certificate('certificate: object identifier with an arc of 200,000 octets', () => [
    extensionWith(der.encode(new der.DerNode(0x06, arc(200_000)))),
  ]),
  certificate('certificate: object identifier of 200,000 arcs', () => [
    extensionWith(der.encode(new der.DerNode(0x06, new Uint8Array(200_000).fill(0x2a)))),
  ]),
  certificate('certificate: integer of 200,000 octets as path length', () => [
    extensionOf(
      OID.basicConstraints,
      true,
      der.sequence(der.boolean(true), new der.DerNode(0x02, new Uint8Array(200_000).fill(1))),
    ),
  ]),
  {
    name: 'certificate: 64 MB of anything',
    make: () => [new Uint8Array(64 * MIB).fill(0x30)],
    read: ([octets]) => codeOf(parseCertificate(octets ?? new Uint8Array())),
  },
  {
    name: 'names: two of 250 parts, 200 kB to prepare, equal but for the last letter',
    make: () => longNames(),
    read: verdictOn,
  },
  {
    name: 'CRL: 1,000,000 entries, read, and one serial number sought',
    make: () => [crlOf(1_000_000, () => [])],
    read: ([octets]) => readCrl(octets),
  },
  {
    name: 'CRL: 500,000 entries, each naming another certificate issuer',
    make: () => [crlOf(500_000, namedIssuer)],
    read: ([octets]) => readCrl(octets),
  },
  {
    name: 'CRL: 64 MB of entries cut off in the last',
    make: () => [crlOf(1_900_000, () => []).subarray(0, -300)],
    read: ([octets]) => readCrl(octets),
  },
  {
    name: 'OCSP: response with 1,000 answers',
    make: () => [ocspOf(1_000)],
    read: ([octets]) => codeOf(parseOcspResponse(octets ?? new Uint8Array())),
  },
  {
    name: 'CMS: 1,000,000 indefinite lengths in one another (BER)',
    make: () => [indefinite(1_000_000)],
    read: ([octets]) => codeOf(parseSignedData(octets ?? new Uint8Array())),
  },
  {
    name: 'CMS: content in 900,000 segments of one octet (BER)',
    make: () => [segmented(900_000)],
    read: ([octets]) => codeOf(parseSignedData(octets ?? new Uint8Array())),
  },
  {
    name: 'CMS: 64 MB of content in one segment (BER)',
    make: () => [segmented(1, 60 * MIB)],
    read: ([octets]) => codeOf(parseSignedData(octets ?? new Uint8Array())),
  },
  {
    name: 'path: 8,000 names under 8,000 name constraints',
    make: () => constrained(8_000),
    read: verdictOn,
  },
  {
    name: 'path: policy mappings, 12 authorities of 40 policies, all to all',
    make: () => mapped(12, 40),
    read: verdictOn,
  },
  {
    name: 'path: 30 authorities, each certified by every other, none by the anchor',
    make: () => mesh(30),
    read: verdictOn,
  },
  {
    name: 'path: 900 authorities of one name, none of whose keys signed',
    make: () => sameNames(900),
    read: verdictOn,
  },
  {
    name: 'path: 500 authorities of one name, RSA keys of 8,192 bits, exponents of 64',
    make: () => sameNames(500, giantSpki(8_192, 64)),
    read: verdictOn,
  },
  {
    name: 'path: authority with an RSA key of 16,384 bits and an exponent as long',
    make: () => giantKey(16_384, 16_384),
    read: verdictOn,
  },
  {
    name: 'path: authority with an RSA key of 8,192 bits and an exponent of 64',
    make: () => giantKey(8_192, 64),
    read: verdictOn,
  },
]

function certificate(name: string, extensions: () => readonly der.DerValue[]): HostileInput {
  return {
    name,
    make: () => {
      const signer = hostileKey()
      const subject = commonName('Leaf')
      const fields = { subject, issuer: commonName('Authority'), signer, spkiDer: signer.spkiDer }
      return [hostileCertificate({ ...fields, extensions: extensions() })]
    },
    read: ([octets]) => codeOf(parseCertificate(octets ?? new Uint8Array())),
  }
}

function codeOf(
  result: { readonly ok: true } | { readonly ok: false; readonly refusal: string },
): string {
  return result.ok ? 'read' : result.refusal
}

function readCrl(octets: Uint8Array = new Uint8Array()): string {
  const crl = parseCrl(octets)
  if (!crl.ok) return crl.refusal
  const found = [...crl.value.entries.withSerial('7fffffff')].length
  return `read, ${crl.value.entries.count} entries, ${found} found`
}

/** Anchor first, leaf last, whatever else between. */
function verdictOn(octets: readonly Uint8Array[]): string {
  const parsed: Certificate[] = []
  for (const one of octets) {
    const certificateRead = parseCertificate(one)
    if (!certificateRead.ok) return certificateRead.refusal
    parsed.push(certificateRead.value)
  }
  const [anchor, leaf] = [parsed[0], parsed.at(-1)]
  if (anchor === undefined || leaf === undefined) return 'nothing to verify'
  const { code, spent } = verifyPath({
    leaf,
    untrusted: parsed.slice(1, -1),
    anchors: [{ certificate: anchor, enforce: 'none' }],
    at: NOW,
    revocation: { mode: 'none', crls: [], ocspResponses: [] },
    policies: {
      initialPolicySet: 'any',
      requireExplicitPolicy: false,
      inhibitPolicyMapping: false,
      inhibitAnyPolicy: false,
    },
    algorithms: DEFAULT_ALGORITHMS,
  })
  return `${code}, ${spent.signatures} signatures, ${spent.candidatePaths} candidates`
}

function names(count: number): der.DerValue {
  const name = der.encode(new der.DerNode(0x82, 'a'))
  return der.sequence(...Array.from({ length: count }, () => name))
}

function leafWith(alternativeNames: der.DerValue): readonly der.DerValue[] {
  return [extensionOf(OID.subjectAltName, false, alternativeNames)]
}

function extensionWith(identifierDer: Uint8Array): Uint8Array {
  return der.encode(der.sequence(identifierDer, der.octetString(Uint8Array.of(5, 0))))
}

function arc(octets: number): Uint8Array {
  const arcs = new Uint8Array(octets).fill(0xff)
  arcs[octets - 1] = 0x7f
  return arcs
}

/** Elements in one another, from the inside out; lengths grow to four octets. */
function nested(depth: number, tag: number): readonly Uint8Array[] {
  const headers: Buffer[] = []
  let length = 0
  for (let at = 0; at < depth; at++) {
    const long = Buffer.alloc(5)
    long.writeUInt32BE(length, 1)
    const header =
      length < 0x80
        ? Buffer.of(tag, length)
        : length < 0x10000
          ? Buffer.of(tag, 0x82, length >> 8, length & 0xff)
          : Buffer.of(tag, 0x83, length >> 16, (length >> 8) & 0xff, length & 0xff)
    headers.push(header)
    length += header.length
  }
  return [new Uint8Array(Buffer.concat(headers.toReversed()))]
}

function longNames(): readonly Uint8Array[] {
  const signer = hostileKey()
  const name = (last: string): Uint8Array =>
    der.encode(
      der.sequence(
        ...Array.from({ length: 250 }, (_, at) => {
          // Half-width kana with voicing marks: each pair is composed by the preparation.
          const text = `${'ｶﾞ'.repeat(130)}${at === 249 ? last : 'x'}`
          return der.setOf([der.sequence(der.oid('2.5.4.11'), der.utf8String(text))])
        }),
      ),
    )
  const [subject, issuer] = [name('a'), name('b')]
  const { spkiDer } = signer
  const extensions = authorityExtensions()
  return [
    hostileCertificate({ subject, issuer: commonName('Root'), signer, spkiDer, extensions }),
    hostileCertificate({ subject: commonName('Leaf'), issuer, signer, spkiDer }),
  ]
}

function crlOf(entries: number, extensions: (at: number) => readonly der.DerValue[]): Uint8Array {
  const algorithm = der.sequence(der.oid(OID.sha256WithRSAEncryption), der.nullValue())
  const date = der.encode(new der.DerNode(0x17, '250101000000Z'))
  const numbers = Array.from({ length: entries }, (_, at) => at)
  const revoked = der.sequenceOf(numbers, (at) => {
    const own = extensions(at)
    const list = own.length === 0 ? undefined : der.sequence(...own)
    return der.sequence(der.integer(0x10000000 + at), date, list)
  })
  const tbs = der.sequence(
    der.integer(1),
    algorithm,
    commonName('Authority'),
    new der.DerNode(0x17, '260301000000Z'),
    new der.DerNode(0x17, '260501000000Z'),
    revoked,
    der.explicit(0, der.sequence(extensionOf(OID.cRLNumber, false, der.integer(1)))),
  )
  return der.encode(der.sequence(tbs, algorithm, der.bitString(new Uint8Array(256))))
}

function namedIssuer(at: number): readonly der.DerValue[] {
  const name = der.sequence(new der.DerNode(0xa4, [commonName(`Issuer ${at}`)]))
  return [extensionOf(OID.certificateIssuer, true, name)]
}

function ocspOf(answers: number): Uint8Array {
  const hash = der.octetString(new Uint8Array(20))
  const digest = der.sequence(der.oid(OID.sha1), der.nullValue())
  const time = der.encode(new der.DerNode(0x18, '20260401000000Z'))
  const single = (_: unknown, at: number): der.DerNode =>
    der.sequence(
      der.sequence(digest, hash, hash, der.integer(at)),
      new der.DerNode(0x80, new Uint8Array()),
      time,
    )
  const data = der.sequence(
    der.explicit(2, hash),
    time,
    der.sequence(...Array.from({ length: answers }, single)),
  )
  const algorithm = der.sequence(der.oid(OID.sha256WithRSAEncryption), der.nullValue())
  const basic = der.encode(der.sequence(data, algorithm, der.bitString(new Uint8Array(256))))
  const bytes = der.sequence(der.oid('1.3.6.1.5.5.7.48.1.1'), der.octetString(basic))
  return der.encode(der.sequence(der.enumerated(0), der.explicit(0, bytes)))
}

const SIGNED_DATA = '1.2.840.113549.1.7.2'
const DATA = '1.2.840.113549.1.7.1'
const END = Uint8Array.of(0, 0)

function indefinite(depth: number): Uint8Array {
  const opening = new Uint8Array(2 * depth)
  for (let at = 0; at < depth; at++) opening.set([0x30, 0x80], 2 * at)
  return new Uint8Array(Buffer.concat([opening, new Uint8Array(2 * depth)]))
}

/** A SignedData without signers whose content is a constructed OCTET STRING. */
function segmented(segments: number, octets = 1): Uint8Array {
  const one = der.encode(der.octetString(new Uint8Array(octets).fill(0x61)))
  const content = Buffer.concat([
    Buffer.of(0x24, 0x80),
    ...Array.from({ length: segments }, () => one),
    END,
  ])
  const encapsulated = Buffer.concat([
    Buffer.of(0x30, 0x80),
    der.encode(der.oid(DATA)),
    Buffer.of(0xa0, 0x80),
    content,
    END,
    END,
  ])
  const signedData = Buffer.concat([
    Buffer.of(0x30, 0x80),
    der.encode(der.integer(1)),
    der.encode(der.setOf([])),
    encapsulated,
    der.encode(der.setOf([])),
    END,
  ])
  const head = [Buffer.of(0x30, 0x80), der.encode(der.oid(SIGNED_DATA)), Buffer.of(0xa0, 0x80)]
  return new Uint8Array(Buffer.concat([...head, signedData, END, END]))
}

function constrained(count: number): readonly Uint8Array[] {
  const signer = hostileKey()
  const { spkiDer } = signer
  const [root, leaf] = [commonName('Root'), commonName('Leaf')]
  const middle = commonName('Middle')
  const host = (at: number): string => `h${at.toString(36)}.x.jp`
  const subtrees = Array.from({ length: count }, (_, at) =>
    der.sequence(new der.DerNode(0x82, host(at))),
  )
  const alternative = Array.from(
    { length: count },
    (_, at) => new der.DerNode(0x82, `a.${host(at)}`),
  )
  const constraints = der.sequence(der.explicit(0, ...subtrees))
  const extensions = authorityExtensions()
  return [
    hostileCertificate({ subject: root, issuer: root, signer, spkiDer, extensions }),
    hostileCertificate({
      subject: middle,
      issuer: root,
      signer,
      spkiDer,
      extensions: [...extensions, extensionOf(OID.nameConstraints, true, constraints)],
    }),
    hostileCertificate({
      subject: leaf,
      issuer: middle,
      signer,
      spkiDer,
      extensions: [extensionOf(OID.subjectAltName, false, der.sequence(...alternative))],
    }),
  ]
}

function mapped(authorities: number, policies: number): readonly Uint8Array[] {
  const signer = hostileKey()
  const { spkiDer } = signer
  const all = Array.from({ length: policies }, (_, at) => `2.999.1.${at}`)
  const asserted = der.sequence(...all.map((policy) => der.sequence(der.oid(policy))))
  const pairs = all.flatMap((from) =>
    all.slice(0, Math.floor(1024 / policies)).map((to) => der.sequence(der.oid(from), der.oid(to))),
  )
  const policiesExtension = extensionOf(OID.certificatePolicies, true, asserted)
  const mappings = extensionOf(OID.policyMappings, true, der.sequence(...pairs))
  const name = (at: number): Uint8Array => commonName(`Authority ${at}`)
  const certificates = Array.from({ length: authorities }, (_, at) =>
    hostileCertificate({
      subject: name(at),
      issuer: name(Math.max(0, at - 1)),
      signer,
      spkiDer,
      serial: at + 1,
      extensions:
        at === 0 ? authorityExtensions() : [...authorityExtensions(), policiesExtension, mappings],
    }),
  )
  const leaf = hostileCertificate({
    subject: commonName('Leaf'),
    issuer: name(authorities - 1),
    signer,
    spkiDer,
    extensions: [policiesExtension],
  })
  return [...certificates, leaf]
}

/** Authorities that all certify one another; the anchor has certified nobody. */
function mesh(count: number): readonly Uint8Array[] {
  const keys = Array.from({ length: count }, hostileKey)
  const name = (at: number): Uint8Array => commonName(`Authority ${at}`)
  const extensions = authorityExtensions()
  const certificates = keys.flatMap((signer, issuer) =>
    keys.flatMap(({ spkiDer }, subject) =>
      issuer === subject
        ? []
        : hostileCertificate({
            subject: name(subject),
            issuer: name(issuer),
            signer,
            spkiDer,
            extensions,
            serial: issuer * count + subject + 1,
          }),
    ),
  )
  const [first = hostileKey()] = keys
  const leaf = { subject: commonName('Leaf'), issuer: name(0), signer: first }
  return [
    ...anchorOf('Anchor'),
    ...certificates,
    hostileCertificate({ ...leaf, spkiDer: first.spkiDer }),
  ]
}

function anchorOf(name: string): readonly Uint8Array[] {
  const signer = hostileKey()
  const subject = commonName(name)
  const { spkiDer } = signer
  const extensions = authorityExtensions()
  return [hostileCertificate({ subject, issuer: subject, signer, spkiDer, extensions })]
}

function sameNames(count: number, keyDer?: Uint8Array): readonly Uint8Array[] {
  const signer = hostileKey()
  const subject = commonName('Authority')
  const extensions = authorityExtensions()
  // The modulus differs in one octet each: keys that nobody has, and nobody can have verified.
  const certificates = Array.from({ length: count }, (_, at) => {
    const spkiDer = (keyDer ?? signer.spkiDer).slice()
    spkiDer[100] = at & 0xff
    spkiDer[101] = at >> 8
    return hostileCertificate({
      subject,
      issuer: subject,
      signer,
      spkiDer,
      extensions,
      serial: at + 1,
    })
  })
  const leaf = { subject: commonName('Leaf'), issuer: subject, signer, spkiDer: signer.spkiDer }
  const signature = new Uint8Array(keyDer === undefined ? 256 : 1024).fill(0x55)
  return [...anchorOf('Anchor'), ...certificates, hostileCertificate({ ...leaf, signature })]
}

function giantSpki(modulusBits: number, exponentBits: number): Uint8Array {
  const number = (bits: number): der.DerNode => {
    const magnitude = new Uint8Array(bits / 8).fill(0xff)
    return der.unsignedInteger(magnitude)
  }
  const key = der.sequence(number(modulusBits), number(exponentBits))
  const algorithm = der.sequence(der.oid(OID.rsaEncryption), der.nullValue())
  return der.encode(der.sequence(algorithm, der.bitStringOf(key)))
}

function giantKey(modulusBits: number, exponentBits: number): readonly Uint8Array[] {
  const spkiDer = giantSpki(modulusBits, exponentBits)
  const signer = hostileKey()
  const subject = commonName('Authority')
  const extensions = authorityExtensions()
  return [
    hostileCertificate({ subject, issuer: subject, signer, spkiDer, extensions }),
    hostileCertificate({
      subject: commonName('Leaf'),
      issuer: subject,
      signer,
      spkiDer: signer.spkiDer,
      signature: new Uint8Array(modulusBits / 8).fill(0x55),
    }),
  ]
}
