import type { SoftwareCardIssuerKeys } from '#adapters/keys/card-issuer-keys.ts'
import type { StatusReader } from '#ca/contract.ts'
import type {
  CounterFront,
  LoginOffice,
  RegisterOffice,
  RunningSystem,
  StatusOffice,
  SystemControls,
  SystemDescription,
} from '#cli/ports.ts'
import { completeLogin, type LoginPorts } from '#idp/complete-login.ts'
import { createChallenge } from '#idp/create-challenge.ts'
import type { TextIssuer } from '#card-client/ports.ts'
import { toHex } from '#kernel/bytes.ts'
import type { Instant } from '#kernel/instant.ts'
import type { Clock, Random } from '#kernel/ports.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import { acceptApplication } from '#ra/accept-application.ts'
import { applyLifeEvent } from '#ra/apply-life-events.ts'
import { deskInProcess } from '#ra/at-terminal/desk-in-process.ts'
import type { CertificateRef } from '#ra/contract.ts'
import type { CounterPorts } from '#ra/counter-ports.ts'
import { historyOf } from '#ra/history-of.ts'
import { drawReceiptNumber } from '#ra/receipt-number.ts'
import type { LifeEventRehearsal } from '#ra/ports.ts'
import { previewLifeEvent } from '#ra/preview-life-event.ts'
import { requestPinReset } from '#ra/request-pin-reset.ts'
import { requestRevocation } from '#ra/request-revocation.ts'
import { addResident } from '#register/add-resident.ts'
import { parseResidentId, type ResidentId } from '#register/contract.ts'
import { deliverLifeEvents } from '#register/deliver-life-events.ts'
import { listResidents } from '#register/list-residents.ts'
import { parseLifeEvent } from '#register/parse-life-event.ts'
import type { LifeEventFeed, ResidentStore } from '#register/ports.ts'
import { recordLifeEvent } from '#register/record-life-event.ts'
import { rehearseLifeEvent } from '#register/rehearse-life-event.ts'
import { showResident } from '#register/show-resident.ts'
import { orderCard } from './order-card.ts'

/** The one relying party of the sandbox's own login. */
const SANDBOX_RELYING_PARTY = 'shomei-sandbox'
/** The counter as a reader of the register's feed. */
const FEED_CONSUMER = 'counter'
const SESSION_REF_OCTETS = 16

/** What the office is made of: the clock and the parts of the system, wired. */
export interface OfficePorts {
  readonly clock: Clock & { set(at: Instant): Promise<void> }
  readonly random: Random
  readonly residents: ResidentStore
  readonly feed: LifeEventFeed
  readonly counter: CounterPorts
  readonly login: LoginPorts
  readonly status: StatusReader
  readonly records: StatusOffice
  readonly issuerKeys: SoftwareCardIssuerKeys
  readonly dataFolder: string
  readonly sealKey: Uint8Array
  /** Vouches for what 券面事項入力補助AP of a card holds. */
  readonly textIssuer: TextIssuer
  readonly policyOids: SystemDescription['policyOids']
  readonly webUrl: string
  readonly statusUrl: string
  /**
   * Renews responders and lists that are missing or due: now, instead of at the next turn of the
   * timer.
   */
  readonly refreshStatus: () => Promise<void>
}

/**
 * The whole system as one thing, in process: what the pages use, and what the operator interface
 * offers.
 */
export function office(ports: OfficePorts): RunningSystem {
  return {
    ...registerSide(ports),
    ...counterSide(ports),
    ...loginSide(ports),
    ...ports.records,
    ...systemSide(ports),
  }
}

/**
 * Gives the register's events to the counter, from where it stands: at start, and after each event.
 */
export async function deliverToCounter({ feed, counter }: OfficePorts): Promise<number> {
  return await deliverLifeEvents(
    { feed, consumer: { consume: (recorded) => applyLifeEvent(counter, recorded) } },
    FEED_CONSUMER,
  )
}

function registerSide(ports: OfficePorts): RegisterOffice {
  return {
    listResidents: async ({ after, limit }) =>
      await listResidents(ports, { limit, after: parseResidentId(after ?? '') }),
    showResident: (residentId) => withResident(residentId, (id) => showResident(ports, id)),
    addResident: (resident) => addResident(ports, resident),
    previewLifeEvent: (report) => preview(ports, report),
    recordLifeEvent: (report) => recordAndApply(ports, report),
  }
}

