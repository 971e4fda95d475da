import assert from 'node:assert/strict'
import { test } from 'node:test'
import { civilDate } from '#kernel/civil-date.ts'
import { instant } from '#kernel/instant.ts'
import { residentViewOf } from './resident-view.ts'
import {
  beginWork,
  type DeskWork,
  holdsCase,
  WORK_TRANSITIONS,
  workAfter,
  type WorkEvent,
  type WorkStateName,
} from './work.ts'

const RECEIPT = '20260302-8K3T9QWM'
const AT = instant(1_800_000_000_000)
const ASKED = [{ kind: 'signature', which: 'new' }] as const
const ENDS = { signature: civilDate(2031, 3, 1) }

const EVENTS: Readonly<Record<WorkEvent['happened'], WorkEvent>> = {
  step: { happened: 'step', step: { ja: '鍵', en: 'key', at: AT } },
  'acts-counted': { happened: 'acts-counted', done: 1, total: 3 },
  'pins-wanted': { happened: 'pins-wanted', by: 'holder', asked: ASKED },
  'pins-typed': { happened: 'pins-typed' },
  'card-wanted': { happened: 'card-wanted', cardSerial: '0000000000000001' },
  'card-came': { happened: 'card-came' },
  'all-done': { happened: 'all-done', endsOn: ENDS },
  stop: { happened: 'stop', code: 'card-removed', detail: {} },
}

const BEGUN = beginWork(RECEIPT, 'issue')
const IN_STATE: Readonly<Record<WorkStateName, DeskWork>> = {
  running: BEGUN,
  'waiting-for-pins': workAfter(BEGUN, EVENTS['pins-wanted']),
  'waiting-for-card': workAfter(BEGUN, EVENTS['card-wanted']),
  done: workAfter(BEGUN, EVENTS['all-done']),
  stopped: workAfter(BEGUN, EVENTS.stop),
}

for (const [from, before] of Object.entries(IN_STATE)) {
  for (const [happened, event] of Object.entries(EVENTS)) {
    const ways: Readonly<Record<string, Readonly<Record<string, string>>>> = WORK_TRANSITIONS
    const target = ways[from]?.[happened]
    test(`work ${from}, ${happened}: ${target ?? 'cannot happen'}`, () => {
      if (target === undefined) assert.throws(() => workAfter(before, event))
      else assert.equal(workAfter(before, event).state.at, target)
    })
  }
}

const HOLDING: readonly (readonly [WorkStateName, boolean])[] = [
  ['running', true],
  ['waiting-for-pins', true],
  ['waiting-for-card', true],
  ['done', false],
  ['stopped', false],
]
for (const [state, expected] of HOLDING) {
  test(`work ${state} ${expected ? 'holds' : 'lets go of'} its case`, () =>
    assert.equal(holdsCase(IN_STATE[state]), expected))
}

const COUNTED = workAfter(BEGUN, EVENTS['acts-counted'])
const SCREENS: readonly (readonly [string, DeskWork | undefined, object])[] = [
  ['no work', undefined, { shows: 'welcome' }],
  ['running', COUNTED, { shows: 'working', done: 1, of: 3 }],
  [
    'waiting for the card',
    workAfter(COUNTED, EVENTS['card-wanted']),
    { shows: 'working', done: 1, of: 3 },
  ],
  [
    'waiting for PINs',
    IN_STATE['waiting-for-pins'],
    { shows: 'enter-pins', receiptNumber: RECEIPT, by: 'holder', pins: ASKED },
  ],
  ['done', IN_STATE.done, { shows: 'done', procedure: 'issue', endsOn: ENDS }],
  ['stopped', IN_STATE.stopped, { shows: 'stopped', code: 'card-removed' }],
]
for (const [name, work, expected] of SCREENS) {
  test(`the resident’s screen: ${name}`, () => assert.deepEqual(residentViewOf(work), expected))
}
