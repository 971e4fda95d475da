import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { isRefusalCode } from '#catalogue/refusals.ts'
import type { Result } from '#kernel/result.ts'
import { structureMutations } from './structure-mutations.ts'

/** A parser under test; what it returns is not looked at unless `check` is given. */
export interface FuzzedParser<T> {
  readonly parse: (octets: Uint8Array) => Result<T, string>
  /** What must hold of everything that was read, beside that it was read at all. */
  readonly check?: (value: T, octets: Uint8Array) => void
}

/**
 * Gives a parser `runs` changed forms of `sample`: it never throws, and its refusals carry a code
 * of the catalogue, field and offset.
 */
export function fuzzParser<T>(
  { parse, check }: FuzzedParser<T>,
  sample: Uint8Array,
  runs: number,
): void {
  fc.assert(
    fc.property(structureMutations(sample), (octets) => {
      const parsed = parse(octets)
      if (parsed.ok) check?.(parsed.value, octets)
      else checkRefusal(parsed.refusal, parsed.detail, octets.length)
    }),
    { numRuns: runs },
  )
}

function checkRefusal(
  refusal: string,
  { field, offset }: Readonly<Record<string, string | number>>,
  octets: number,
): void {
  assert.ok(isRefusalCode(refusal), refusal)
  assert.equal(typeof field, 'string', refusal)
  assert.ok(typeof offset === 'number' && offset >= 0 && offset <= octets, `${refusal} ${offset}`)
}

/** Every file under a folder, in a fixed order. */
export function filesUnder(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .toSorted()
}

/**
 * The octets of a file as it lies in the suites: DER or BER, PEM, or the last base64 part of a mail
 * message. `undefined` for anything else.
 */
export function encodedOctets(path: string): Uint8Array | undefined {
  const raw = readFileSync(path)
  if (raw[0] === 0x30) return new Uint8Array(raw)
  const text = raw.toString('latin1')
  const pem = /-----BEGIN [^-]+-----([A-Za-z0-9+/=\s]+)-----END/.exec(text)?.[1]
  const parts = [...text.matchAll(MAIL_PART)].map(([, body]) => body)
  const base64 = pem ?? parts.at(-1)
  return base64 === undefined ? undefined : new Uint8Array(Buffer.from(base64, 'base64'))
}

const MAIL_PART = /Content-Transfer-Encoding:\s*base64[^]*?\r?\n\r?\n([A-Za-z0-9+/=\r\n]+)/gi
