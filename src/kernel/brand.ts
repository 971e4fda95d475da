declare const brand: unique symbol

/**
 * A `T` that only the `parse…` function of its own file can make: the type says what has been
 * established.
 */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name }
