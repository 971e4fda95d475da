import type { DerReader } from '#codec/der/decode.ts'
import * as der from '#codec/der/encode.ts'
import {
  type AlgorithmIdentifier,
  digestIdentifierDer,
  readAlgorithmIdentifier,
} from '#codec/x509/algorithm.ts'
import type { Name } from '#codec/x509/name.ts'
import { parseSubjectPublicKeyInfo } from '#codec/x509/public-key-info.ts'
import { readSerialNumber, serialNode } from '#codec/x509/serial-number.ts'
import { hashAlgorithmOf } from '#codec/x509/signature-algorithm.ts'
import { digest, type DigestAlgorithm, HASH_OCTETS, type HashAlgorithm } from '#crypto/digest.ts'
import { assert } from '#kernel/assert.ts'
import { CERT_ID_SERIAL_OCTETS_MAX, OCSP_HASH_OCTETS_MAX } from './bounds.ts'
import type { OcspRefusal } from './refusal.ts'

/**
 * CertID (RFC 6960 §4.1.1): one certificate, named by hashes of its issuer and its serial number.
 */
export interface CertId {
  readonly hashAlgorithm: AlgorithmIdentifier
  /**
   * The hash function; `undefined` for one this project does not compute, whose issuer cannot be
   * recognised.
   */
  readonly digest: HashAlgorithm | undefined
  readonly issuerNameHash: Uint8Array
  readonly issuerKeyHash: Uint8Array
  /** As the text of `readSerialNumber`. */
  readonly serialHex: string
  /** The encoding, for the answer to repeat as it stands. */
  readonly der: Uint8Array
}

/** What a CertID says of the issuer: the two hashes under one hash function. */
export interface IssuerHashes {
  readonly nameHash: Uint8Array
  readonly keyHash: Uint8Array
}

/**
 * The hashes of an issuer (RFC 6960 §4.1.1): of the DER of its name, and of the value of its
 * subjectPublicKey without tag, length and unused bits. `spkiDer` comes from a parsed certificate;
 * anything else is a bug.
 */
export function issuerHashes(
  algorithm: HashAlgorithm,
  issuerName: Name,
  issuerSpkiDer: Uint8Array,
): IssuerHashes {
  const spki = parseSubjectPublicKeyInfo(issuerSpkiDer)
  assert(spki.ok, 'an issuer has a SubjectPublicKeyInfo')
  return {
    nameHash: digest(algorithm, issuerName.der),
    keyHash: digest(algorithm, spki.value.publicKey),
  }
}

/**
 * The encoded CertID of a serial number under an issuer. The hash's parameters are NULL, as clients
 * write them.
 */
export function encodeCertId(
  algorithm: DigestAlgorithm,
  { nameHash, keyHash }: IssuerHashes,
  serialHex: string,
): Uint8Array {
  return der.encode(
    der.sequence(
      digestIdentifierDer(algorithm, 'null'),
      der.octetString(nameHash),
      der.octetString(keyHash),
      serialNode(serialHex),
    ),
  )
}

/** Reads a CertID. */
export function readCertId(reader: DerReader<OcspRefusal>): CertId {
  const start = reader.offset
  const parts = reader.sequence('certID', readParts)
  const { hashAlgorithm, digest: known, issuerNameHash, issuerKeyHash, serialHex } = parts
  const octets = reader.since(start)
  return { hashAlgorithm, digest: known, issuerNameHash, issuerKeyHash, serialHex, der: octets }
}

function readParts(reader: DerReader<OcspRefusal>): Omit<CertId, 'der'> {
  const hashAlgorithm = readAlgorithmIdentifier(reader, 'hashAlgorithm')
  const known = hashAlgorithmOf(hashAlgorithm)
  return {
    hashAlgorithm,
    digest: known,
    issuerNameHash: readHash(reader, 'issuerNameHash', known),
    issuerKeyHash: readHash(reader, 'issuerKeyHash', known),
    serialHex: readSerial(reader),
  }
}

function readHash(
  reader: DerReader<OcspRefusal>,
  field: string,
  known: HashAlgorithm | undefined,
): Uint8Array {
  const hash = reader.octetString(field)
  const { length } = hash
  const isWrong =
    known === undefined ? length > OCSP_HASH_OCTETS_MAX : length !== HASH_OCTETS[known]
  if (isWrong) reader.refuse('ocsp-hash-length-wrong', field, { octets: length })
  return hash
}

function readSerial(reader: DerReader<OcspRefusal>): string {
  const { serialHex, octets } = readSerialNumber(reader, 'serialNumber')
  if (octets > CERT_ID_SERIAL_OCTETS_MAX)
    reader.refuse('ocsp-serial-malformed', 'serialNumber', { octets })
  return serialHex
}
