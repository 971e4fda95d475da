import { civilDateInJapan } from '#kernel/instant.ts'
import { ok, refuse } from '#kernel/result.ts'
import type { CasePorts } from '#ra/cases/ports.ts'
import { showCase } from '#ra/cases/show-case.ts'
import type { PaperCertificate, PaperOrigin } from '#ra/papers/paper-facts.ts'
import type { PaperPrinter } from '#ra/papers/ports.ts'
import { showApplication } from '#ra/show-application.ts'
import type { Actor } from '#ra/staff/contract.ts'
import type { CaseView, CounterPapers } from '#web/counter/ports.ts'
import { casePaper, casePaperKinds } from './case-paper.ts'

/** What papers are made of. */
export interface CounterPapersPorts {
  readonly cases: CasePorts
  readonly printer: PaperPrinter
  /** Papers of a practice system say on every page that they have no effect. */
  readonly practice: boolean
}

/** The papers of cases: receipts for the person, and the forms filled in as far as is known. */
export function counterPapers(ports: CounterPapersPorts): CounterPapers {
  return {
    kindsOf: casePaperKinds,
    print: async (actor, receiptNumber, wanted) => {
      const shown = await showCase(ports.cases, actor, receiptNumber)
      if (!shown.ok) return shown
      const view = shown.value
      const kind = casePaperKinds(view).find((one) => one === wanted)
      if (kind === undefined) return refuse('paper-not-of-case')
      const origin = originOf(ports, actor, view)
      const delivered = await deliveredBy(ports, view)
      return ok(await ports.printer.print(casePaper(kind, { view, origin, delivered })))
    },
  }
}

function originOf(
  { cases, practice }: CounterPapersPorts,
  actor: Actor,
  { resident: { municipality } }: CaseView,
): PaperOrigin {
  return {
    municipality: `${municipality.prefecture}${municipality.name}`,
    desk: 'マイナンバーカード窓口',
    clerk: actor.name,
    issuedOn: civilDateInJapan(cases.clock.now()),
    specimen: practice,
  }
}

async function deliveredBy(
  { cases }: CounterPapersPorts,
  { case: { acts } }: CaseView,
): Promise<readonly PaperCertificate[]> {
  const certificates: PaperCertificate[] = []
  for (const { act, receiptNumber } of acts) {
    if (act !== 'application') continue
    const application = await showApplication(cases, receiptNumber)
    if (!application.ok || application.value.state.at !== 'delivered') continue
    for (const { kind, serialHex, notAfter } of application.value.state.issued) {
      certificates.push({ kind, serialHex, endsOn: civilDateInJapan(notAfter) })
    }
  }
  return certificates
}
