// Values of which there are few, each with its place, so that a table can have the place instead.
export class PlaceList<T> {
  readonly #values: T[] = [];
  readonly #places = new Map<T, number>();

  get values(): readonly T[] {
    return this.#values;
  }

  placeOf(value: T): number {
    let place = this.#places.get(value);
    if (place === undefined) {
      place = this.#values.push(value) - 1;
      this.#places.set(value, place);
    }
    return place;
  }

  at(place: number): T | undefined {
    return this.#values[place];
  }
}
