/**
 * The values that were computed last, for a few keys.
 *
 * For values that are cheap to make again and large to keep, such as the source range of every
 * instruction.
 */

export class Recent<Key, Value> {
  private readonly values = new Map<Key, Value>();

  constructor(private readonly limit: number) {}

  get(key: Key, make: () => Value): Value {
    let value = this.values.get(key);
    if (value === undefined) value = make();
    else this.values.delete(key);
    // The last one added is the last one used.
    this.values.set(key, value);
    if (this.values.size > this.limit) {
      for (const oldest of this.values.keys()) {
        this.values.delete(oldest);
        break;
      }
    }
    return value;
  }
}
