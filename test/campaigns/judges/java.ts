import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { ToolError, TOOL_PATH } from '../../support/run-tool.ts'
import type { PathCase } from '../path-case.ts'
import type { Verdict } from './verdict.ts'

/** Java's PKIX provider in one process for the whole campaign. */
export interface JavaJudge extends AsyncDisposable {
  readonly judge: (pathCase: PathCase) => Promise<Verdict>
}

/** Starts the judge; the first verdict waits for the compiler. */
export function startJavaJudge(): JavaJudge {
  const program = join(import.meta.dirname, 'PathJudge.java')
  const flags = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xmx256m']
  const child = spawn('java', [...flags, program], {
    env: { PATH: TOOL_PATH, LC_ALL: 'C.UTF-8' },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const waiting: { resolve: (line: string) => void; reject: (error: Error) => void }[] = []
  const exited = once(child, 'exit')
  const fail = (cause?: unknown): void => {
    const error = new ToolError('java cannot be run: install default-jdk-headless', { cause })
    for (const { reject } of waiting.splice(0)) reject(error)
  }
  child.once('error', fail)
  child.once('exit', () => fail())
  child.stdin.on('error', () => undefined)
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.resolve(line))
  return {
    judge: async (pathCase) => {
      const answered = new Promise<string>((resolve, reject) => waiting.push({ resolve, reject }))
      child.stdin.write(`${lineOf(pathCase)}\n`)
      return verdictOf(await answered, pathCase)
    },
    [Symbol.asyncDispose]: async () => {
      child.stdin.end()
      await exited
    },
  }
}

function lineOf(pathCase: PathCase): string {
  const { asked, anchors, intended, untrusted, crls, responses } = pathCase
  const list = (octets: readonly Uint8Array[]): string =>
    octets.map((one) => Buffer.from(one).toString('base64')).join(',')
  const answers = responses.flatMap(({ certificate, response }) => [certificate, response])
  const policies = asked.initialPolicySet === 'any' ? 'any' : asked.initialPolicySet.join(',')
  return Object.entries({
    at: Date.parse(asked.at),
    revocation: asked.revocation,
    policies,
    explicit: asked.requireExplicitPolicy,
    inhibitMapping: asked.inhibitPolicyMapping,
    inhibitAny: asked.inhibitAnyPolicy,
    anchors: list(anchors),
    intended: list(intended),
    untrusted: list(untrusted),
    crls: list(crls),
    responses: list(answers),
  })
    .map(([name, value]) => `${name}=${value}`)
    .join('\t')
}

function verdictOf(line: string, { asked }: PathCase): Verdict {
  const [verdict, policies = '', said = ''] = line.split('\t')
  if (verdict !== 'valid') return { verdict: 'invalid', said }
  // CertPathValidator has no purpose to ask for.
  if (asked.keyPurpose !== undefined) return { verdict: 'abstains', said }
  return { verdict, said, policies: policies === '' ? [] : policies.split(',') }
}
