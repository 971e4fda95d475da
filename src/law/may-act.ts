import type { CivilDate } from '#kernel/civil-date.ts'
import { ageOn } from './birthday.ts'
import type { CounterApplicant, CounterProcedure } from './counter-procedure.ts'
import { PROCEDURE_TRAITS } from './counter-procedure-table.ts'
import type { Applicant } from './eligibility.ts'
import { parametersOn } from './parameters.ts'

/** What decides who acts for a person. */
export type Represented = Pick<Applicant, 'birthDate' | 'adultWard' | 'deceased'>

/** Why someone may not act in a procedure. */
export type MayActRefusal =
  | 'applicant-died'
  | 'applicant-under-15'
  | 'applicant-adult-ward'
  | 'applicant-not-represented'
  | 'applicant-proxy-may-not'
  | 'applicant-representative-may-not'
  | 'applicant-municipality-only'
  | 'applicant-municipality-may-not'
  | 'applicant-hotline-only'
  | 'applicant-hotline-hold-only'

/**
 * Whether `applicant` may act in `procedure` for `person` on `on`; `undefined` where they may. The
 * procedure is asked first, then the person: what no one in that role may do is the plainer answer.
 */
export function mayAct(
  procedure: CounterProcedure,
  applicant: CounterApplicant,
  person: Represented,
  on: CivilDate,
): MayActRefusal | undefined {
  const { applicants } = PROCEDURE_TRAITS[procedure]
  if (!applicants.includes(applicant)) return notInThisRole(applicant, applicants)
  switch (applicant) {
    case 'municipality':
    case 'hotline-caller':
      return undefined
    case 'holder':
    case 'proxy':
      return person.deceased ? 'applicant-died' : whyRepresented(person, on)
    case 'legal-representative':
      if (person.deceased) return 'applicant-died'
      return whyRepresented(person, on) === undefined ? 'applicant-not-represented' : undefined
  }
}

/** Who may act in `procedure` for `person`, in the order in which the counter asks. */
export function applicantsOf(
  procedure: CounterProcedure,
  person: Represented,
  on: CivilDate,
): readonly CounterApplicant[] {
  return PROCEDURE_TRAITS[procedure].applicants.filter(
    (applicant) => mayAct(procedure, applicant, person, on) === undefined,
  )
}

/** Whether `applicant` acts for the holder, and so is named on the form (代理人の氏名・住所). */
export function namesAgent(applicant: CounterApplicant): boolean {
  switch (applicant) {
    case 'legal-representative':
    case 'proxy':
      return true
    case 'holder':
    case 'municipality':
    case 'hotline-caller':
      return false
  }
}

/** Why only the legal representative acts for the person; `undefined` where they act themselves. */
function whyRepresented(
  { adultWard, birthDate }: Represented,
  on: CivilDate,
): 'applicant-under-15' | 'applicant-adult-ward' | undefined {
  if (adultWard) return 'applicant-adult-ward'
  return ageOn(birthDate, on) < parametersOn(on).signatureAgeMin ? 'applicant-under-15' : undefined
}

function notInThisRole(
  applicant: CounterApplicant,
  applicants: readonly CounterApplicant[],
): MayActRefusal {
  switch (applicant) {
    case 'hotline-caller':
      return 'applicant-hotline-hold-only'
    case 'municipality':
      return 'applicant-municipality-may-not'
    case 'holder':
    case 'legal-representative':
    case 'proxy':
      if (applicants.includes('hotline-caller')) return 'applicant-hotline-only'
      if (!applicants.includes('holder')) return 'applicant-municipality-only'
      return applicant === 'proxy' ? 'applicant-proxy-may-not' : 'applicant-representative-may-not'
  }
}