async function preview(
  ports: OfficePorts,
  report: { readonly residentId: string; readonly event: unknown },
): ReturnType<RunningSystem['previewLifeEvent']> {
  const event = parseLifeEvent(report.event)
  if (event === undefined) return refuse('event-impossible', { reason: 'malformed' })
  const rehearsal: LifeEventRehearsal = {
    rehearse: (id, what) => rehearseLifeEvent(ports, id, what),
  }
  return await withResident(report.residentId, (residentId) =>
    previewLifeEvent({ ...ports.counter, rehearsal }, { residentId, event }),
  )
}

/** Records the event, and acknowledges it only when everything that lapses by it is revoked. */
async function recordAndApply(
  ports: OfficePorts,
  report: { readonly residentId: string; readonly event: unknown },
): ReturnType<RunningSystem['recordLifeEvent']> {
  const event = parseLifeEvent(report.event)
  if (event === undefined) return refuse('event-impossible', { reason: 'malformed' })
  return await withResident(report.residentId, async (residentId) => {
    const before = await liveCertificates(ports, residentId)
    const recorded = await recordLifeEvent(ports, { residentId, event })
    if (!recorded.ok) return recorded
    await deliverToCounter(ports)
    const after = new Set((await liveCertificates(ports, residentId)).map(nameOf))
    const lapsed = before.filter((one) => !after.has(nameOf(one)))
    return ok({ resident: recorded.value.resident, lapsed })
  })
}

type CounterSide = CounterFront & ReturnType<typeof deskInProcess>

function counterSide(ports: OfficePorts): CounterSide {
  const { counter } = ports
  const receipt = (): string => drawReceiptNumber(ports)
  const desk = deskInProcess(counter)
  return {
    ...desk,
    // The first certificate of a municipality names a list that is there when the holder leaves.
    confirmDelivery: async (confirmation) => {
      await ports.refreshStatus()
      return await desk.confirmDelivery(confirmation)
    },
    makeCard: (order) => makeCard(ports, order),
    acceptApplication: ({ receiptNumber = receipt(), ...request }) =>
      withResident(request.residentId, (residentId) =>
        acceptApplication(counter, { ...request, residentId, receiptNumber }),
      ),
    requestRevocation: (request) =>
      withResident(request.residentId, (residentId) =>
        requestRevocation(counter, { ...request, residentId, receiptNumber: receipt() }),
      ),
    requestPinReset: (request) =>
      withResident(request.residentId, (residentId) =>
        requestPinReset(counter, { ...request, residentId, receiptNumber: receipt() }),
      ),
    historyOf: (residentId) => withResident(residentId, (id) => historyOf(counter, id)),
  }
}

/** A card under a receipt number of its own; an order that is repeated finds the unused card. */
async function makeCard(
  ports: OfficePorts,
  { residentId, variant }: Parameters<RunningSystem['makeCard']>[0],
): ReturnType<RunningSystem['makeCard']> {
  return await withResident(residentId, (id) =>
    orderCard(ports, { receiptNumber: drawReceiptNumber(ports), residentId: id, variant }),
  )
}

function loginSide(ports: OfficePorts): LoginOffice {
  const { clock, random, login } = ports
  return {
    startLogin: async () => {
      const sessionRef = toHex(random.bytes(SESSION_REF_OCTETS))
      const session = { sessionRef, relyingPartyId: SANDBOX_RELYING_PARTY }
      const challenge = await createChallenge({ ...login, clock, random }, session)
      return { ...challenge, sessionRef }
    },
    completeLogin: (response) => completeLogin(login, response),
  }
}

function systemSide(ports: OfficePorts): SystemControls {
  const { clock, status, policyOids, webUrl, statusUrl } = ports
  return {
    describe: async () => ({
      webUrl,
      statusUrl,
      now: clock.now(),
      authorities: await status.authorityGenerations(),
      policyOids,
    }),
    clock: async (at) => {
      if (at !== undefined) {
        await clock.set(at)
        await ports.refreshStatus()
      }
      return clock.now()
    },
  }
}

async function liveCertificates(
  { counter }: OfficePorts,
  residentId: ResidentId,
): Promise<readonly CertificateRef[]> {
  const history = await historyOf(counter, residentId)
  if (!history.ok) return []
  return history.value.certificates
    .filter(({ status }) => status.state === 'good')
    .map(({ kind, serialHex }) => ({ kind, serialHex }))
}

function nameOf({ kind, serialHex }: CertificateRef): string {
  return `${kind}/${serialHex}`
}

/** Runs `act` for a resident id from outside; an id of another form is of nobody. */
async function withResident<T, R extends string>(
  residentId: string,
  act: (id: ResidentId) => Promise<Result<T, R>>,
): Promise<Result<T, R | 'resident-unknown'>> {
  const id = parseResidentId(residentId)
  return id === undefined ? refuse('resident-unknown') : await act(id)
}
