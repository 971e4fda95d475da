import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { ToolError } from '../../support/run-tool.ts'
import type { PathCase } from '../path-case.ts'

/** Our verdict, by the stable codes. */
export interface OurVerdict {
  readonly verdict: 'valid' | 'invalid'
  readonly code: string
  /** Sorted; anyPolicy is 2.5.29.32.0. */
  readonly policies: readonly string[]
}

/** `shomei pki verify-path --batch`, the door that stands open to every outside judge. */
export interface OurDoor extends AsyncDisposable {
  /** The verdict under a profile: `path-only` is RFC 5280 §6.1 alone, as the other judges read it. */
  readonly judge: (pathCase: PathCase, profile: 'path-only' | 'rfc5280') => Promise<OurVerdict>
}

const COMMAND = join(import.meta.dirname, '..', '..', '..', 'bin', 'shomei.ts')

/** Opens the door once for a whole campaign: one request a line, one verdict a line, in order. */
export function openDoor(): OurDoor {
  const child = spawn(process.execPath, [COMMAND, 'pki', 'verify-path', '--batch'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const waiting: { resolve: (line: string) => void; reject: (error: Error) => void }[] = []
  const exited = once(child, 'exit')
  let isShut = false
  const fail = (): void => {
    isShut = true
    for (const { reject } of waiting.splice(0)) reject(new ToolError('the door is shut'))
  }
  child.once('error', fail)
  child.once('exit', fail)
  child.stdin.on('error', () => undefined)
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.resolve(line))
  return {
    judge: async (pathCase, profile) => {
      if (isShut) throw new ToolError('the door is shut')
      const answered = new Promise<string>((resolve, reject) => waiting.push({ resolve, reject }))
      child.stdin.write(`${JSON.stringify(requestOf(pathCase, profile))}\n`)
      return verdictOf(await answered)
    },
    [Symbol.asyncDispose]: async () => {
      child.stdin.end()
      await exited
    },
  }
}

/** The case as the door's JSON; also what is dumped for whoever looks into a disagreement. */
export function requestOf(
  { asked, anchors, untrusted, leaf, crls, responses }: PathCase,
  profile: 'path-only' | 'rfc5280',
): Record<string, unknown> {
  const base64 = (octets: Uint8Array): string => Buffer.from(octets).toString('base64')
  return {
    trustAnchors: anchors.map(base64),
    untrusted: untrusted.map(base64),
    leaf: base64(leaf),
    crls: crls.map(base64),
    ocspResponses: responses.map(({ response }) => base64(response)),
    time: asked.at,
    revocation: asked.revocation,
    initialPolicySet: asked.initialPolicySet === 'any' ? undefined : asked.initialPolicySet,
    requireExplicitPolicy: asked.requireExplicitPolicy,
    inhibitPolicyMapping: asked.inhibitPolicyMapping,
    inhibitAnyPolicy: asked.inhibitAnyPolicy,
    keyPurpose: asked.keyPurpose,
    profile,
    // RFC 5280 §6.1.1(d): an anchor is a name and a key, as the other judges are told.
    anchorLimits: 'none',
  }
}

function verdictOf(line: string): OurVerdict {
  const { verdict, code, policies = [] } = JSON.parse(line) as Record<string, unknown>
  if ((verdict !== 'valid' && verdict !== 'invalid') || typeof code !== 'string')
    throw new ToolError(`no verdict: ${line}`)
  const told = Array.isArray(policies) ? policies.map(String).sort() : []
  return { verdict, code, policies: told }
}
