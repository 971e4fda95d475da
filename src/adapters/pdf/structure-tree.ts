import { type ObjectNumber, numeral, type PdfFile, reference, textString } from './pdf-file.ts'

/** Standard structure types (ISO 32000-1 §14.8.4) that papers use. */
export type Role =
  | 'Document'
  | 'Part'
  | 'H1'
  | 'H2'
  | 'P'
  | 'Span'
  | 'Table'
  | 'TR'
  | 'TH'
  | 'TD'
  | 'L'
  | 'LI'
  | 'Lbl'
  | 'LBody'
  | 'Figure'

/** Where content of an element stands: marked content `id` of a page. */
interface ContentMark {
  readonly page: number
  readonly id: number
}

/** What can be said about an element beside its role. */
export interface ElementTraits {
  readonly language?: string
  /** What a figure shows, in words. */
  readonly alternative?: string
  /** Which cells a header heads. */
  readonly scope?: 'Row' | 'Column'
  /** left, bottom, right, top, of a figure */
  readonly box?: readonly [number, number, number, number]
}

/** An element of the logical structure: what a reader who does not see the sheet goes by. */
export class StructureElement {
  readonly role: Role
  readonly traits: ElementTraits
  readonly #children: (StructureElement | ContentMark)[] = []

  constructor(role: Role, traits: ElementTraits = {}) {
    this.role = role
    this.traits = traits
  }

  /** Adds an element below this one, last. */
  child(role: Role, traits: ElementTraits = {}): StructureElement {
    const element = new StructureElement(role, traits)
    this.#children.push(element)
    return element
  }

  /** Notes that marked content `id` of `page` belongs here. */
  mark(page: number, id: number): void {
    this.#children.push({ page, id })
  }

  /** Writes this element and all below; `owners[page][id]` becomes the element of each mark. */
  write(
    file: PdfFile,
    parent: ObjectNumber,
    pages: readonly ObjectNumber[],
    owners: readonly ObjectNumber[][],
  ): ObjectNumber {
    const self = file.reserve()
    const kids = this.#children.map((child) => {
      if (child instanceof StructureElement)
        return reference(child.write(file, self, pages, owners))
      const owned = owners[child.page]
      if (owned !== undefined) owned[child.id] = self
      return `<< /Type /MCR /Pg ${reference(pages[child.page] ?? 0)} /MCID ${child.id} >>`
    })
    const entries = `/Type /StructElem /S /${this.role} /P ${reference(parent)} ${this.#entries()}`
    file.fill(self, `<< ${entries} /K [${kids.join(' ')}] >>`)
    return self
  }

  #entries(): string {
    const { language, alternative, scope, box } = this.traits
    const entries: string[] = []
    if (language !== undefined) entries.push(`/Lang (${language})`)
    if (alternative !== undefined) entries.push(`/Alt ${textString(alternative)}`)
    if (scope !== undefined) entries.push(`/A << /O /Table /Scope /${scope} >>`)
    if (box !== undefined) {
      entries.push(`/A << /O /Layout /BBox [${box.map(numeral).join(' ')}] >>`)
    }
    return entries.join(' ')
  }
}

/** Writes the tree under its root, with the table that leads from marks back to elements. */
export function writeStructure(
  file: PdfFile,
  document: StructureElement,
  pages: readonly ObjectNumber[],
): ObjectNumber {
  const root = file.reserve()
  const owners: ObjectNumber[][] = pages.map(() => [])
  const top = document.write(file, root, pages, owners)
  const numbers = owners.map((owned, page) => `${page} [${owned.map(reference).join(' ')}]`)
  const parents = file.add(`<< /Nums [${numbers.join(' ')}] >>`)
  file.fill(
    root,
    `<< /Type /StructTreeRoot /K [${reference(top)}] /ParentTree ${reference(parents)} ` +
      `/ParentTreeNextKey ${pages.length} >>`,
  )
  return root
}
