import { ok, refuse, type Result } from '#kernel/result.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import { checkPinForm, type PinFormRefusal } from '#law/pin-rules.ts'
import type {
  Application,
  CounterRefusal,
  DeliveredCertificate,
  RequestedCertificate,
} from '../contract.ts'
import { issuedBy } from '../model.ts'
import { BoundIssuer } from './bound-issuer.ts'
import type { CounterDesk, IssuerCard, IssuerCardSession, IssuerDesk } from './ports.ts'
import type { EnteredPins, StepReporter } from './steps.ts'

/** What the terminal works with: the counter, and the card on its reader. */
export interface IssuingTerminal<C extends string> {
  readonly desk: CounterDesk & IssuerDesk
  readonly card: IssuerCard<C>
}

/** The application to carry out, and the PINs for its certificates where a person sets them. */
export interface IssuingTask {
  readonly receiptNumber: string
  readonly pins: EnteredPins
}

/**
 * The terminal needs a PIN for this kind (`kind` in the detail) and was given none, or one of a
 * wrong form.
 */
export type TerminalRefusal = 'pin-missing' | PinFormRefusal

/**
 * Carries an accepted application out at the terminal: keys made in the card, certificates
 * requested, written and read back, delivery confirmed. Run again with the same receipt number it
 * goes on where it stopped: a key that waits in the card is used, a certificate that was issued for
 * it is the same, and one whose key is lost is replaced.
 */
export async function issueAtTerminal<C extends string>(
  terminal: IssuingTerminal<C>,
  task: IssuingTask,
  report: StepReporter,
): Promise<Result<Application, CounterRefusal | TerminalRefusal | C>> {
  const application = await terminal.desk.application(task.receiptNumber)
  if (!application.ok || application.value.state.at === 'delivered') return application
  const { pinSetBy, kinds } = application.value
  const entered = checkEntered(pinSetBy === 'nobody' ? [] : kinds, task.pins)
  if (!entered.ok) return entered
  const cardSerial = await terminal.card.cardSerial()
  if (!cardSerial.ok) return cardSerial
  report({ step: 'card-recognised', cardSerial: cardSerial.value })
  const written = await writeCard(terminal, application.value, task, report)
  if (!written.ok) return written
  const readBack = await readBackFrom(terminal.card, application.value, task.pins, report)
  if (!readBack.ok) return readBack
  const { receiptNumber } = task
  const delivered = await terminal.desk.confirmDelivery({ receiptNumber, readBack: readBack.value })
  if (delivered.ok) report({ step: 'delivered' })
  return delivered
}

/** Everything that happens inside the issuer session. */
async function writeCard<C extends string>(
  { desk, card }: IssuingTerminal<C>,
  application: Application,
  { receiptNumber, pins }: IssuingTask,
  report: StepReporter,
): Promise<Result<void, CounterRefusal | C>> {
  const issuer = new BoundIssuer(desk, receiptNumber)
  const opened = await card.openIssuerSession(issuer)
  if (!opened.ok) return opened
  report({ step: 'session-opened' })
  const session = opened.value
  const { sessionId } = issuer
  const certificates: RequestedCertificate[] = []
  for (const kind of application.kinds) {
    const certificate = await certify({ desk, session, sessionId, application, report }, kind)
    if (!certificate.ok) return certificate
    certificates.push(certificate.value)
  }
  const pinsSet = await setPins(session, application.kinds, pins, report)
  if (!pinsSet.ok) return pinsSet
  const written = await session.writeCertificates(certificates)
  if (written.ok) report({ step: 'certificates-written', count: certificates.length })
  return written
}

interface Certifying<C extends string> {
  readonly desk: CounterDesk
  readonly session: IssuerCardSession<C>
  readonly sessionId: string
  readonly application: Application
  readonly report: StepReporter
}

/**
 * One certificate: for the key that an earlier run left in the card where there is one, else for a
 * new key.
 */
async function certify<C extends string>(
  certifying: Certifying<C>,
  kind: CertificateKind,
): Promise<Result<RequestedCertificate, CounterRefusal | C>> {
  const before = issuedBy(certifying.application).find((ref) => ref.kind === kind)
  if (before !== undefined) {
    const resumed = await certifyKey(certifying, kind, 'read')
    const lost = !resumed.ok && KEY_IS_OF_NO_USE.has(resumed.refusal)
    if (!lost) return resumed
  }
  return await certifyKey(certifying, kind, 'generated')
}

/**
 * The key that waits is not the one that was certified, or was certified for a record that has
 * changed since.
 */
const KEY_IS_OF_NO_USE: ReadonlySet<string> = new Set<CounterRefusal>([
  'key-already-certified',
  'receipt-reused',
])

async function certifyKey<C extends string>(
  { desk, session, sessionId, application, report }: Certifying<C>,
  kind: CertificateKind,
  how: 'read' | 'generated',
): Promise<Result<RequestedCertificate, CounterRefusal | C>> {
  const key =
    how === 'read' ? await session.readPublicKey(kind) : await session.generateKeyPair(kind)
  if (!key.ok) return key
  report({ step: 'key-made', kind, resumed: how === 'read' })
  const { receiptNumber } = application
  const evidence = { ...key.value, sessionId }
  const certificate = await desk.requestCertificate({ receiptNumber, kind, evidence })
  if (certificate.ok) {
    report({ step: 'certificate-issued', kind, serialHex: certificate.value.serialHex })
  }
  return certificate
}

async function setPins<C extends string>(
  session: IssuerCardSession<C>,
  kinds: readonly CertificateKind[],
  pins: EnteredPins,
  report: StepReporter,
): Promise<Result<void, C>> {
  for (const kind of kinds) {
    const value = pins[kind]
    if (value === undefined) continue
    const set = await session.setPin(kind, value)
    if (!set.ok) return set
    report({ step: 'pin-set', kind })
  }
  return ok(undefined)
}

async function readBackFrom<C extends string>(
  card: IssuerCard<C>,
  application: Application,
  pins: EnteredPins,
  report: StepReporter,
): Promise<Result<readonly DeliveredCertificate[], C>> {
  const readBack: DeliveredCertificate[] = []
  for (const kind of application.kinds) {
    const certificate = await card.readCertificate(kind, pins[kind])
    if (!certificate.ok) return certificate
    readBack.push({ kind, certificateDer: certificate.value })
    report({ step: 'read-back', kind })
  }
  return ok(readBack)
}

/**
 * Every PIN is checked before anything is issued, so that a typing error leaves nothing half done.
 */
export function checkEntered(
  kinds: readonly CertificateKind[],
  pins: EnteredPins,
): Result<void, TerminalRefusal> {
  for (const kind of kinds) {
    const typed = pins[kind]
    if (typed === undefined) return refuse('pin-missing', { kind })
    const formed = checkPinForm(kind, typed)
    if (!formed.ok) return formed
  }
  return ok(undefined)
}
