/** The name of one open page in the step protocol, and the right to use it. */

/** Takes the exclusive right to be a client for as long as the page lives; null means nobody can tell. */
export type Claim = (clientId: string, patient: boolean) => Promise<boolean | null>;

/** Claims through Web Locks, which the browser releases when the page goes, however it goes. */
export const claimByLock: Claim = (clientId, patient) => {
  // Only secure contexts have locks.
  const locks = (navigator as Partial<Navigator>).locks;
  if (!locks) return Promise.resolve(null);
  return new Promise((resolve) => {
    // A page that just left may hold its lock a moment longer than its successor takes to start.
    const options = patient ? { signal: AbortSignal.timeout(1500) } : { ifAvailable: true };
    locks
      .request(`copydesk:${clientId}`, options, (lock) => {
        resolve(lock !== null);
        return lock ? new Promise<void>(() => undefined) : undefined;
      })
      .catch(() => resolve(false));
  });
};

export function newClientId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");
}
