import * as der from '#codec/der/encode.ts'
import { type Ok, ok } from '#kernel/result.ts'
import type { KeyParameters } from './key-parameters.ts'
import { OID } from './oids.ts'

/**
 * The octets around the modulus of an RSA key of one size with the exponent 65,537, and what such a
 * key is read as.
 */
interface Frame {
  readonly head: Uint8Array
  readonly modulusOctets: number
  readonly tail: Uint8Array
  readonly parameters: Ok<KeyParameters>
}

/**
 * The parameters of a key that nearly every certificate has: DER has one way to write it, of which
 * the modulus alone differs. `undefined` for any other, which is then read value by value.
 */
export function usualRsaKey(spkiDer: Uint8Array): Ok<KeyParameters> | undefined {
  for (const frame of FRAMES)
    if (spkiDer.length === frame.head.length + frame.modulusOctets + frame.tail.length)
      return isFramed(spkiDer, frame) ? frame.parameters : undefined
  return undefined
}

function isFramed(spkiDer: Uint8Array, { head, modulusOctets, tail }: Frame): boolean {
  // The sign's octet is the head's last: by X.690 §8.3.2 the modulus's first bit is then set.
  if ((spkiDer[head.length] ?? 0) < 0x80) return false
  return isAt(head, spkiDer, 0) && isAt(tail, spkiDer, head.length + modulusOctets)
}

function isAt(part: Uint8Array, octets: Uint8Array, offset: number): boolean {
  for (let i = 0; i < part.length; i++) if (part[i] !== octets[offset + i]) return false
  return true
}

/** 65,537, which nearly every key has. */
const F4 = 65_537n

const FRAMES: readonly Frame[] = [2048, 3072, 4096].map(frameOf)

function frameOf(sizeBits: number): Frame {
  const modulusOctets = sizeBits / 8
  const modulus = new Uint8Array(modulusOctets).fill(0xff)
  const exponent = der.integer(F4)
  const key = der.encode(der.sequence(der.unsignedInteger(modulus), exponent))
  const algorithm = der.sequence(der.oid(OID.rsaEncryption), der.nullValue())
  const octets = der.encode(der.sequence(algorithm, der.bitString(key)))
  const tail = der.encode(exponent)
  return {
    head: octets.slice(0, octets.length - tail.length - modulusOctets),
    modulusOctets,
    tail,
    parameters: ok({ kind: 'rsa', sizeBits, exponent: F4 }),
  }
}
