import { type Static, Type } from 'typebox'
import { operation, type OperationTable } from '#adapters/http/operator/operation.ts'
import type { RunningSystem } from '#cli/ports.ts'
import { parseSerialHex } from '#ca/contract.ts'
import { parseChallengeId } from '#idp/contract.ts'
import { instant } from '#kernel/instant.ts'
import { refuse } from '#kernel/result.ts'

/** Bounds of what the interface takes; the use cases check meaning, this checks shape. */
const TEXT_MAX = 500
const CERTIFICATE_OCTETS_MAX = 16_384
const SHORT_OCTETS_MAX = 1_024
const KINDS_MAX = 2
const PAGE_MAX = 200
const STATUS_PAGE_MAX = 1_000

const Text = Type.String({ maxLength: TEXT_MAX })
const Kind = Type.Union([Type.Literal('signature'), Type.Literal('user-authentication')])
const Kinds = Type.Array(Kind, { minItems: 1, maxItems: KINDS_MAX, uniqueItems: true })
const Octets = octets(SHORT_OCTETS_MAX)
const Certificate = octets(CERTIFICATE_OCTETS_MAX)
const Receipt = Type.Object({ receiptNumber: Text })
const Resident = Type.Object({ residentId: Text })

const Evidence = Type.Object({
  sessionId: Text,
  how: Type.Union([Type.Literal('generated'), Type.Literal('read')]),
  commandNumber: Type.Integer({ minimum: 1 }),
  sealedAnswer: Octets,
})
const NewResident = Type.Object({
  municipalityCode: Text,
  name: Text,
  nameSubstitutions: Type.Optional(Text),
  kana: Text,
  address: Text,
  addressSubstitutions: Type.Optional(Text),
  birthDate: Text,
  sex: Text,
  nationality: Type.Optional(Text),
  periodOfStayEndsOn: Type.Optional(Text),
  adultWard: Type.Optional(Type.Boolean()),
})
const StatusPage = Type.Object({
  authority: Kind,
  municipalityCode: Type.Optional(Text),
  after: Type.Optional(Text),
  limit: Type.Integer({ minimum: 1, maximum: STATUS_PAGE_MAX }),
})
const Purpose = Type.Union([Type.Literal('issue'), Type.Literal('renew')])
const Ground = Type.Union(
  (
    [
      'holder-request',
      'key-compromise-reported',
      'record-error',
      'card-term-changed',
      'held',
      'card-returned',
      'card-revoked',
      'switched-to-pinless-card',
    ] as const
  ).map((ground) => Type.Literal(ground)),
)
const Identity = Type.Union(
  (['photo-document', 'two-documents', 'inquiry-answer'] as const).map((how) => Type.Literal(how)),
)
const Variant = Type.Union([Type.Literal('standard'), Type.Literal('pinless')])
const LoginAnswer = Type.Object({
  id: Text,
  sessionRef: Text,
  certificateDer: Certificate,
  signature: Octets,
})

/** The system as operations of the operator interface, each with the shape of its input. */
export function operationsOf(system: RunningSystem): OperationTable {
  return { ...registerOperations(system), ...counterOperations(system), ...openOperations(system) }
}

function registerOperations(system: RunningSystem): OperationTable {
  const page = Type.Object({
    after: Type.Optional(Text),
    limit: Type.Integer({ minimum: 1, maximum: PAGE_MAX }),
  })
  const report = Type.Object({ residentId: Text, event: Type.Unknown() })
  const moment = Type.Object({ at: Type.Optional(Type.Integer()) })
  return {
    'list-residents': operation('operator', page, (input) => system.listResidents(input)),
    'show-resident': operation('operator', Resident, (input) =>
      system.showResident(input.residentId),
    ),
    'add-resident': operation('operator', NewResident, (input) => system.addResident(input)),
    'preview-life-event': operation('operator', report, (input) => system.previewLifeEvent(input)),
    'record-life-event': operation('operator', report, (input) => system.recordLifeEvent(input)),
    clock: operation('operator', moment, ({ at }) =>
      system.clock(at === undefined ? undefined : instant(at)),
    ),
  }
}

function counterOperations(system: RunningSystem): OperationTable {
  const order = Type.Object({ residentId: Text, variant: Variant })
  const application = Type.Object({
    receiptNumber: Type.Optional(Text),
    residentId: Text,
    cardSerial: Text,
    purpose: Purpose,
    kinds: Kinds,
  })
  const challenge = Type.Object({
    receiptNumber: Text,
    cardSerial: Text,
    applicationAid: Octets,
    cardChallenge: Octets,
  })
  const proof = Type.Object({ sessionId: Text, answer: Octets })
  const certificate = Type.Object({ receiptNumber: Text, kind: Kind, evidence: Evidence })
  const readBack = Type.Array(Type.Object({ kind: Kind, certificateDer: Certificate }), {
    maxItems: KINDS_MAX,
  })
  const delivery = Type.Object({ receiptNumber: Text, readBack })
  const revocation = Type.Object({ residentId: Text, ground: Ground, kinds: Kinds })
  const reset = Type.Object({ residentId: Text, cardSerial: Text, pins: Kinds, identity: Identity })
  return {
    'make-card': operation('operator', order, (input) => system.makeCard(input)),
    'accept-application': operation('operator', application, (input) =>
      system.acceptApplication(input),
    ),
    application: operation('operator', Receipt, (it) => system.application(it.receiptNumber)),
    'issuer-challenge': operation('operator', challenge, (it) => system.issuerChallenge(it)),
    'accept-card-proof': operation('operator', proof, (it) => system.acceptCardProof(it)),
    'request-certificate': operation('operator', certificate, (it) =>
      system.requestCertificate(it),
    ),
    'confirm-delivery': operation('operator', delivery, (it) => system.confirmDelivery(it)),
    'request-revocation': operation('operator', revocation, (it) => system.requestRevocation(it)),
    'request-pin-reset': operation('operator', reset, (it) => system.requestPinReset(it)),
    'pin-reset': operation('operator', Receipt, (it) => system.pinReset(it.receiptNumber)),
    'confirm-pin-reset': operation('operator', Receipt, (it) =>
      system.confirmPinReset(it.receiptNumber),
    ),
    'status-records': operation('operator', StatusPage, (page) =>
      system.statusRecords({ ...page, after: parseSerialHex(page.after ?? '') }),
    ),
    'history-of': operation('operator', Resident, (it) => system.historyOf(it.residentId)),
  }
}

/** What anybody may ask: what the system is, and to log in. */
function openOperations(system: RunningSystem): OperationTable {
  return {
    describe: operation('open', Type.Object({}), () => system.describe()),
    'start-login': operation('open', Type.Object({}), () => system.startLogin()),
    'complete-login': operation('open', LoginAnswer, (input) => completeLogin(system, input)),
  }
}

async function completeLogin(
  system: RunningSystem,
  input: Static<typeof LoginAnswer>,
): Promise<unknown> {
  const id = parseChallengeId(input.id)
  return id === undefined
    ? refuse('challenge-unknown')
    : await system.completeLogin({ ...input, id })
}

function octets(lengthMax: number) {
  return Type.Refine(
    Type.Unsafe<Uint8Array>({}),
    (value) => value instanceof Uint8Array && value.length <= lengthMax,
  )
}
