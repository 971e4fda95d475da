import { createHash } from 'node:crypto'
import { deflateSync } from 'node:zlib'

/** The number of an object. */
export type ObjectNumber = number

/** A reference to an object, as PDF writes it. */
export function reference(object: ObjectNumber): string {
  return `${object} 0 R`
}

/** A text string (ISO 32000-1 §7.9.2.2): UTF-16 with its mark, so that any language fits. */
export function textString(text: string): string {
  return `<${hex(`\ufeff${text}`)}>`
}

/** UTF-16BE in hexadecimal, as text strings and character maps write it. */
export function hex(text: string): string {
  let digits = ''
  for (let index = 0; index < text.length; index += 1) {
    digits += text.charCodeAt(index).toString(16).padStart(4, '0')
  }
  return digits.toUpperCase()
}

/** A number as short as a sheet needs it: a thousandth of a point. */
export function numeral(value: number): string {
  return String(Math.round(value * 1000) / 1000)
}

/** The objects of a PDF 1.7 file, in the order of their numbers. */
export class PdfFile {
  readonly #objects: Buffer[] = []

  /** A number whose object follows later. */
  reserve(): ObjectNumber {
    return this.#objects.push(Buffer.alloc(0))
  }

  /** Gives a reserved number its object. */
  fill(object: ObjectNumber, body: string): void {
    this.#objects[object - 1] = Buffer.from(body, 'latin1')
  }

  /** Adds an object. */
  add(body: string): ObjectNumber {
    return this.#objects.push(Buffer.from(body, 'latin1'))
  }

  /** Adds a compressed stream; `entries` go into its dictionary. */
  addStream(data: Uint8Array, entries = ''): ObjectNumber {
    const packed = deflateSync(data, { level: 9 })
    const head = `<< ${entries} /Filter /FlateDecode /Length ${packed.length} >>\nstream\n`
    const body = [Buffer.from(head, 'latin1'), packed, Buffer.from('\nendstream', 'latin1')]
    return this.#objects.push(Buffer.concat(body))
  }

  /**
   * The file. Its identifier is drawn from what it holds, so the same objects give the same octets.
   */
  toBytes(catalog: ObjectNumber, information: ObjectNumber): Uint8Array {
    const parts = [Buffer.from('%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n', 'latin1')]
    let [offset, table] = [parts[0]?.length ?? 0, '0000000000 65535 f \n']
    this.#objects.forEach((body, index) => {
      const object = Buffer.concat([
        Buffer.from(`${index + 1} 0 obj\n`, 'latin1'),
        body,
        Buffer.from('\nendobj\n', 'latin1'),
      ])
      table += `${String(offset).padStart(10, '0')} 00000 n \n`
      offset += object.length
      parts.push(object)
    })
    const size = this.#objects.length + 1
    const id = createHash('sha256').update(Buffer.concat(parts)).digest('hex').slice(0, 32)
    const trailer =
      `<< /Size ${size} /Root ${reference(catalog)} /Info ${reference(information)} ` +
      `/ID [<${id}> <${id}>] >>`
    const end = `xref\n0 ${size}\n${table}trailer\n${trailer}\nstartxref\n${offset}\n%%EOF\n`
    return new Uint8Array(Buffer.concat([...parts, Buffer.from(end, 'latin1')]))
  }
}
