import { ok, type Result } from '#kernel/result.ts'
import { type Command, type Invocation, required, type Shown } from '../command.ts'
import { writeOutput } from '../output-file.ts'
import type { CeremonyReport } from '../ports.ts'

/**
 * `shomei ca ceremony`: keys and certificates from one reviewed file, with a hash-chained
 * transcript.
 */
export const caCeremony: Command = {
  path: ['ca', 'ceremony'],
  ja: '宣言のとおりに鍵セレモニーを行う',
  en: 'hold a key ceremony as declared',
  options: {
    file: { value: 'FILE', ja: '宣言ファイル', en: 'declaration', required: true },
    'dry-run': { ja: '鍵も記録も残さずに通してみる', en: 'keeps neither keys nor records' },
    data: {
      value: 'DIR',
      ja: '止まっているシステムのデータフォルダー',
      en: 'data folder of a stopped system',
    },
    out: { value: 'FILE', ja: '記録を書き出す先', en: 'file for the transcript' },
  },
  example: 'shomei ca ceremony --file config/ceremony.sandbox.json --dry-run',
  run: async (invocation) => {
    const held = await invocation.terminal.during('鍵を作っています / making keys', () =>
      invocation.ports.ceremonies.hold({
        file: required(invocation, 'file'),
        dryRun: invocation.flag('dry-run'),
        dataFolder: invocation.option('data'),
      }),
    )
    return shownReport(held, invocation)
  },
}

/** `shomei ca check-transcript`: replays a transcript against its declaration. */
export const caCheckTranscript: Command = {
  path: ['ca', 'check-transcript'],
  ja: 'セレモニーの記録を宣言と照らす',
  en: 'check a transcript against its declaration',
  options: {
    file: { value: 'FILE', ja: '宣言ファイル', en: 'declaration', required: true },
    transcript: { value: 'FILE', ja: '記録', en: 'transcript', required: true },
  },
  example: 'shomei ca check-transcript --file config/ceremony.sandbox.json --transcript t.txt',
  run: async (invocation) =>
    shownReport(
      await invocation.ports.ceremonies.check({
        declaration: required(invocation, 'file'),
        transcript: required(invocation, 'transcript'),
      }),
      invocation,
    ),
}

function shownReport(
  report: Result<CeremonyReport, string>,
  invocation: Invocation,
): Result<Shown, string> {
  if (!report.ok) return report
  const { transcript, sealHex, rehearsal } = report.value
  const out = invocation.option('out')
  if (out !== undefined) writeOutput(out, transcript)
  const lines = transcript.split('\n').filter((line) => line !== '')
  const mark = invocation.terminal.paint('green', '✓')
  const kept = rehearsal ? '(予行: 何も残していません / rehearsal)' : ''
  const text = `${lines.map((line) => `  ${line}\n`).join('')}${mark} ${lines.length} 行 / lines${kept}\n封 / seal: ${sealHex}\n`
  return ok({ json: { lines: lines.length, sealHex, rehearsal, transcript: lines }, text })
}
