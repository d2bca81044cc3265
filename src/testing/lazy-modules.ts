/**
 * Loads the modules that commands load when they need them. Loading takes real time, in which a fake clock would advance to a
 * time limit. The client of S3 is left out: it waits for real time anyway.
 */
export const loadLazyModules = (): Promise<unknown> =>
  Promise.all([
    import('../config/resolve.ts'),
    import('../config/updated-config.ts'),
    import('../rejects/local-store.ts'),
    import('../report/page.ts'),
    import('../report/report-data.ts'),
  ]);
