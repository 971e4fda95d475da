import { seedStaff } from '#ra/staff/seed-staff.ts'
import { PERSONAS } from '#register/personas.ts'
import { civilDateInJapan } from '#kernel/instant.ts'
import { nextMunicipality } from '../journey-move.ts'
import { type Counter, type CounterWish, openCounter } from './open-counter.ts'

/**
 * The counter of the sandbox: practice, for every resident is synthetic. Named accounts sign in
 * without a card, in the municipalities where the personas live and where journeys move them to.
 */
export async function openSandboxCounter(wish: Omit<CounterWish, 'sandbox'>): Promise<Counter> {
  const today = civilDateInJapan(wish.office.clock.now())
  const homes = PERSONAS.map((persona) => persona.on(today).municipality)
  const codes = homes.flatMap((home) => [home.code, nextMunicipality(home).code])
  const municipalityCodes = [...new Set(codes)]
  const counter = openCounter({ ...wish, sandbox: { municipalityCodes } })
  await seedStaff(counter.staff, municipalityCodes)
  return counter
}
