import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openCase } from '#ra/cases/open-case.ts'
import type { PaperOrigin } from '#ra/papers/paper-facts.ts'
import { CaseOffice, staff } from '../../../test/contracts/case-office.ts'
import { CounterOffice } from '../../../test/contracts/counter-office.ts'
import { ScriptedTray } from '../../../test/contracts/scripted-tray.ts'
import { casePaper, type CasePaperKind } from './case-paper.ts'

const CLERK = staff(1, '14104')
const ORIGIN: Omit<PaperOrigin, 'issuedOn'> = {
  municipality: '神奈川県横浜市中区',
  desk: '1',
  clerk: '担当1',
  specimen: true,
}

/** The text of a paper of a case of this applicant. */
async function textOf(kind: CasePaperKind, applicant: 'holder' | 'proxy'): Promise<string> {
  const office = await CounterOffice.open()
  const counter = new CaseOffice(office, new ScriptedTray(office))
  const wish = { procedure: 'issue', situation: 'receives-card', applicant } as const
  const request = await counter.request(office.resident(1), wish)
  const opened = await openCase(counter.ports, CLERK, request)
  assert.ok(opened.ok)
  const origin = { ...ORIGIN, issuedOn: office.today }
  return JSON.stringify(casePaper(kind, { view: opened.value, origin, delivered: [] }))
}

for (const kind of ['certificate-application', 'inquiry-answer', 'power-of-attorney'] as const) {
  test(`${kind}: who acts for the holder stands on it, as entered`, async () => {
    const text = await textOf(kind, 'proxy')
    assert.match(text, /代理　次郎/)
    assert.match(text, /東京都清瀬市架空町二丁目３番４号/)
  })
}

test('on the form of a holder who comes in person nobody else is named', async () => {
  assert.doesNotMatch(await textOf('certificate-application', 'holder'), /代理　次郎|架空町/)
})
