/** Formats a moment, in milliseconds since 1970: `10:42:07 UTC`. */
export const formatTime = (wall: number): string =>
  Number.isFinite(wall) && Math.abs(wall) < 8e15
    ? `${new Date(wall).toISOString().slice(11, 19)} UTC`
    : 'an unknown time';
