// What has been worked out once and is kept: by a key, or for as long as an object lives.

/**
 * A function that keeps what was made for a key; the oldest goes when there are too many.
 * @param {number} limit how many are kept
 * @returns {<T>(key: unknown, make: () => T) => T}
 */
export function memo(limit = Infinity) {
  const kept = new Map();
  return (key, make) => {
    if (!kept.has(key)) {
      if (kept.size >= limit) kept.delete(kept.keys().next().value);
      kept.set(key, make());
    }
    return kept.get(key);
  };
}

/**
 * A function that makes something of an object once.
 * @template {object} O, T
 * @param {(object: O) => T} make
 * @returns {(object: O) => T}
 */
export function oncePer(make) {
  const kept = new WeakMap();
  return object => {
    if (!kept.has(object)) kept.set(object, make(object));
    return kept.get(object);
  };
}
