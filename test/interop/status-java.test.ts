/** Java's own revocation checker (PKIXRevocationChecker) as a relying party of our status. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import {
  GOOD_SERIAL,
  onlineAuthority,
  type OnlineAuthority,
  type Pointers,
  REVOKED_SERIAL,
  UNKNOWN_SERIAL,
} from '../support/online-authority.ts'
import { pemFolder } from '../support/pem-folder.ts'
import { runToolWell } from '../support/run-tool.ts'
import { words } from '../support/words.ts'

const ec = await onlineAuthority({ responderKey: 'P-256' })
after(() => ec[Symbol.asyncDispose]())
const rsa = await onlineAuthority({ kind: 'signature', responderKey: 'RSA-2048' })
after(() => rsa[Symbol.asyncDispose]())

/** A certificate before Java, by a way to its status, and what Java is to say of it. */
interface Question {
  readonly name: string
  readonly online: OnlineAuthority
  readonly serialHex: string
  readonly pointers: Pointers
  /** The options of the checker, as Java names them. */
  readonly options: string
  readonly nonce: boolean
  readonly said: string
}

const STATES = [
  ['good', GOOD_SERIAL, 'good'],
  ['revoked', REVOKED_SERIAL, 'REVOKED SUPERSEDED'],
] as const
const UNKNOWN = ['unknown', UNKNOWN_SERIAL, 'UNDETERMINED_REVOCATION_STATUS'] as const

function questions(): readonly Question[] {
  const found: Question[] = []
  for (const [responder, online] of [
    ['P-256', ec],
    ['RSA-2048', rsa],
  ] as const) {
    const common = { online, nonce: false }
    const both = { ocsp: online.ocspUrl, crl: online.crlUrl }
    for (const [state, serialHex, said] of [...STATES, UNKNOWN])
      for (const nonce of [true, false]) {
        const name = `OCSP ${nonce ? 'with' : 'without'} nonce, ${responder}: ${state}`
        const pointers = { ocsp: online.ocspUrl }
        found.push({ online, serialHex, pointers, options: 'NO_FALLBACK', nonce, name, said })
      }
    for (const [state, serialHex, said] of STATES) {
      const asked = { ...common, serialHex, said }
      const nowhere = { ...both, ocsp: `${online.url}/nowhere` }
      found.push(
        {
          ...asked,
          name: `a list, ${online.authority.kind}: ${state}`,
          pointers: both,
          options: 'PREFER_CRLS,NO_FALLBACK',
        },
        {
          ...asked,
          name: `the list of a municipality, ${online.authority.kind}: ${state}`,
          pointers: { crl: online.municipalityUrl },
          options: 'PREFER_CRLS,NO_FALLBACK',
        },
        {
          ...asked,
          name: `a list after OCSP in vain, ${online.authority.kind}: ${state}`,
          pointers: nowhere,
          options: '',
        },
      )
    }
  }
  return found
}

/** One Java for all questions: it takes longer to start than to answer them. */
async function answers(asked: readonly Question[]): Promise<readonly string[]> {
  using folder = pemFolder()
  const lines = asked.map(({ online, serialHex, pointers, options, nonce }, index) => {
    const { kind, generation } = online.authority
    const anchor = folder.file(`${kind}.der`, generation.certificateDer)
    const leaf = folder.file(`${index}.der`, online.certificate(serialHex, pointers))
    return [anchor, leaf, nonce ? 'nonce' : '-', options].join('\t')
  })
  const list = folder.file('questions', lines.join('\n'))
  const source = readFileSync(new URL('StatusJudge.java', import.meta.url))
  const program = folder.file('StatusJudge.java', source)
  const { stdout } = await runToolWell(
    'java',
    words`-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dcom.sun.security.enableCRLDP=true
      ${program} ${list}`,
  )
  return stdout.toString('utf8').trimEnd().split('\n')
}

const ASKED = questions()
const SAID = await answers(ASKED)

for (const [index, { name, said }] of ASKED.entries())
  test(`Java, ${name}`, () => {
    assert.equal(SAID[index], said)
  })

test('Java asked all of it, and nothing went wrong on our side', () => {
  assert.equal(SAID.length, ASKED.length)
  assert.deepEqual([...ec.records.faults, ...rsa.records.faults], [])
})
