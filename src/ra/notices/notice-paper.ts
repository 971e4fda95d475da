import { civilDateInJapan } from '#kernel/instant.ts'
import { papersAsked } from '#law/counter-papers.ts'
import { renewalWindow } from '#law/renewal.ts'
import type { Resident } from '#register/contract.ts'
import { expiryNotice, lapseNotice } from '../papers/notices.ts'
import type { PaperCertificate, PaperOrigin, PaperPerson } from '../papers/paper-facts.ts'
import type { Paper } from '../papers/paper.ts'
import type { PostedNotice } from './contract.ts'
import type { NoticeLetter } from './letters.ts'

/** What a letter says that is not in its notices. */
export interface LetterFacts {
  readonly origin: PaperOrigin
  readonly holder: Resident
  /** Whether the holder has a certificate in force. */
  readonly othersLive: boolean
}

/** The letter as a paper, with the holder's address as it is now. */
export function noticePaper(letter: NoticeLetter, facts: LetterFacts): Paper {
  const { subject, notices } = letter
  const { origin, othersLive } = facts
  const common = {
    origin,
    person: personOf(facts.holder),
    certificates: notices.map(certificateOf),
  }
  switch (subject.kind) {
    case 'expiry': {
      const { opensOn: from, endsOn: to } = renewalWindow(subject.endsOn)
      // Who acts for the holder shows at the counter: the letter names the usual papers.
      const { papers } = papersAsked('renewal', 'holder', { pinSetBy: 'holder' })
      return expiryNotice({ ...common, renewal: { from, to }, papers })
    }
    case 'lapse': {
      const { ground, lapsedOn } = subject
      return lapseNotice({ ...common, ground, lapsedOn, othersLive })
    }
  }
}

function certificateOf({ authority, serialHex, notAfter }: PostedNotice): PaperCertificate {
  return { kind: authority, serialHex, endsOn: civilDateInJapan(notAfter) }
}

function personOf({ items, kana }: Resident): PaperPerson {
  const { name, address, birthDate, sex } = items
  return { name, kana, address, birthDate, sex }
}
