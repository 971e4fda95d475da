import { assembleCertificate } from '#codec/x509/encode-certificate.ts'
import { assert } from '#kernel/assert.ts'
import { type Instant, wholeSecond } from '#kernel/instant.ts'
import type { Clock } from '#kernel/ports.ts'
import { draftResponder, responderOfDraft } from './authority-drafts.ts'
import type { CaConfiguration } from './configuration.ts'
import type { ResponderCredential } from './contract.ts'
import { responderKeyName } from './key-names.ts'
import { LintedTbs } from './lint/linted-tbs.ts'
import { wantedIssuer } from './lint/wanted.ts'
import type { Generation, Responder } from './model.ts'
import type { KeyMaker, ResponderRecords, Signer, ThrowawaySigner } from './ports.ts'
import { RESPONDER_SUITE, type ResponderSuiteId, SUITES } from './suites.ts'

/** What the renewal of responders needs from outside. */
export interface RenewalPorts {
  readonly clock: Clock
  readonly keys: KeyMaker & Signer
  readonly throwaway: ThrowawaySigner
  readonly records: ResponderRecords
}

const DAY_MS = 86_400_000
/** A responder is replaced when this part of its life is left. */
const RENEWAL_FRACTION = 1 / 3

/**
 * Gives every valid generation a responder with a good part of its life before it: at start, daily,
 * and when the clock was set. A kill on the way costs a serial and leaves an unused key. Keys of
 * ended responders are destroyed. Gives the responders that are new; their keys are of `suite`,
 * which those that serve take over when they are renewed.
 */
export async function renewResponders(
  ports: RenewalPorts,
  configuration: CaConfiguration,
  validityDays: number,
  suite: ResponderSuiteId = RESPONDER_SUITE,
): Promise<readonly ResponderCredential[]> {
  const now = ports.clock.now()
  const responders = await ports.records.responders()
  const renewed: Responder[] = []
  for (const generation of await ports.records.generations()) {
    const isValid = generation.notBefore <= now && now <= generation.notAfter
    const newest = responders.findLast(
      (one) => one.authority === generation.authority && one.generation === generation.generation,
    )
    if (isValid && !serves(newest, now, generation.notAfter, validityDays))
      renewed.push(await certify(ports, configuration, generation, validityDays, suite))
  }
  for (const { keyName, notAfter } of responders)
    if (notAfter < now) await ports.keys.discard(keyName)
  return renewed
}

/** At the end of a generation its last responder serves to the end with it. */
function serves(
  responder: Responder | undefined,
  now: Instant,
  generationEnd: Instant,
  validityDays: number,
): boolean {
  if (responder === undefined || responder.notBefore > now) return false
  const left = responder.notAfter - now
  return (
    left > validityDays * DAY_MS * RENEWAL_FRACTION ||
    (left > 0 && responder.notAfter === generationEnd)
  )
}

async function certify(
  { clock, keys, throwaway, records }: RenewalPorts,
  configuration: CaConfiguration,
  generation: Generation,
  validityDays: number,
  suite: ResponderSuiteId,
): Promise<Responder> {
  const serial = await records.takeSerial(generation.authority)
  const keyName = responderKeyName(generation.authority, generation.generation, serial)
  const publicKeyDer = await keys.generate(keyName, 'responder', suite)
  const notBefore = wholeSecond(clock.now())
  const facts = { serial, publicKeyDer, notBefore }
  const draft = draftResponder(configuration, wantedIssuer(generation), validityDays, facts)
  const linted = LintedTbs.lint(draft, throwaway)
  assert(linted.ok, 'a responder of the reviewed configuration keeps its profile')
  const signature = await keys.sign(generation.keyName, {
    what: 'certificate',
    linted: linted.value,
  })
  const algorithm = SUITES[generation.suite].signature
  const certificateDer = assembleCertificate(draft.tbsDer, algorithm, signature)
  const responder = responderOfDraft(generation, keyName, draft, certificateDer)
  await records.addResponder(responder)
  return responder
}
