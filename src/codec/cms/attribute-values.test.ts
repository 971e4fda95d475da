import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TAG } from '#codec/der/tag.ts'
import * as der from '#codec/der/encode.ts'
import { directoryName, generalNamesNode } from '#codec/x509/general-name.ts'
import { nameOf } from '#codec/x509/name.ts'
import { toHex, utf8 } from '#kernel/bytes.ts'
import { instant } from '#kernel/instant.ts'
import type { RefusalDetail, Result } from '#kernel/result.ts'
import { parseAtsHashIndex } from './ats-hash-index.ts'
import { attributeValues } from './attribute.ts'
import { CMS_CERTIFICATES_MAX, CMS_REFERENCES_MAX } from './bounds.ts'
import { CMS_OID } from './oids.ts'
import { parseCertificateReferences, parseRevocationReferences } from './references.ts'
import { parseSignaturePolicy } from './signature-policy.ts'
import {
  parseCommitmentType,
  parseContentHints,
  parseMimeType,
  parseSignerLocation,
} from './signer-statements.ts'
import { parseCertificateValues, parseRevocationValues } from './validation-values.ts'

const ISSUER = nameOf([['CN', 'CA']])
const AT = instant(1_775_001_600_000)
const SHA256 = der.sequence(der.oid('2.16.840.1.101.3.4.2.1'))
const HASH = der.octetString(new Uint8Array(32))
const STRUCTURE = der.encode(der.sequence(der.integer(1)))

function value<T>(parsed: Result<T, string>): T {
  assert.ok(parsed.ok, parsed.ok ? '' : `${parsed.refusal} ${JSON.stringify(parsed.detail)}`)
  return parsed.value
}

function refusal(
  parsed: Result<unknown, string>,
): readonly [string, RefusalDetail[string] | undefined] {
  assert.ok(!parsed.ok)
  return [parsed.refusal, parsed.detail['section']]
}

test('certificate-values holds certificates as they stand, up to the bound', () => {
  const list = (count: number): Uint8Array =>
    der.encode(der.sequence(...Array.from({ length: count }, () => STRUCTURE)))
  const read = value(parseCertificateValues(list(CMS_CERTIFICATES_MAX)))
  assert.equal(read.length, CMS_CERTIFICATES_MAX)
  assert.equal(toHex(read[0] ?? HASH_NONE), toHex(STRUCTURE))
  assert.equal(
    refusal(parseCertificateValues(list(CMS_CERTIFICATES_MAX + 1)))[0],
    'cms-list-too-long',
  )
  assert.deepEqual(refusal(parseCertificateValues(der.encode(der.sequence(der.integer(1))))), [
    'der-tag-unexpected',
    'EN 319 122-1 A.1.1.2, X.690 §8.1.2',
  ])
})

const HASH_NONE = new Uint8Array()

test('revocation-values holds lists, basic responses and others', () => {
  const crls = der.explicit(0, der.sequence(STRUCTURE))
  const responses = der.explicit(1, der.sequence(STRUCTURE, STRUCTURE))
  const other = der.explicit(2, der.sequence(der.oid('2.999.1'), der.nullValue()))
  const all = value(parseRevocationValues(der.encode(der.sequence(crls, responses, other))))
  assert.deepEqual(all.crlsDer.map(toHex), [toHex(STRUCTURE)])
  assert.equal(all.basicOcspResponsesDer.length, 2)
  assert.deepEqual(
    all.otherRevocations.map(({ oid }) => oid),
    ['2.999.1'],
  )
  const none = value(parseRevocationValues(der.encode(der.sequence())))
  assert.deepEqual(none, { crlsDer: [], basicOcspResponsesDer: [], otherRevocations: [] })
  const swapped = der.encode(der.sequence(responses, crls))
  assert.equal(refusal(parseRevocationValues(swapped))[0], 'der-trailing-bytes')
})

test('references name certificates by their hash, SHA-1 where it is bare', () => {
  const issuerSerial = der.sequence(generalNamesNode([directoryName(ISSUER)]), der.integer(-5))
  const [first, second] = value(
    parseCertificateReferences(
      der.encode(
        der.sequence(
          der.sequence(der.octetString(new Uint8Array(20))),
          der.sequence(der.sequence(SHA256, HASH), issuerSerial),
        ),
      ),
    ),
  )
  assert.deepEqual([first?.digest, first?.serialHex], ['sha1', undefined])
  assert.deepEqual([second?.digest, second?.serialHex], ['sha256', '-05'])
})

