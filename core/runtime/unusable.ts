/** Why a backend can't be used here, as a short phrase for its verdict; an error for the page only if it was forced. */
export class Unusable extends Error {}
