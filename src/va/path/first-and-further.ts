/**
 * A memory of what was found out about things, told by identity. Most validations look at a leaf
 * and an anchor and so keep one finding of each kind, which stands in a field: a map is made for
 * the second alone, as making one takes longer than all that a small path has to remember.
 */
export class FirstAndFurther<K extends object, V> {
  #firstKey: K | undefined
  #first: V | undefined
  #further: Map<K, V> | undefined

  /** What was kept of `key`. */
  get(key: K): V | undefined {
    return key === this.#firstKey ? this.#first : this.#further?.get(key)
  }

  /** Keeps `value` of `key`, in place of what was kept before. */
  set(key: K, value: V): void {
    this.#firstKey ??= key
    if (key === this.#firstKey) this.#first = value
    else (this.#further ??= new Map()).set(key, value)
  }
}
