/** An authority and its responders in a folder, for servers of several makes to answer with. */
import { X509Certificate } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { KeyName } from '#ca/contract.ts'
import { encodeOcspRequest } from '#codec/ocsp/request.ts'
import { type Instant, instant, plusMs, wholeSecond } from '#kernel/instant.ts'
import {
  certIdOf,
  keysOf,
  type LittleAuthority,
  littleAuthority,
  type LittleResponder,
  littleResponder,
  ocspOf,
} from '../../test/support/status-authority.ts'

/** The responders' suites, as the servers are told them. */
export type ResponderSuite = 'p256' | 'rsa'

/** What the servers read. */
export interface OcspMaterial {
  readonly folder: string
  readonly authority: LittleAuthority
  readonly responders: Readonly<Record<ResponderSuite, LittleResponder>>
  readonly now: Instant
}

/** The name of a responder's key in the servers. */
export const RESPONDER_KEY: Readonly<Record<ResponderSuite, string>> = {
  p256: 'responder-p256',
  rsa: 'responder-rsa',
}

const YEAR_MS = 31_536_000_000

/** Makes an RSA-2048 authority with two responders, and writes them to `folder`. */
export function makeOcspMaterial(folder: string): OcspMaterial {
  const now = wholeSecond(instant(Date.now()))
  const authority = littleAuthority('signature')
  const life = { notBefore: plusMs(now, -YEAR_MS / 12), notAfter: plusMs(now, YEAR_MS) }
  const responders = {
    p256: littleResponder(authority, { ...life, keys: keysOf(RESPONDER_KEY.p256, 'P-256') }),
    rsa: littleResponder(authority, { ...life, keys: keysOf(RESPONDER_KEY.rsa) }),
  }
  writeCertificate(join(folder, 'authority'), authority.generation.certificateDer)
  for (const suite of ['p256', 'rsa'] as const) {
    const { credential, keys } = responders[suite]
    writeCertificate(join(folder, suite), credential.certificateDer)
    const pem = keys.privateKey.export({ format: 'pem', type: 'pkcs8' })
    writeFileSync(join(folder, `${suite}.key`), pem, { mode: 0o600 })
  }
  return { folder, authority, responders, now }
}

function writeCertificate(base: string, certificateDer: Uint8Array): void {
  writeFileSync(`${base}.der`, certificateDer)
  writeFileSync(`${base}.pem`, new X509Certificate(certificateDer).toString())
}

/** Serials of holders in the bench are these and those after them. */
export const FIRST_SERIAL = 1

/** When every revoked one was revoked. */
export const REVOKED_AT = instant(1_750_000_000_000)

/** Whether a serial of the population is revoked: one in five, as in the nation. */
export function isRevoked(serial: number): boolean {
  return (serial * 2_654_435_761) % 5 === 0
}

/** Serials of a population of `size`, spread over all of it; the same for the same `seed`. */
export function sampleSerials(size: number, count: number, seed: number): readonly number[] {
  let state = seed
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return FIRST_SERIAL + (state % size)
  })
}

/** A request for one serial. */
export function requestFor(
  { authority }: OcspMaterial,
  serial: number,
  nonce: Uint8Array | undefined,
): Uint8Array {
  return encodeOcspRequest([certIdOf(authority, hexOf(serial))], nonce)
}

/** A pre-signed answer, for servers that do not sign. */
export function preSigned(material: OcspMaterial, serial: number): Uint8Array {
  const { authority, responders, now } = material
  const statement = {
    certIdDer: certIdOf(authority, hexOf(serial)),
    status: isRevoked(serial)
      ? ({ state: 'revoked', revokedAt: plusMs(now, -YEAR_MS), reason: 'superseded' } as const)
      : ({ state: 'good' } as const),
    thisUpdate: now,
    nextUpdate: plusMs(now, YEAR_MS),
  }
  return ocspOf(responders.p256, [statement], { producedAt: now })
}

/** A serial as it stands in files. */
export function hexOf(serial: number): string {
  const digits = serial.toString(16)
  return digits.length % 2 === 0 ? digits : `0${digits}`
}

/** A name of a key; the type is earned by its form. */
export function keyNameOf(suite: ResponderSuite): KeyName {
  return RESPONDER_KEY[suite] as KeyName
}
