import { isOpenCase } from '#ra/cases/model.ts'
import type { CaseStore, NewCaseEntry, StoredCase } from '#ra/cases/ports.ts'

/** The cases over one process's memory. */
export function memoryCases(): CaseStore {
  const cases = new Map<string, StoredCase>()
  const inOrder = () =>
    [...cases.values()]
      .map((stored) => stored.case)
      .sort((a, b) => a.openedAt - b.openedAt || (a.receiptNumber < b.receiptNumber ? -1 : 1))
  return {
    open: async (opened, entry) => {
      const { receiptNumber, residentId, procedure } = opened
      const earlier = cases.get(receiptNumber)
      if (earlier !== undefined) return { stored: earlier }
      const rival = inOrder().find(
        (one) => isOpenCase(one) && one.residentId === residentId && one.procedure === procedure,
      )
      if (rival !== undefined) return { rivalReceiptNumber: rival.receiptNumber }
      const entries = placed(receiptNumber, 0, [entry])
      const stored = { case: opened, entries, revision: 1 }
      cases.set(receiptNumber, stored)
      return { stored }
    },
    find: async (receiptNumber) => cases.get(receiptNumber),
    replace: async (revision, after, added) => {
      const { receiptNumber } = after
      const before = cases.get(receiptNumber)
      if (before?.revision !== revision) return undefined
      const entries = [...before.entries, ...placed(receiptNumber, before.entries.length, added)]
      const stored = { case: after, entries, revision: revision + 1 }
      cases.set(receiptNumber, stored)
      return stored
    },
    openOf: async (municipalityCode, limit) =>
      inOrder()
        .filter((one) => isOpenCase(one) && one.municipalityCode === municipalityCode)
        .slice(0, limit),
    ofResident: async (residentId) => inOrder().filter((one) => one.residentId === residentId),
  }
}

function placed(receiptNumber: string, before: number, entries: readonly NewCaseEntry[]) {
  return entries.map((entry, index) => ({
    position: before + 1 + index,
    receiptNumber,
    ...entry,
  }))
}
