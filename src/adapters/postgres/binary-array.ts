/**
 * One-dimensional arrays in PostgreSQL's binary form (`array_send`): bound to a parameter of an
 * array type, they spare both ends the writing and reading of text, in which every bytea is
 * hexadecimal. The driver sends what is octets as binary.
 */

/** `pg_type.oid` of the element types. */
const TYPE_OIDS = { bytea: 17, int8: 20, int4: 23, text: 25 } as const

/** Dimensions, whether there are NULLs, element type; size and lower bound of the dimension. */
const HEADER_OCTETS = 20
const LENGTH_OCTETS = 4

/** `bytea[]`. */
export function byteaArray(elements: readonly Uint8Array[]): Uint8Array {
  let octets = 0
  for (const element of elements) octets += element.length
  const array = withHeader(TYPE_OIDS.bytea, elements.length, octets)
  let at = HEADER_OCTETS
  for (const element of elements) {
    at = array.writeInt32BE(element.length, at)
    array.set(element, at)
    at += element.length
  }
  return array
}

/** `text[]`. */
export function textArray(elements: readonly string[]): Uint8Array {
  let octets = 0
  for (const element of elements) octets += Buffer.byteLength(element)
  const array = withHeader(TYPE_OIDS.text, elements.length, octets)
  let at = HEADER_OCTETS
  for (const element of elements) {
    const length = array.write(element, at + LENGTH_OCTETS)
    array.writeInt32BE(length, at)
    at += LENGTH_OCTETS + length
  }
  return array
}

/** `bigint[]` of safe integers. */
export function bigintArray(elements: readonly number[]): Uint8Array {
  const array = withHeader(TYPE_OIDS.int8, elements.length, 8 * elements.length)
  let at = HEADER_OCTETS
  for (const element of elements) {
    at = array.writeInt32BE(8, at)
    at = array.writeInt32BE(Math.floor(element / 2 ** 32), at)
    at = array.writeUInt32BE(element >>> 0, at)
  }
  return array
}

/** `integer[]`. */
export function integerArray(elements: readonly number[]): Uint8Array {
  const array = withHeader(TYPE_OIDS.int4, elements.length, 4 * elements.length)
  let at = HEADER_OCTETS
  for (const element of elements) {
    at = array.writeInt32BE(4, at)
    at = array.writeInt32BE(element, at)
  }
  return array
}

function withHeader(typeOid: number, elements: number, octets: number): Buffer {
  const array = Buffer.allocUnsafe(HEADER_OCTETS + LENGTH_OCTETS * elements + octets)
  for (const [i, field] of [1, 0, typeOid, elements, 1].entries()) array.writeInt32BE(field, 4 * i)
  return array
}
