const watched: readonly (readonly [string, object])[] = [
  Object,
  Array,
  Function,
  String,
  Number,
  Map,
  Set,
  Promise,
].flatMap((made) => [[made.name, made] as const, [`${made.name}.prototype`, made.prototype as object] as const]);

/** What each of an object's own keys holds. */
function ownOf(object: object): Map<PropertyKey, unknown> {
  return new Map(
    Reflect.ownKeys(object).map((key) => {
      const { value, get } = Object.getOwnPropertyDescriptor(object, key) ?? {};
      return [key, value ?? get];
    }),
  );
}

/** Looks at everything that all objects inherit; gives the function that tells what of it has changed since. */
export function watchPrototypes(): () => string[] {
  const before = watched.map(([name, object]) => ({ name, object, own: ownOf(object) }));
  return () =>
    before.flatMap(({ name, object, own }) => {
      const now = ownOf(object);
      const keys = [...new Set([...own.keys(), ...now.keys()])];
      return keys.filter((key) => !Object.is(own.get(key), now.get(key))).map((key) => `${name}.${String(key)}`);
    });
}
