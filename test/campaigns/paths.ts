/**
 * The differential campaign on certification paths: `npm run fuzz:paths -- --seed N --rounds N`.
 * Cases made with OpenSSL and changed at random go to `shomei pki verify-path`, `openssl verify`,
 * GnuTLS's certtool and Java's PKIX provider; a difference that `explained.ts` does not explain
 * fails the campaign and is left in a folder, to be made again by its seed and round.
 */
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { dumpCase, type Findings, JUDGES, runCampaign } from './campaign.ts'

const { values: options } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '2000' },
    from: { type: 'string', default: '0' },
    dump: { type: 'string', default: join(tmpdir(), 'shomei-paths-differences') },
    codes: { type: 'boolean', default: false },
  },
})
const ROUNDS = Number(options.rounds)
/** A line of progress as often as this, and the first differences in words. */
const PROGRESS_ROUNDS = 200
const SHOWN_MAX = 4000

const started = performance.now()
const findings = await runCampaign({
  seed: Number(options.seed),
  firstRound: Number(options.from),
  rounds: ROUNDS,
  onRound: (done, unexplained) => {
    if (done % PROGRESS_ROUNDS === 0)
      console.error(`${done}/${ROUNDS} rounds, ${unexplained} unexplained`)
  },
})
report(findings)
process.exitCode = findings.unexplained.length === 0 ? 0 : 1

function report({ rounds, tallies, codes, unexplained }: Findings): void {
  const seconds = Math.round((performance.now() - started) / 1000)
  console.log(`seed ${options.seed}: ${rounds} rounds in ${seconds} s\n`)
  console.log('| Judge | agrees | differs, explained | abstains | unexplained |')
  console.log('|---|---|---|---|---|')
  for (const judge of JUDGES) {
    const tally = tallies[judge]
    const explained = [...tally.explained.values()].reduce((sum, one) => sum + one, 0)
    console.log(
      `| ${judge} | ${tally.agreed} | ${explained} | ${tally.abstained} | ${tally.unexplained} |`,
    )
  }
  for (const judge of JUDGES)
    for (const [why, times] of tallies[judge].explained) console.log(`${judge}, ${times} ×: ${why}`)
  if (options.codes) {
    const sorted = [...codes].sort(([, a], [, b]) => b - a)
    console.log(sorted.map(([code, times]) => `${code} ${times}`).join(', '))
  }
  for (const difference of unexplained.slice(0, SHOWN_MAX)) {
    const { pathCase, judge, ours, theirs } = difference
    const said = theirs.verdict === 'valid' ? (theirs.policies?.join() ?? '') : theirs.said
    console.log(
      `\nround ${pathCase.round} (${pathCase.base}, ${pathCase.asked.revocation}) ` +
        `${pathCase.labels.join(' + ')}\n  ours: ${ours.code} ${ours.policies.join()}` +
        `\n  ${judge}: ${theirs.verdict} ${said}\n  ${dumpCase(options.dump, difference)}`,
    )
  }
}
