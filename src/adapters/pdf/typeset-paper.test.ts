import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type Paper, PAPER_KINDS, type Words } from '#ra/papers/paper.ts'
import { runTool, runToolWell } from '../../../test/support/run-tool.ts'
import { PERSON, RECEIPT_NUMBER, samplePapers } from '../../../test/support/sample-papers.ts'
import { PdfPaperPrinter, readPaperFonts } from './paper-printer.ts'

const BYTES_MAX = 150_000
const printer = new PdfPaperPrinter()
let folder = ''

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shomei-papers-'))
})
after(async () => await rm(folder, { recursive: true }))

async function printed(paper: Paper): Promise<string> {
  const file = join(folder, `${paper.kind}.pdf`)
  await writeFile(file, await printer.print(paper))
  return file
}

async function tool(program: string, ...args: readonly string[]): Promise<string> {
  return (await runToolWell(program, args)).stdout.toString('utf8')
}

/** What a reader extracts, without the white space that lines and columns put in. */
async function textOf(file: string, ...options: readonly string[]): Promise<string> {
  return squeezed(await tool('pdftotext', ...options, file, '-'))
}

function squeezed(text: string): string {
  return text.replace(/[\s\u3000]/g, '')
}

function nameOf(paper: Paper): string {
  return paper.number === undefined ? paper.title.ja : `${paper.title.ja} ${paper.number}`
}

for (const kind of PAPER_KINDS) {
  test(`${kind}: judged by qpdf and poppler`, async () => {
    const paper = samplePapers()[kind]
    const file = await printed(paper)
    await runToolWell('qpdf', ['--check', '--warning-exit-0', file])
    assert.doesNotMatch((await runTool('qpdf', ['--check', file])).text, /WARNING/)
    const about = await tool('pdfinfo', file)
    assert.match(about, /^Tagged: +yes$/m)
    assert.match(about, /\(A4\)/)
    assert.ok(about.includes(nameOf(paper)))
    const fonts = (await tool('pdffonts', file)).trim().split('\n').slice(2)
    assert.equal(fonts.length, 2)
    for (const font of fonts) assert.match(font, /^[A-Z]{6}\+NotoSansJP-.* yes yes yes /)
    const text = await textOf(file)
    for (const wanted of [paper.title.ja, paper.title.en, ...paper.addressee, ...paper.issuer]) {
      assert.ok(text.includes(squeezed(wanted)), wanted)
    }
    assert.ok((await printer.print(paper)).length < BYTES_MAX)
  })
}

test('several papers are one document: each from a page of its own, its pages counted by itself', async () => {
  const { 'expiry-notice': first, 'lapse-notice': second } = samplePapers()
  const file = join(folder, 'letters.pdf')
  await writeFile(file, await printer.print(first, second, first))
  await runToolWell('qpdf', ['--check', '--warning-exit-0', file])
  const about = await tool('pdfinfo', file)
  assert.match(about, /^Pages: +3$/m)
  assert.ok(about.includes(`${nameOf(first)}、${nameOf(second)}`))
  assert.equal((await tool('pdffonts', file)).trim().split('\n').length, 4)
  for (const [page, paper] of [first, second, first].entries()) {
    const number = String(page + 1)
    const text = await textOf(file, '-f', number, '-l', number)
    assert.ok(text.includes(squeezed(paper.title.ja)), number)
    assert.ok(text.includes('1/1'), number)
  }
  const structure = await tool('pdfinfo', '-struct-text', file)
  assert.equal(structure.match(/^ +Part/gm)?.length, 3)
  assert.deepEqual(await printer.print(first, second), await printer.print(first, second))
})

test('the name of the record is read back as it is, characters outside of JIS X 0208 too', async () => {
  const text = await textOf(await printed(samplePapers()['acceptance-receipt']))
  assert.ok(text.includes(squeezed(PERSON.name)))
  assert.ok(text.includes(squeezed(PERSON.kana ?? '')))
  assert.ok(text.includes(PERSON.address))
  assert.ok(text.includes(RECEIPT_NUMBER))
  assert.ok(!text.includes('代替文字'))
})

test('a check box reads as checked or not', async () => {
  const text = await textOf(await printed(samplePapers()['certificate-application']))
  assert.match(text, /☐新規発行/)
  assert.match(text, /☑更新/)
})

test('the code of the receipt number is read by a code reader', async () => {
  const file = await printed(samplePapers()['delivery-receipt'])
  const image = join(folder, 'code')
  await runToolWell('pdftoppm', ['-r', '150', '-singlefile', '-png', file, image])
  const read = await runToolWell('zbarimg', ['--quiet', '--raw', '--nodbus', `${image}.png`])
  assert.equal(read.stdout.toString('utf8').trim(), RECEIPT_NUMBER)
})

test('the structure says what is a title, a table, a header, a figure, and what is English', async () => {
  const file = await printed(samplePapers()['delivery-receipt'])
  const structure = await tool('pdfinfo', '-struct-text', file)
  for (const wanted of [
    /^ {2}H1 \(block\)\n.*\n +"受領書"$/m,
    /^ {2}H2 \(block\)\n.*\n +"受け取ったもの"$/m,
    /^ {6}TH:\n +\/Scope \/Column\n.*\n +"発行番号"$/m,
    /^ {6}TH:\n +\/Scope \/Row\n.*\n +"住所"$/m,
    /^ {6}TD\n +P \(block\)\n +"0132C4AB"$/m,
    /^ {2}Figure:$/m,
  ]) {
    assert.match(structure, wanted)
  }
  const catalog = await tool('qpdf', '--qdf', '--object-streams=disable', file, '-')
  assert.match(catalog, /\/Lang \(ja-JP\)/)
  assert.match(catalog, /\/Lang \(en\)/)
  assert.match(catalog, /\/DisplayDocTitle true/)
  assert.match(catalog, /\/Alt /)
})

