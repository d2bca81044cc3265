import { type EmulatedResponse, jsonResponse } from '@airbyte-ts/cdk/emulator';

/** Errors of forms and files. A correct connector causes none. */
export class Mistakes {
  readonly texts: string[] = [];

  add(text: string): void {
    this.texts.push(text);
  }

  /** Adds the mistake, and returns the response to it. */
  reject(text: string): EmulatedResponse {
    this.add(text);
    return jsonResponse(400, { error: text });
  }
}
