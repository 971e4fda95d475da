import { PERSONAS } from '#register/personas.ts'
import type { ResidentStore } from '#register/ports.ts'
import type { PracticeResident, PracticeResidents } from '#web/counter/ports.ts'

/** The personas of the synthetic register, where each of them lives now. */
export function practiceResidents(residents: Pick<ResidentStore, 'find'>): PracticeResidents {
  return {
    of: async (municipalityCode) => {
      const found: PracticeResident[] = []
      for (const { id, noteJa, noteEn } of PERSONAS) {
        const resident = await residents.find(id)
        if (resident?.municipality.code !== municipalityCode) continue
        const { items, kana } = resident
        found.push({ residentId: id, name: items.name, kana, noteJa, noteEn })
      }
      return found
    },
  }
}

/** Where residents are real, there is nobody to practise with. */
export const NOBODY_TO_PRACTISE_WITH: PracticeResidents = { of: () => Promise.resolve([]) }