test('references name lists and responses', () => {
  const crl = der.sequence(
    der.sequence(SHA256, HASH),
    der.sequence(ISSUER.der, der.utcTime(AT), der.integer(7)),
  )
  const ocsp = der.sequence(
    der.sequence(der.explicit(1, ISSUER.der), der.generalizedTime(AT)),
    der.sequence(SHA256, HASH),
  )
  const [read] = value(
    parseRevocationReferences(
      der.encode(
        der.sequence(
          der.sequence(
            der.explicit(0, der.sequence(der.sequence(crl))),
            der.explicit(1, der.sequence(der.sequence(ocsp))),
          ),
        ),
      ),
    ),
  )
  assert.deepEqual(
    read?.crls.map(({ hash, issuedAt }) => [hash.digest, issuedAt]),
    [['sha256', AT]],
  )
  assert.deepEqual(
    read.ocspResponses.map(({ hash, producedAt }) => [hash?.digest, producedAt]),
    [['sha256', AT]],
  )
  const many = der.encode(
    der.sequence(...Array.from({ length: CMS_REFERENCES_MAX + 1 }, () => der.sequence())),
  )
  assert.equal(refusal(parseRevocationReferences(many))[0], 'cms-list-too-long')
})

test('the older hash index has SHA-256 by default, the newer names its function', () => {
  const lists = [der.sequence(HASH), der.sequence(), der.sequence(HASH, HASH)]
  const unnamed = der.encode(der.sequence(...lists))
  const named = der.encode(der.sequence(der.sequence(der.oid('2.16.840.1.101.3.4.2.3')), ...lists))
  for (const [version, octets, digest] of [
    [1, unnamed, 'sha256'],
    [1, named, 'sha512'],
    [3, named, 'sha512'],
  ] as const) {
    const index = value(parseAtsHashIndex(version, octets))
    assert.equal(index.digest, digest)
    assert.deepEqual(
      [index.certificates.length, index.crls.length, index.unsignedAttributes.length],
      [1, 0, 2],
    )
  }
  assert.deepEqual(refusal(parseAtsHashIndex(3, unnamed)), [
    'der-tag-unexpected',
    'EN 319 122-1 §5.5.2, X.690 §8.1.2',
  ])
})

test('a signature policy is named with its hash, or implied', () => {
  const uri = der.sequence(der.oid('1.2.840.113549.1.9.16.5.1'), der.ia5String('http://p'))
  const policy = der.sequence(der.oid('2.999.1'), der.sequence(SHA256, HASH), der.sequence(uri))
  const named = value(parseSignaturePolicy(der.encode(policy)))
  assert.equal(named.kind, 'named')
  assert.deepEqual([named.oid, named.digest, named.qualifiers.length], ['2.999.1', 'sha256', 1])
  assert.deepEqual(value(parseSignaturePolicy(der.encode(der.nullValue()))), { kind: 'implied' })
  const empty = der.sequence(der.oid('2.999.1'), der.sequence(SHA256, HASH), der.sequence())
  assert.equal(refusal(parseSignaturePolicy(der.encode(empty)))[0], 'der-value-malformed')
})

test('what a signer states is read as text', () => {
  assert.equal(value(parseMimeType(der.encode(der.utf8String('text/plain')))), 'text/plain')
  const hints = der.sequence(der.utf8String('契約'), der.oid(CMS_OID.data))
  assert.deepEqual(value(parseContentHints(der.encode(hints))), {
    description: '契約',
    contentType: CMS_OID.data,
  })
  const proofOfOrigin = der.sequence(der.oid('1.2.840.113549.1.9.16.6.1'))
  assert.deepEqual(value(parseCommitmentType(der.encode(proofOfOrigin))), {
    oid: '1.2.840.113549.1.9.16.6.1',
    qualifiersDer: [],
  })
  const location = der.sequence(
    der.explicit(0, der.printableString('JP')),
    der.explicit(1, der.utf8String('千代田区')),
    der.explicit(2, der.sequence(der.utf8String('一丁目'))),
  )
  assert.deepEqual(value(parseSignerLocation(der.encode(location))), {
    country: 'JP',
    locality: '千代田区',
    postalAddress: ['一丁目'],
  })
  const seven = der.sequence(...Array.from({ length: 7 }, () => der.utf8String('')))
  const tooLong = der.encode(der.sequence(der.explicit(2, seven)))
  assert.equal(refusal(parseSignerLocation(tooLong))[0], 'der-too-many-values')
})

test('the values of one type are found over all attributes of it', () => {
  const attribute = (oid: string, ...valuesDer: readonly Uint8Array[]) => ({
    oid,
    valuesDer,
    der: Uint8Array.of(TAG.sequence, 0),
  })
  const attributes = [
    attribute('1.2', utf8('a'), utf8('b')),
    attribute('1.3'),
    attribute('1.2', utf8('c')),
  ]
  assert.deepEqual(attributeValues(attributes, '1.2').map(toHex), ['61', '62', '63'])
})
