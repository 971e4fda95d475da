import { civilDateInJapan } from '#kernel/instant.ts'
import type { CounterPorts } from '#ra/counter-ports.ts'
import { historyOf } from '#ra/history-of.ts'
import {
  lettersOfDay,
  noticeDays,
  printLetters,
  type SendNoticePorts,
} from '#ra/notices/send-notices.ts'
import type { PaperOrigin } from '#ra/papers/paper-facts.ts'
import type { Actor } from '#ra/staff/contract.ts'
import { municipalityByCode } from '#register/municipalities.ts'
import type { Resident, ResidentId } from '#register/contract.ts'
import type { CounterNotices } from '#web/counter/ports.ts'

/** What the letters are printed through. */
export interface CounterNoticesPorts extends Omit<SendNoticePorts, 'hasLiveCertificate'> {
  readonly counter: CounterPorts
  /** Papers of a practice system say on every page that they have no effect. */
  readonly practice: boolean
}

/** The letters of the supervisor's municipality, with the desk they come from. */
export function counterNotices(ports: CounterNoticesPorts): CounterNotices {
  const sending: SendNoticePorts = {
    ...ports,
    hasLiveCertificate: ({ id }: Resident) => hasLiveCertificate(ports.counter, id),
  }
  return {
    days: (actor) => noticeDays(ports, actor),
    ofDay: (actor, wanted) => lettersOfDay(ports, actor, wanted),
    print: (actor, day, wanted) =>
      printLetters(sending, actor, day, wanted, originOf(ports, actor)),
  }
}

function originOf({ clock, practice }: CounterNoticesPorts, actor: Actor): PaperOrigin {
  const municipality = municipalityByCode(actor.municipalityCode)
  const name = municipality === undefined ? '' : `${municipality.prefecture}${municipality.name}`
  return {
    municipality: name,
    desk: 'マイナンバーカード窓口',
    clerk: actor.name,
    issuedOn: civilDateInJapan(clock.now()),
    specimen: practice,
  }
}

async function hasLiveCertificate(ports: CounterPorts, id: ResidentId): Promise<boolean> {
  const history = await historyOf(ports, id)
  return history.ok && history.value.certificates.some(({ status }) => status.state === 'good')
}
