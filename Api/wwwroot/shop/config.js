// What a shop decides for itself: what it advertises, and how often it looks.

/** Where the API is, without a final slash; empty where it serves this page itself. See Http:AllowedOrigins for another origin. */
export const apiRoot = '';

/** Campaigns that are advertised. The API lists none to customers: a shop knows which ones it runs. */
export const campaigns = [4001, 4002, 4004];

/** The customer whom a new visitor is, while nobody has to prove who they are. */
export const firstCustomer = 1001;

/** Milliseconds after which no answer is waited for any longer. */
export const answerTimeout = 15_000;

/** How often a request is sent before the customer is told that it does not get through. */
export const maxAttempts = 5;

/** Milliseconds between two looks at a seat map; an unchanged one is answered with 304 and costs next to nothing. */
export const seatMapPause = 1_500;

/** Milliseconds until a list that was late is read again: at first, and at the most, for each time is twice the one before. */
export const listPause = 300;
export const longestListPause = 10_000;

/** Milliseconds until something that is being paid is looked at again. */
export const payingPause = 500;

/** Seats shown at once, and in a row: of a large hall the customer chooses a block. */
export const seatsPerBlock = 100;
export const seatsPerRow = 10;
