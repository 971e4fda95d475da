import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { encodePem } from '#codec/pem.ts'
import { utf8 } from '#kernel/bytes.ts'
import {
  at,
  certIdOf,
  crlOf,
  issueTo,
  keysOf,
  type LittleAuthority,
  littleAuthority,
  littleResponder,
  ocspOf,
  signWith,
} from './status-authority.ts'

/**
 * What the examples of docs/verifier.md judge: an authority, a certificate, its status, a
 * signature.
 */
export interface VerifierSamples {
  readonly authority: LittleAuthority
  readonly anchorDer: Uint8Array
  readonly leafDer: Uint8Array
  /** Of 1 April 2026, 00:00 to 25 hours later. */
  readonly crlDer: Uint8Array
  readonly ocspDer: Uint8Array
  /** SubjectPublicKeyInfo of the leaf. */
  readonly keyDer: Uint8Array
  readonly message: Uint8Array
  readonly signature: Uint8Array
}

/** Makes the samples; keys are made once for the test process. */
export function verifierSamples(): VerifierSamples {
  const authority = littleAuthority('signature')
  const holder = keysOf('holder')
  const message = utf8('shomei')
  const answer = {
    certIdDer: certIdOf(authority, 'c0ffee'),
    status: { state: 'good' },
    thisUpdate: at('2026-04-01T00:00:00Z'),
    nextUpdate: at('2026-04-01T00:15:00Z'),
  } as const
  return {
    authority,
    anchorDer: authority.certificate.der,
    leafDer: issueTo(authority, { serialHex: 'c0ffee' }),
    crlDer: crlOf(authority),
    ocspDer: ocspOf(littleResponder(authority), [answer]),
    keyDer: holder.spkiDer,
    message,
    signature: signWith(holder, message),
  }
}

/** Writes the samples under the names of docs/verifier.md. */
export function writeVerifierSamples(folder: string, samples: VerifierSamples): void {
  const files: Readonly<Record<string, string | Uint8Array>> = {
    'anchor.pem': encodePem('CERTIFICATE', samples.anchorDer),
    'leaf.pem': encodePem('CERTIFICATE', samples.leafDer),
    'list.crl': samples.crlDer,
    'answer.ors': samples.ocspDer,
    'key.pem': encodePem('PUBLIC KEY', samples.keyDer),
    'message.bin': samples.message,
    'signature.bin': samples.signature,
  }
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
}