test('the same paper gives the same octets, from another printer too', async () => {
  const paper = samplePapers()['term-change-application']
  const [first, second] = [
    await printer.print(paper),
    await new PdfPaperPrinter().print(samplePapers()['term-change-application']),
  ]
  assert.deepEqual(first, second)
  assert.notDeepEqual(first, await printer.print({ ...paper, number: '20261123-00000000' }))
})

for (const [name, person] of [
  ['of one character', '凛'],
  ['of 60 full-width letters', `ＭＡＲＩＡ　${'ＡＬＥＸＡＮＤＲＡ　'.repeat(5)}ＬＥＥ`],
  ['of 60 letters without a space', 'Ａ'.repeat(60)],
  ['with a known variant', '葛\u{e0100}城　辻'],
  ['with a quotation, a bracket and a backslash', '（）\\<>()'],
] as const) {
  test(`a name ${name} is set whole`, async () => {
    const address = `神奈川県横浜市中区${'本町四丁目５６番地'.repeat(21)}`.slice(0, 200)
    for (const kind of ['acceptance-receipt', 'expiry-notice'] as const) {
      const paper = samplePapers({ ...PERSON, name: person, address })[kind]
      const text = await textOf(await printed(paper), '-raw')
      assert.ok(text.includes(squeezed(person)))
      assert.ok(text.includes(address))
      assert.ok(!text.includes('代替文字'))
    }
  })
}

test('a character the font lacks is shown as 〓, read back as itself, and named', async () => {
  const name = '\u{2b81d}田　邉\u{e0120}'
  const paper = samplePapers({ ...PERSON, name })['lapse-notice']
  const text = await textOf(await printed(paper), '-raw')
  assert.ok(text.includes('\u{2b81d}田'))
  assert.match(text, /代替文字：この書面の書体にない文字を「〓」で表しました。.*U\+2B81D/)
  assert.match(text, /代替文字：異体字を標準の字形で表しました。.*U\+9089U\+E0120/)
})

test('both cuts of the font have the same characters', async () => {
  const { regular, bold } = await readPaperFonts()
  for (let codePoint = 0x20; codePoint < 0x30000; codePoint += 1) {
    const [one, other] = [regular.glyphOf(codePoint), bold.glyphOf(codePoint)]
    assert.equal(one === undefined, other === undefined, `U+${codePoint.toString(16)}`)
  }
})

test('a long table goes over pages: its header again, and every page counted', async () => {
  const label = (ja: string): Words => ({ ja, en: 'Column' })
  const rows = Array.from({ length: 90 }, (_, index) => [
    { value: 'text', text: `行${index + 1}番`, reading: undefined } as const,
  ])
  const paper: Paper = {
    ...samplePapers()['delivery-receipt'],
    blocks: [{ block: 'table', columns: [{ label: label('証明書一覧'), share: 1 }], rows }],
  }
  const file = await printed(paper)
  const pages = Number(/^Pages: +(\d+)$/m.exec(await tool('pdfinfo', file))?.[1])
  assert.ok(pages >= 3)
  for (let page = 1; page <= pages; page += 1) {
    const text = await textOf(file, '-f', String(page), '-l', String(page))
    assert.ok(text.includes('証明書一覧'))
    assert.ok(text.includes(`${page}/${pages}`))
    assert.ok(text.includes(RECEIPT_NUMBER))
    assert.ok(text.includes('見本'))
  }
  const whole = await textOf(file)
  for (const [index] of rows.entries()) assert.ok(whole.includes(`行${index + 1}番`))
  // For a screen reader the header is there once: what repeats is not part of the structure.
  const structure = await tool('pdfinfo', '-struct-text', file)
  assert.equal(structure.split('証明書一覧').length - 1, 1)
})

test('an account longer than a page goes on in further rows', async () => {
  const account = '駅の改札で、かばんごと盗まれた。'.repeat(150)
  const report = samplePapers()['key-compromise-report']
  const paper: Paper = {
    ...report,
    blocks: [
      {
        block: 'fields',
        fields: [
          {
            label: { ja: 'どこで', en: 'Where' },
            value: { value: 'text', text: account, reading: undefined },
          },
        ],
      },
    ],
  }
  const text = await textOf(await printed(paper), '-raw')
  assert.equal(text.split('盗まれた').length - 1, 150)
})

test('what is set is also drawn: a page is neither blank nor black', async () => {
  const file = await printed(samplePapers()['power-of-attorney'])
  const image = join(folder, 'page')
  await runToolWell('pdftoppm', ['-r', '50', '-gray', '-singlefile', file, image])
  const { stdout } = await runToolWell('cat', [`${image}.pgm`])
  const dark = stdout.filter((octet) => octet < 128).length / stdout.length
  assert.ok(dark > 0.01 && dark < 0.2, String(dark))
})
