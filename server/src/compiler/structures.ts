/**
 * The helper's structures as bytes, little-endian, by the fields of `layout`. Maps from: numbers by
 * field. Maps to: bytes, and back. Numbers are unsigned when read; a negative one is written as its
 * two's complement.
 */

import type { Field } from '../generated/layout.js';

/** What a DataView can hold in one number. */
type NumberField = Field<1 | 2 | 4>;
type Structure = Readonly<Record<string, NumberField>>;

/** Writes every field of the structure that begins at `at`. */
export function writeStructure<S extends Structure>(
  view: DataView,
  at: number,
  structure: S,
  values: Readonly<Record<keyof S, number>>,
): void {
  for (const name in structure) writeField(view, at, structure[name]!, values[name]);
}

/** Writes one field of the structure that begins at `at`. */
export function writeField(view: DataView, at: number, field: NumberField, value: number): void {
  const place = at + field.offset;
  if (field.width === 4) view.setUint32(place, value, true);
  else if (field.width === 2) view.setUint16(place, value, true);
  else view.setUint8(place, value);
}

/** Reads one field of the structure that begins at `at`. */
export function readField(view: DataView, at: number, field: NumberField): number {
  const place = at + field.offset;
  if (field.width === 4) return view.getUint32(place, true);
  return field.width === 2 ? view.getUint16(place, true) : view.getUint8(place);
}
