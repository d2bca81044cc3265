// The parts of undici that are always used, by file: importing the index loads all of undici, which costs more than
// twice as much at the start of every command. undici has no `exports` map and its version is pinned.
declare module 'undici/lib/dispatcher/pool.js' {
  import { Pool } from 'undici';
  export default Pool;
}
declare module 'undici/lib/core/connect.js' {
  import { buildConnector } from 'undici';
  export default buildConnector;
}
