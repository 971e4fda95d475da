import { digest } from '#crypto/digest.ts'
import { fromBase64, toBase64, toHex, utf8 } from '#kernel/bytes.ts'
import { formatInstant, type Instant, parseInstant } from '#kernel/instant.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import { type KeyName, parseKeyName } from './contract.ts'

/** One step of a ceremony as the transcript states it. */
export type TranscriptStep =
  | {
      readonly step: 'opened'
      readonly at: Instant
      /** SHA-256 of the reviewed file. */
      readonly ceremonyHex: string
      readonly title: string
      /** In a rehearsal nothing is kept: neither keys nor records. */
      readonly rehearsal: boolean
    }
  | {
      readonly step: 'key-made'
      readonly at: Instant
      readonly key: KeyName
      readonly publicKeyDer: Uint8Array
    }
  | {
      readonly step: 'certificate-intended'
      readonly at: Instant
      readonly serial: number
      readonly tbsDer: Uint8Array
    }
  | { readonly step: 'certified'; readonly at: Instant; readonly certificateDer: Uint8Array }
  | { readonly step: 'closed'; readonly at: Instant }

/** The kinds of step. */
export type StepName = TranscriptStep['step']

/** What stands for the line before the first. */
export const NO_PREVIOUS_HEX = '0'.repeat(64)

/**
 * The digest by which the next line names this one, and by which people compare whole transcripts.
 */
export function lineDigestHex(line: string): string {
  return toHex(digest('sha256', utf8(line)))
}

/** A step as a line: JSON in a fixed order of members, with the digest of the line before. */
export function writeLine(step: TranscriptStep, position: number, previousHex: string): string {
  const common = { position, step: step.step, at: formatInstant(step.at) }
  return JSON.stringify({ ...common, ...stepMembers(step), previous: previousHex })
}

/**
 * Reads the lines of a transcript: each must be the very text that `writeLine` makes of its step,
 * so that a line says one thing only, and must name the line before it.
 */
export function readTranscript(
  lines: readonly string[],
): Result<readonly TranscriptStep[], 'transcript-broken'> {
  const steps: TranscriptStep[] = []
  let previousHex = NO_PREVIOUS_HEX
  for (const [position, line] of lines.entries()) {
    const step = readStep(line)
    if (step === undefined || writeLine(step, position, previousHex) !== line)
      return refuse('transcript-broken', { line: position + 1 })
    steps.push(step)
    previousHex = lineDigestHex(line)
  }
  return ok(steps)
}

function stepMembers(step: TranscriptStep): Readonly<Record<string, string | number | boolean>> {
  switch (step.step) {
    case 'opened':
      return { ceremony: step.ceremonyHex, title: step.title, rehearsal: step.rehearsal }
    case 'key-made':
      return { key: step.key, publicKey: toBase64(step.publicKeyDer) }
    case 'certificate-intended':
      return { serial: step.serial, tbs: toBase64(step.tbsDer) }
    case 'certified':
      return { certificate: toBase64(step.certificateDer) }
    case 'closed':
      return {}
  }
}

function readStep(line: string): TranscriptStep | undefined {
  const members = parseMembers(line)
  const at = parseInstant(text(members, 'at'))
  if (at === undefined) return undefined
  switch (members.get('step')) {
    case 'opened':
      return {
        step: 'opened',
        at,
        ceremonyHex: text(members, 'ceremony'),
        title: text(members, 'title'),
        rehearsal: members.get('rehearsal') === true,
      }
    case 'key-made': {
      const key = parseKeyName(text(members, 'key'))
      const publicKeyDer = fromBase64(text(members, 'publicKey'))
      if (key === undefined || publicKeyDer === undefined) return undefined
      return { step: 'key-made', at, key, publicKeyDer }
    }
    case 'certificate-intended': {
      const serial = members.get('serial')
      const tbsDer = fromBase64(text(members, 'tbs'))
      if (typeof serial !== 'number' || tbsDer === undefined) return undefined
      return { step: 'certificate-intended', at, serial, tbsDer }
    }
    case 'certified': {
      const certificateDer = fromBase64(text(members, 'certificate'))
      return certificateDer === undefined ? undefined : { step: 'certified', at, certificateDer }
    }
    case 'closed':
      return { step: 'closed', at }
    default:
      return undefined
  }
}

function parseMembers(line: string): ReadonlyMap<string, unknown> {
  try {
    const value: unknown = JSON.parse(line)
    return new Map(typeof value === 'object' && value !== null ? Object.entries(value) : [])
  } catch {
    return new Map()
  }
}

function text(members: ReadonlyMap<string, unknown>, name: string): string {
  const value = members.get(name)
  return typeof value === 'string' ? value : ''
}
