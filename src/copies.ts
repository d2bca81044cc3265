/**
 * A process may load two copies of the CDK: a connector and the program that runs it may each have installed it. The names here
 * identify what one copy makes and the other takes, so they never change.
 */
const named = (name: string): symbol => Symbol.for(`@airbyte-ts/cdk/${name}`);

/** Makes `instanceof` accept the instances that another copy of the class made. Subclasses keep the usual `instanceof`. */
export function brand(type: abstract new (...args: never) => object, name: string): void {
  const symbol = named(name);
  Object.defineProperty(type.prototype, symbol, { value: true });
  Object.defineProperty(type, Symbol.hasInstance, {
    value(this: unknown, value: unknown): boolean {
      if (typeof value !== 'object' || value === null) return false;
      if (this === type) return (value as { readonly [key: symbol]: unknown })[symbol] === true;
      return Function.prototype[Symbol.hasInstance].call(this, value);
    },
  });
}

/** Returns the value that all copies share under a name. The first call makes it. */
export function shared<Value>(name: string, make: () => Value): Value {
  const all = globalThis as { [key: symbol]: unknown };
  const key = named(name);
  all[key] ??= make();
  return all[key] as Value;
}
