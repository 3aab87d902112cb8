// What is read beside the stream, by anybody's routes.

/** Reads something; null when it is refused, or nothing answers. */
export async function read(path) {
  try {
    const answer = await fetch(path);
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}
