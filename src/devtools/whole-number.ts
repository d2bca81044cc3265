import { InvalidArgumentError } from 'commander';

/** Returns a parser of an option's value: a whole number between two bounds. It throws an `InvalidArgumentError`. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isInteger(value) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
  };
}
